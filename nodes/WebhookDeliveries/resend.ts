import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../shared/delivery';
import { storedDelivery } from '../shared/delivery';
import { instanceCredential } from '../shared/instance';
import { lacksMoreThan } from '../shared/personalData';
import { minResendSecretLength } from '../shared/redelivery';
import { resend as postToTrigger } from '../shared/resend';
import { Unreachable } from '../shared/request';
import { personalDataOption } from '../shared/settings';
import type { InstanceApi, InstanceRequest } from './api';
import { executionById, executionRow, executions } from './history';
import type { ExecutionRow } from './history';
import type { DeliveryRecord } from './records';
import { deliveryKey, executionUrl, isMoving, Recoveries, recordsOf, toStatus } from './records';
import { vendorName } from './triggers';
import type { TrackedWorkflow, Trigger } from './workflows';
import { trackedWorkflow } from './workflows';

/** Which version of the workflow runs the delivery again. */
export type Version = 'published' | 'draft' | 'executed';

interface ResendRequest {
	executionId: string;
	/** Needed where the execution holds several deliveries. */
	deliveryId?: string;
	version: Version;
	/** Resends also what succeeded or was recovered already. */
	force: boolean;
	/** Refuses deliveries of other accounts; empty for all. */
	accounts?: string[];
}

/** Started, not ended: n8n answers a retry only when its execution has ended. */
const retryTimeoutMs = 5_000;

/** How many newer executions are searched for a repetition that made the delivery good. */
const recoverySearch = 1_000;

/** Deliveries that this process is just resending, so that a button pressed twice resends once. */
const beingResent = new Set<string>();

/**
 * Processes one delivery again: a retry of its failed execution, or, where that would repeat more than this delivery or
 * run another version, a post to its trigger. Refuses what is running, what succeeded (unless forced) and what has no
 * data left. Returns what was done and the new execution as far as it is known.
 */
export async function resendDelivery(api: InstanceApi, request: ResendRequest): Promise<IDataObject> {
	const row = await executionById(api, request.executionId);
	if (row === undefined) {
		throw api.refusal(
			`The execution ${request.executionId} does not exist`,
			'n8n has deleted it (see its pruning settings), or the API key does not see its workflow. Nothing was resent.',
			'gone',
		);
	}
	const workflow = await trackedWorkflow(api, row.workflowId);
	if (workflow === undefined) {
		throw api.refusal(
			`The execution ${row.id} does not belong to a workflow with a trigger of this package`,
			'Only deliveries of the triggers of this package can be resent. Nothing was resent.',
			'foreign',
		);
	}
	const record = chooseDelivery(api, recordsOf(row, workflow), request);
	if (request.accounts?.length && !request.accounts.includes(record.account ?? '')) {
		throw api.refusal(
			`The delivery of execution ${row.id} belongs to another account`,
			'Nothing was resent.',
			'otherAccount',
		);
	}
	const key = deliveryKey(record) ?? `${workflow.id}|${row.id}`;
	if (beingResent.has(key)) throw running(api, record, 'it is being resent at this moment');
	beingResent.add(key);
	try {
		await refuseWhileRunning(api, record, request.force);
		if (!request.force) await refuseWhatSucceeded(api, record);
		if (record.status === 'stalled') await stop(api, row);
		return await perform(api, record, request);
	} finally {
		beingResent.delete(key);
	}
}

function chooseDelivery(
	api: InstanceApi,
	found: DeliveryRecord[],
	{ executionId, deliveryId }: ResendRequest,
): DeliveryRecord {
	if (found.length === 0) {
		throw api.refusal(
			`The execution ${executionId} holds no delivery`,
			'It was a duplicate or a test, or another node started it. Nothing was resent.',
			'foreign',
		);
	}
	const chosen =
		deliveryId === undefined ? found : found.filter((record) => record.deliveryId === deliveryId);
	if (chosen.length === 1) return chosen[0];
	const ids = found
		.slice(0, 10)
		.map((record) => record.deliveryId ?? '?')
		.join(', ');
	throw api.refusal(
		chosen.length === 0
			? `The execution ${executionId} holds no delivery with the ID ${deliveryId}`
			: `The execution ${executionId} holds ${found.length} deliveries`,
		`Fill in the Delivery ID of one of them: ${ids}${found.length > 10 ? ', …' : ''}. Nothing was resent.`,
		'ambiguous',
	);
}

const running = (api: InstanceApi, { row }: DeliveryRecord, why: string) =>
	api.refusal(
		`The delivery of execution ${row.id} was not resent: ${why}`,
		'Wait until it has ended, look at its status, and resend it then if it failed.',
		'running',
	);

