import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { maskText } from '../shared/maskText';
import { publicBase } from '../shared/instance';
import { list } from '../shared/settings';
import type { InstanceApi } from './api';
import type { Period } from './period';
import type { Answering, TriggerCounters } from './probe';
import { askTrigger } from './probe';
import type { DeliveryRecord } from './records';
import { isFailure, records } from './records';
import type { TrackedWorkflow, Trigger } from './workflows';
import { trackedWorkflow } from './workflows';

type EndpointStatus = 'ok' | 'failing' | 'refusing' | 'silent' | 'never' | 'unpublished';

/** An account that somebody set up and expects to hear from. */
export const expectedAccount = z.object({
	vendor: z.string(),
	account: z
		.union([z.string(), z.number()])
		.transform(String)
		.nullish()
		.transform((value) => value || null),
	accountName: z
		.string()
		.nullish()
		.transform((value) => value || null),
	configuredAt: z
		.string()
		.nullish()
		.transform((value) => value || null),
});
export type ExpectedAccount = z.infer<typeof expectedAccount>;

interface EndpointRequest {
	period: Period;
	expected: ExpectedAccount[];
	/** Hours without a delivery after which an endpoint is silent. */
	silentHours: number;
	/** Share of failures, 0 to 1, above which an endpoint is failing. */
	failureRateLimit: number;
	/** The newest so many executions are read, over all workflows. */
	maxExecutions: number;
	testCredentials: boolean;
}

/** What one account sent of one resource to one trigger. */
interface Heard {
	account: string | null;
	accountName: string | null;
	resource: string | null;
	configuredAt: string | null;
	lastAt: string | null;
	lastFailed: boolean;
	deliveries: number;
	ended: number;
	failed: number;
	recovered: number;
	unauthorized: string | null;
}

/** `stock` of `stock.created`: vendors enable and disable resources one by one. */
const resourceOf = (event: string | null) =>
	event === null ? null : (/^[^.:]+(?=[.:])/.exec(event)?.[0] ?? event);

const triggerId = (workflow: TrackedWorkflow, trigger: string) => `${workflow.id}|${trigger}`;

/** One row per trigger, account and resource, those among them that were expected and never heard from. */
export async function endpoints(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	request: EndpointRequest,
): Promise<IDataObject[]> {
	const heard = await listen(api, workflows, request);
	const tests = new Map<string, Promise<string | null>>();
	const rows: IDataObject[] = [];
	const served = new Set<ExpectedAccount>();
	for (const listed of workflows) {
		// Only the single workflow tells when it was published.
		const workflow = (await trackedWorkflow(api, listed.id)) ?? listed;
		for (const trigger of workflow.triggers) {
			const expected = request.expected.filter((entry) => entry.vendor === trigger.type.vendor);
			for (const entry of expected) served.add(entry);
			const answering = await askTrigger(api, workflow, trigger);
			const credentialProblem = request.testCredentials ? await testCredential(api, trigger, tests) : null;
			const all = addExpected(heard.get(triggerId(workflow, trigger.name)) ?? new Map(), trigger, expected);
			for (const entry of all)
				rows.push(toRow(api, { workflow, trigger, entry, answering, credentialProblem, request }));
		}
	}
	for (const entry of request.expected.filter((each) => !served.has(each))) rows.push(withoutTrigger(entry));
	return rows;
}

/** Reads the newest executions, beyond the period too: how long an endpoint is silent does not end with it. */
async function listen(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, maxExecutions }: EndpointRequest,
): Promise<Map<string, Map<string, Heard>>> {
	const heard = new Map<string, Map<string, Heard>>();
	const seen = new Set<string>();
	for await (const record of records({ api, workflows }, {})) {
		seen.add(record.row.id);
		if (seen.size > maxExecutions) break;
		if (record.isRepetition) continue;
		const trigger =
			record.trigger ?? record.workflow.triggers.find(({ type }) => type.vendor === record.vendor)?.name;
		if (trigger === undefined) continue;
		const id = triggerId(record.workflow, trigger);
		const ofTrigger = heard.get(id) ?? new Map<string, Heard>();
		heard.set(id, ofTrigger);
		count(ofTrigger, record, period);
	}
	return heard;
}

