import type { IDataObject } from 'n8n-workflow';

import { webhookBase } from '../../instance/address';
import type { InstanceApi } from '../../instance/api';
import { testCredential } from './testCredential';
import type { ExpectedAccount, Heard } from '../history/heard';
import { addExpected, eventsOf, listen, triggerId } from '../history/heard';
import type { Period } from '../history/period';
import type { Answering } from '../../instance/probe';
import { askTrigger } from '../../instance/probe';
import { lastRefusal, refusingSince } from './refusals';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { trackedWorkflow } from '../../instance/workflows';

type EndpointStatus = 'ok' | 'failing' | 'refusing' | 'silent' | 'never' | 'unpublished';

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

/** One row per trigger, account and resource, those among them that were expected and never heard from. */
export async function endpoints(api: InstanceApi, workflows: TrackedWorkflow[], request: EndpointRequest): Promise<IDataObject[]> {
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
			const ofTrigger = heard.get(triggerId(workflow, trigger.name)) ?? new Map<string, Heard>();
			const heardAt = [...ofTrigger.values()].reduce((last, { lastAt }) => ((lastAt ?? '') > last ? (lastAt ?? '') : last), '');
			for (const entry of addExpected(ofTrigger, trigger, expected))
				rows.push(toRow(api, { workflow, trigger, entry, heardAt, answering, credentialProblem, request }));
		}
	}
	for (const entry of request.expected.filter((each) => !served.has(each))) rows.push(withoutTrigger(entry));
	return rows;
}

interface RowInput {
	workflow: TrackedWorkflow;
	trigger: Trigger;
	entry: Heard;
	/** When the trigger took the last delivery of any account (ISO 8601); '' for never. */
	heardAt: string;
	answering: Answering;
	credentialProblem: string | null;
	request: EndpointRequest;
}

function toRow(api: InstanceApi, input: RowInput): IDataObject {
	const { workflow, trigger, entry, answering, credentialProblem } = input;
	const { counters } = answering;
	const { status, detail } = judge(input);
	const problem = credentialProblem ?? entry.unauthorized;
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

function judge(input: RowInput): { status: EndpointStatus; detail: string | null } {
	const { entry, answering, request, heardAt } = input;
	const { problem, counters } = answering;
	if (problem) return { status: problem.kind === 'unregistered' ? 'unpublished' : 'failing', detail: problem.detail };
	const { after } = request.period;
	const refusing = counters ? refusingSince(counters.refused, heardAt > after ? heardAt : after) : null;
	if (refusing !== null) return { status: 'refusing', detail: refusing };
	const rate = entry.ended === 0 ? 0 : (entry.failed - entry.recovered) / entry.ended;
	if (entry.lastFailed) return { status: 'failing', detail: 'The last delivery failed' };
	if (rate > request.failureRateLimit) return { status: 'failing', detail: `${Math.round(rate * 100)} % of the deliveries failed` };
	if (entry.lastAt === null) return { status: 'never', detail: 'No delivery was ever received (nunca recebido)' };
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