/** The delivery itself, a retry of it, or the same delivery in another execution. */
async function refuseWhileRunning(api: InstanceApi, record: DeliveryRecord, force: boolean): Promise<void> {
	const { row, workflow } = record;
	if (isMoving(record.status)) throw running(api, record, `it is still ${record.status}`);
	if (record.status === 'stalled' && !force) {
		throw api.refusal(
			`The delivery of execution ${row.id} was not resent: it has been running for more than an hour`,
			'If it does nothing any more, switch on Force: n8n stops it first, and then it is processed again.',
			'running',
		);
	}
	const key = deliveryKey(record);
	const moving = executions(api, {
		workflowIds: [workflow.id],
		statuses: ['running', 'new', 'waiting'],
		withData: true,
	});
	for await (const other of moving) {
		if (other.id === row.id) continue;
		const isSame =
			other.retryOf === row.id ||
			(row.retryOf !== null && [other.id, other.retryOf].includes(row.retryOf)) ||
			recordsOf(other, workflow).some((entry) => key !== undefined && deliveryKey(entry) === key);
		if (isSame)
			throw running(api, record, `the same delivery is ${toStatus(other.status)} in execution ${other.id}`);
	}
}

/** So that nothing is done twice if it runs after all; n8n keeps its data. */
async function stop(api: InstanceApi, { id }: ExecutionRow): Promise<void> {
	const path = `/executions/${encodeURIComponent(id)}/stop`;
	await api.request({ method: 'POST', path, scope: 'execution:stop' });
}

async function refuseWhatSucceeded(api: InstanceApi, record: DeliveryRecord): Promise<void> {
	const { row } = record;
	const advice =
		'Switch on Force to process it once more all the same: the nodes after the trigger will run again.';
	if (record.status === 'succeeded')
		throw api.refusal(
			`The delivery of execution ${row.id} succeeded and was not resent`,
			advice,
			'succeeded',
		);
	const good = row.retrySuccessId ?? (await laterSuccess(api, record));
	if (good !== null) {
		throw api.refusal(
			`The delivery of execution ${row.id} was made good by execution ${good} and was not resent`,
			advice,
			'recovered',
		);
	}
}

async function laterSuccess(api: InstanceApi, record: DeliveryRecord): Promise<string | null> {
	const { row, workflow } = record;
	const recoveries = new Recoveries();
	let seen = 0;
	const newer = { workflowIds: [workflow.id], withData: true, after: row.startedAt ?? undefined };
	for await (const other of executions(api, newer)) {
		if (other.id === row.id || ++seen > recoverySearch) break;
		recoveries.seeRecords(other, recordsOf(other, workflow));
	}
	const again = { ...record };
	recoveries.seeRecords(row, [again]);
	return again.recoveredBy;
}

async function perform(
	api: InstanceApi,
	record: DeliveryRecord,
	{ version }: ResendRequest,
): Promise<IDataObject> {
	const { workflow, status, gathered } = record;
	// A retry would repeat all deliveries of the execution, and n8n refuses to retry what succeeded.
	const mustPost =
		gathered > 1 || status === 'succeeded' || (version === 'published' && !workflow.draftIsPublished);
	if (mustPost) return await postAgain(api, record);
	return await retry(api, record, version !== 'executed');
}

const retried = z.object({ id: z.union([z.string(), z.number()]).transform(String), status: z.string() });

/** n8n starts at the node that failed, with the data that reached it. */
async function retry(api: InstanceApi, record: DeliveryRecord, loadWorkflow: boolean): Promise<IDataObject> {
	const { row, workflow } = record;
	const request: InstanceRequest = {
		method: 'POST',
		path: `/executions/${encodeURIComponent(row.id)}/retry`,
		body: { loadWorkflow },
		scope: 'execution:retry',
		timeoutMs: retryTimeoutMs,
	};
	let started: z.infer<typeof retried> | undefined;
	try {
		const { status, body } = await api.call(request);
		if (status === 409) {
			throw api.refusal(
				`n8n cannot retry the execution ${row.id}`,
				'Its data is gone, or it has not started yet. If the payload is still there, resend it with the published version. Nothing was resent.',
				'noData',
			);
		}
		if (status >= 300) throw api.refused(request, status, body);
		started = retried.safeParse(body).data;
	} catch (error) {
		if (!(error instanceof Unreachable)) return await Promise.reject(error);
		started = await retryOf(api, row, workflow);
	}
	return result(api, record, 'retry', started);
}

/** The newest execution that repeats this one: its retry runs longer than we wait for its end. */
async function retryOf(
	api: InstanceApi,
	row: ExecutionRow,
	workflow: TrackedWorkflow,
): Promise<z.infer<typeof retried> | undefined> {
	for (let attempt = 0; attempt < 5; attempt++) {
		let seen = 0;
		for await (const other of executions(api, { workflowIds: [workflow.id], withData: false })) {
			if (other.retryOf === row.id) return { id: other.id, status: other.status };
			if (other.id === row.id || ++seen >= recoverySearch) break;
		}
		await sleep(500);
	}
	return undefined;
}