const heardKey = (account: string | null, resource: string | null) => JSON.stringify([account, resource]);

const nothing = (account: string | null, resource: string | null): Heard => ({
	account,
	accountName: null,
	resource,
	configuredAt: null,
	lastAt: null,
	lastFailed: false,
	deliveries: 0,
	ended: 0,
	failed: 0,
	recovered: 0,
	unauthorized: null,
});

function count(ofTrigger: Map<string, Heard>, record: DeliveryRecord, { after, before }: Period): void {
	const { account, event, row, status, weight, recoveredBy } = record;
	const key = heardKey(account, resourceOf(event));
	const entry = ofTrigger.get(key) ?? nothing(account, resourceOf(event));
	ofTrigger.set(key, entry);
	const failed = isFailure(status);
	// Newest first: the first one seen is the last one that came.
	if (entry.lastAt === null) {
		entry.lastAt = row.startedAt;
		entry.lastFailed = failed && recoveredBy === null;
	}
	entry.accountName ??= record.accountName;
	const at = Date.parse(row.startedAt ?? '');
	if (at < Date.parse(after) || at > Date.parse(before)) return;
	entry.deliveries += weight;
	if (failed || status === 'succeeded') entry.ended += weight;
	if (failed) entry.failed += weight;
	if (recoveredBy !== null) entry.recovered += weight;
	if (failed && record.unauthorized && recoveredBy === null) entry.unauthorized ??= record.errorMessage;
}

/** A saved workflow leaves out what stands at its default. */
const eventsOf = ({ parameters }: Trigger) => list.parse(parameters.events ?? ['*']);

/** Adds what the trigger's settings and the caller expect and nobody has heard of. */
function addExpected(heard: Map<string, Heard>, trigger: Trigger, expected: ExpectedAccount[]): Heard[] {
	const { accountsParameter } = trigger.type;
	const chosen = accountsParameter === undefined ? [] : list.parse(trigger.parameters[accountsParameter]);
	const events = eventsOf(trigger).filter((event) => event !== '*');
	const resources = [...new Set(events.map(resourceOf))];
	const all = new Map(heard);
	const names = new Map(expected.map((entry) => [entry.account, entry]));
	const accounts = new Set<string | null>([
		...[...heard.values()].map(({ account }) => account),
		...chosen,
		...names.keys(),
	]);
	if (accounts.size === 0) accounts.add(null);
	for (const account of accounts) {
		const isHeard = [...all.values()].some((entry) => entry.account === account);
		const wanted = resources.length > 0 ? resources : isHeard ? [] : [null];
		for (const resource of wanted) {
			const key = heardKey(account, resource);
			if (!all.has(key)) all.set(key, nothing(account, resource));
		}
	}
	const credentialName = trigger.credentials[trigger.type.credential]?.name ?? null;
	return [...all.values()].map((entry) => {
		const known = names.get(entry.account);
		return {
			...entry,
			accountName: known?.accountName ?? entry.accountName ?? credentialName,
			configuredAt: known?.configuredAt ?? null,
		};
	});
}

interface RowInput {
	workflow: TrackedWorkflow;
	trigger: Trigger;
	entry: Heard;
	answering: Answering;
	credentialProblem: string | null;
	request: EndpointRequest;
}

