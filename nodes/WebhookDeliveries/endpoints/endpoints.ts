import type { IDataObject } from 'n8n-workflow';

import { webhookBase } from '../../instance/address';
import type { InstanceApi } from '../../instance/api';
import type { CredentialProblem } from './testCredential';
import { testCredential } from './testCredential';
import type { ExpectedAccount, Heard } from '../history/heard';
import { addExpected, eventsOf, listen, triggerId } from '../history/heard';
import type { Period } from '../history/period';
import type { Answering } from '../../instance/probe';
import { askTrigger } from '../../instance/probe';
import type { Refusing } from './refusals';
import { lastRefusal, refusingSince } from './refusals';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { trackedWorkflow } from '../../instance/workflows';

/** The columns of the operation "Get Many". */
type EndpointStatus = 'ok' | 'failing' | 'refusing' | 'silent' | 'never' | 'unpublished';

export interface EndpointRequest {
	period: Period;
	expected: ExpectedAccount[];
	/** Hours without a delivery after which an endpoint is silent. */
	silentHours: number;
	/** Share of failures, 0 to 1, above which an endpoint is failing. */
	failureRateLimit: number;
	/** Reads at most this many of the newest executions, across all workflows. */
	maxExecutions: number;
	testCredentials: boolean;
}

/** What is known about one trigger, account and resource. */
export interface Endpoint {
	workflow: TrackedWorkflow;
	trigger: Trigger;
	entry: Heard;
	answering: Answering;
	credentialProblem: CredentialProblem | null;
	/** Why it has been refusing its vendor since its last delivery. */
	refusing: Refusing | null;
}

/** The endpoints of some workflows. */
export interface Survey {
	endpoints: Endpoint[];
	/** Expected accounts of a vendor that none of the workflows has a trigger for. */
	withoutTrigger: ExpectedAccount[];
}

/**
 * Asks every trigger of the workflows: one entry per trigger, account and resource, including those
 * that never received anything.
 */
export async function survey(api: InstanceApi, workflows: TrackedWorkflow[], request: EndpointRequest): Promise<Survey> {
	const heard = await listen(api, workflows, request);
	const tests = new Map<string, Promise<CredentialProblem | null>>();
	const found: Endpoint[] = [];
	const served = new Set<ExpectedAccount>();
	for (const listed of workflows) {
		// Only a single workflow's answer says when it was published.
		const workflow = (await trackedWorkflow(api, listed.id)) ?? listed;
		for (const trigger of workflow.triggers) {
			const expected = request.expected.filter((entry) => entry.vendor === trigger.type.vendor);
			for (const entry of expected) served.add(entry);
			const answering = await askTrigger(api, workflow, trigger);
			const credentialProblem = request.testCredentials ? await testCredential(api, trigger, tests) : null;
			const ofTrigger = heard.get(triggerId(workflow, trigger.name)) ?? new Map<string, Heard>();
			const heardAt = [...ofTrigger.values()].reduce((last, { lastAt }) => ((lastAt ?? '') > last ? (lastAt ?? '') : last), '');
			const { after } = request.period;
			const refusing = answering.counters ? refusingSince(answering.counters.refused, heardAt > after ? heardAt : after) : null;
			for (const entry of addExpected(ofTrigger, trigger, expected))
				found.push({ workflow, trigger, entry, answering, credentialProblem, refusing });
		}
	}
	return { endpoints: found, withoutTrigger: request.expected.filter((each) => !served.has(each)) };
}

/** The same as rows of the node. */
export async function endpoints(api: InstanceApi, workflows: TrackedWorkflow[], request: EndpointRequest): Promise<IDataObject[]> {
	const found = await survey(api, workflows, request);
	return [...found.endpoints.map((each) => toRow(api, each, request)), ...found.withoutTrigger.map(withoutTrigger)];
}

function toRow(api: InstanceApi, endpoint: Endpoint, request: EndpointRequest): IDataObject {
	const { workflow, trigger, entry, answering, credentialProblem } = endpoint;
	const { counters } = answering;
	const { status, detail } = judge(endpoint, request);
	const problem = credentialProblem?.text ?? entry.unauthorized;
	const base = `${webhookBase(api.context)}/${trigger.webhookId ?? ''}`;
	return {
		vendor: trigger.type.vendor,
		account: entry.account,
		accountName: entry.accountName,
		resource: entry.resource,
		status,
		detail,
		url: trigger.webhookId === undefined ? null : `${base}/${trigger.type.routes[0].path}${trigger.type.maskedQuery ?? ''}`,
		events: eventsOf(trigger),
		publishedSince: workflow.published ? (workflow.publishedAt ?? null) : null,
		configuredAt: entry.configuredAt,
		lastDeliveryAt: entry.lastAt,
		silentHours: entry.lastAt === null ? null : hoursSince(entry.lastAt),
		deliveries: entry.deliveries,
		failed: entry.failed,
		recovered: entry.recovered,
		failureRate: entry.ended === 0 ? null : entry.failed / entry.ended,
		refused: counters ? Object.fromEntries(Object.entries(counters.refused).map(([reason, { count }]) => [reason, count])) : null,
		lastRefusedAt: counters ? lastRefusal(counters.refused) : null,
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

function judge(
	{ entry, answering, refusing }: Endpoint,
	{ failureRateLimit, silentHours }: EndpointRequest,
): { status: EndpointStatus; detail: string | null } {
	const { problem } = answering;
	if (problem) return { status: problem.kind === 'unregistered' ? 'unpublished' : 'failing', detail: problem.detail };
	if (refusing) return { status: 'refusing', detail: refusing.detail };
	const rate = entry.ended === 0 ? 0 : (entry.failed - entry.recovered) / entry.ended;
	if (entry.lastFailed) return { status: 'failing', detail: 'The last delivery failed' };
	if (rate > failureRateLimit) return { status: 'failing', detail: `${Math.round(rate * 100)} % of the deliveries failed` };
	if (entry.lastAt === null) return { status: 'never', detail: 'No delivery has ever been received (nunca recebido)' };
	const silent = hoursSince(entry.lastAt);
	if (silent > silentHours) return { status: 'silent', detail: `No delivery in the last ${silent} hours` };
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