async function postAgain(api: InstanceApi, record: DeliveryRecord): Promise<IDataObject> {
	const { row, workflow, delivery } = record;
	const stored = delivery && storedDelivery.safeParse(delivery.json);
	if (!delivery || !stored?.success) {
		throw api.refusal(
			`The payload of the delivery in execution ${row.id} is gone or hidden`,
			`${record.note ?? 'It is not readable'}. A failed execution with one delivery can still be retried: choose the version "Current Draft" or "Version That Failed". Nothing was resent.`,
			'noData',
		);
	}
	const trigger =
		workflow.triggers.find(({ name }) => name === record.trigger) ??
		workflow.triggers.find(({ type }) => type.vendor === delivery.vendor);
	if (trigger === undefined) {
		throw api.refusal(
			`The workflow "${workflow.name}" has no ${vendorName(delivery.vendor)} trigger any more`,
			'Send the delivery to another workflow with the operation Send. Nothing was resent.',
			'noTrigger',
		);
	}
	const newest = await newestExecution(api, workflow);
	await post(api, workflow, trigger, {
		...delivery.json,
		id: delivery.id,
		event: delivery.event,
	} as Delivery);
	return result(api, record, 'post', await posted(api, record, newest));
}

/**
 * Posts a delivery to a trigger as a redelivery (design.md, "Our own calls to a trigger"). Throws, in words, where the
 * trigger cannot take it, or would pass a delivery on that has lost what a new one would still have.
 */
export async function post(
	api: InstanceApi,
	workflow: TrackedWorkflow,
	trigger: Trigger,
	delivery: Delivery,
): Promise<void> {
	const open = `Open the trigger "${trigger.name}" of the workflow "${workflow.name}"`;
	if (api.resendSecret.length < minResendSecretLength) {
		throw api.refusal(
			'The Resend Secret is missing or too short',
			`Put at least ${minResendSecretLength} random characters into the "N8n Instance API" credential. Nothing was resent.`,
			'noSecret',
		);
	}
	if (!workflow.published || trigger.webhookId === undefined) {
		throw api.refusal(
			`The workflow "${workflow.name}" is not published, so its trigger takes no deliveries`,
			'Publish it, or resend with the version "Current Draft". Nothing was resent.',
			'unpublished',
		);
	}
	if (!trigger.credentials[instanceCredential]?.id) {
		throw api.refusal(
			`The trigger "${trigger.name}" has no "N8n Instance API" credential, so it refuses resends`,
			`${open}, choose the same "N8n Instance API" credential as in this node, and publish it. Nothing was resent.`,
			'noSlot',
		);
	}
	const { personalData = 'keep' } = delivery;
	if (lacksMoreThan(personalData, personalDataOption.parse(trigger.parameters.options))) {
		throw api.refusal(
			`The delivery ${delivery.id} was stored without its personal data, and the trigger "${trigger.name}" keeps them now`,
			`Posted again it would run the workflow with masked or missing fields. Fetch it again: "Replay" of the vendor's node, then "Send". A failed execution of one delivery can also be retried, with the version "Current Draft" or "Version That Failed". Nothing was resent.`,
			'masked',
		);
	}
	const target = {
		webhookId: trigger.webhookId,
		route: trigger.type.routeOf(delivery.event),
		workflowName: workflow.name,
	};
	const [answer] = await postToTrigger(api.context, target, [delivery], api.itemIndex);
	if (answer === 'ignored') {
		throw api.refusal(
			`The trigger "${trigger.name}" ignored the delivery ${delivery.id}`,
			`${open}: its events, accounts or options leave out the event ${delivery.event} of this account. Nothing was processed.`,
			'ignored',
		);
	}
}

async function newestExecution(api: InstanceApi, { id }: TrackedWorkflow): Promise<number> {
	for await (const row of executions(api, { workflowIds: [id], withData: false, pageSize: 1 }))
		return Number(row.id);
	return 0;
}

/** The execution that a posted delivery started, followed until it has ended, for five seconds at most. */
async function posted(
	api: InstanceApi,
	record: DeliveryRecord,
	after: number,
): Promise<{ id: string; status: string } | undefined> {
	const key = deliveryKey(record);
	let found: { id: string; status: string } | undefined;
	for (const deadline = Date.now() + retryTimeoutMs; Date.now() < deadline; await sleep(250)) {
		for await (const row of executions(api, {
			workflowIds: [record.workflow.id],
			withData: true,
			pageSize: 10,
		})) {
			if (Number(row.id) <= after) break;
			if (recordsOf(row, record.workflow).some((entry) => deliveryKey(entry) === key))
				found = executionRow.parse(row);
		}
		if (found && !isMoving(toStatus(found.status))) break;
	}
	return found;
}

function result(
	api: InstanceApi,
	{ row, vendor, event, account, deliveryId, reference, workflow }: DeliveryRecord,
	how: 'retry' | 'post',
	started: { id: string; status: string } | undefined,
): IDataObject {
	return {
		resent: true,
		how,
		vendor,
		event,
		account,
		id: deliveryId,
		reference,
		workflowId: workflow.id,
		workflowName: workflow.name,
		executionId: row.id,
		newExecutionId: started?.id ?? null,
		newExecutionUrl: started ? executionUrl(api, { workflowId: workflow.id, id: started.id }) : null,
		// Running: the five seconds were over before it ended.
		newStatus: started ? toStatus(started.status) : 'running',
		retryOf: how === 'retry' ? row.id : null,
	};
}