function toRow(api: InstanceApi, input: RowInput): IDataObject {
	const { workflow, trigger, entry, answering, credentialProblem } = input;
	const { counters } = answering;
	const { status, detail } = judge(input);
	const problem = credentialProblem ?? entry.unauthorized;
	const base = `${publicBase(api.context)}/webhook/${trigger.webhookId ?? ''}`;
	return {
		vendor: trigger.type.vendor,
		account: entry.account,
		accountName: entry.accountName,
		resource: entry.resource,
		status,
		detail,
		url:
			trigger.webhookId === undefined
				? null
				: `${base}/${trigger.type.routes[0]}${trigger.type.maskedQuery ?? ''}`,
		events: eventsOf(trigger),
		publishedSince: workflow.published ? (workflow.publishedAt ?? null) : null,
		configuredAt: entry.configuredAt,
		lastDeliveryAt: entry.lastAt,
		silentHours: entry.lastAt === null ? null : hoursSince(entry.lastAt),
		deliveries: entry.deliveries,
		failed: entry.failed,
		recovered: entry.recovered,
		failureRate: entry.ended === 0 ? null : entry.failed / entry.ended,
		refused: counters
			? Object.fromEntries(Object.entries(counters.refused).map(([reason, { count }]) => [reason, count]))
			: null,
		lastRefusedAt: counters ? lastRefusal(counters) : null,
		countersSince: counters?.since ?? null,
		credentialName: trigger.credentials[trigger.type.credential]?.name ?? null,
		needsReconnect: problem !== null,
		credentialProblem: problem,
		savesErrors: workflow.savesErrors,
		savesSuccesses: workflow.savesSuccesses,
		workflowId: workflow.id,
		workflowName: workflow.name,
		trigger: trigger.name,
	};
}

const hoursSince = (at: string) => Math.round((Date.now() - Date.parse(at)) / 360_000) / 10;

/** Resends that were refused say nothing of the vendor's secret. */
const byVendor = ([reason]: [string, unknown]) => reason !== 'resend';

function lastRefusal({ refused }: TriggerCounters): string | null {
	const moments = Object.entries(refused)
		.filter(byVendor)
		.map(([, { lastAt }]) => lastAt ?? '');
	return moments.sort().pop() || null;
}

function judge({ entry, answering, request }: RowInput): { status: EndpointStatus; detail: string | null } {
	const { problem, counters } = answering;
	if (problem)
		return { status: problem.kind === 'unregistered' ? 'unpublished' : 'failing', detail: problem.detail };
	const refusedAt = counters ? lastRefusal(counters) : null;
	if (refusedAt !== null && refusedAt >= request.period.after && refusedAt > (entry.lastAt ?? '')) {
		return {
			status: 'refusing',
			detail: `Requests are refused, last at ${refusedAt}: was the secret changed at the vendor?`,
		};
	}
	const rate = entry.ended === 0 ? 0 : (entry.failed - entry.recovered) / entry.ended;
	if (entry.lastFailed) return { status: 'failing', detail: 'The last delivery failed' };
	if (rate > request.failureRateLimit)
		return { status: 'failing', detail: `${Math.round(rate * 100)} % of the deliveries failed` };
	if (entry.lastAt === null)
		return { status: 'never', detail: 'No delivery was ever received (nunca recebido)' };
	const silent = hoursSince(entry.lastAt);
	if (silent > request.silentHours) return { status: 'silent', detail: `No delivery for ${silent} hours` };
	return { status: 'ok', detail: null };
}

const withoutTrigger = ({ vendor, account, accountName, configuredAt }: ExpectedAccount): IDataObject => ({
	vendor,
	account,
	accountName,
	resource: null,
	status: 'unpublished' satisfies EndpointStatus,
	detail: 'No workflow has a trigger of this vendor, or the API key does not see it',
	configuredAt,
	lastDeliveryAt: null,
	deliveries: 0,
	failed: 0,
});

const testAnswer = z.object({ status: z.string(), message: z.string().catch('') });

/** n8n's own test of the vendor's credential, once per credential; null if it is fine or may not be tested. */
async function testCredential(
	api: InstanceApi,
	trigger: Trigger,
	tests: Map<string, Promise<string | null>>,
): Promise<string | null> {
	const id = trigger.credentials[trigger.type.credential]?.id;
	if (!id) return 'The trigger has no credential';
	let test = tests.get(id);
	if (!test) tests.set(id, (test = runTest(api, id)));
	return await test;
}

async function runTest(api: InstanceApi, id: string): Promise<string | null> {
	const path = `/credentials/${encodeURIComponent(id)}/test`;
	const answer = testAnswer.parse(
		await api.request({ method: 'POST', path, body: {}, scope: 'credential:read' }),
	);
	return answer.status === 'OK' ? null : maskText(answer.message);
}
