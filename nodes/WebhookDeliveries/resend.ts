import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import { clockMs } from '../shared/clock';
import type { Delivery } from '../shared/delivery';
import { storedDelivery } from '../shared/delivery';
import { Unreachable } from '../shared/request';
import type { InstanceApi, InstanceRequest } from './api';
import { executionById, executionRow, executions } from './history';
import type { ExecutionRow } from './history';
import { postDelivery } from './postDelivery';
import type { DeliveryRecord } from './records';
import { deliveryKey, executionUrl, isMoving, recordsOf, toStatus } from './records';
import { recoverySearch, refuseWhatSucceeded, refuseWhileRunning, running } from './resendGuards';
import { vendorName } from './triggers';
import type { TrackedWorkflow } from './workflows';
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

/** So that nothing is done twice if it runs after all; n8n keeps its data. */
async function stop(api: InstanceApi, { id }: ExecutionRow): Promise<void> {
	const path = `/executions/${encodeURIComponent(id)}/stop`;
	await api.request({ method: 'POST', path, scope: 'execution:stop' });
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
	await postDelivery(api, workflow, trigger, {
		...delivery.json,
		id: delivery.id,
		event: delivery.event,
	} as Delivery);
	return result(api, record, 'post', await posted(api, record, newest));
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
	for (const deadline = clockMs() + retryTimeoutMs; clockMs() < deadline; await sleep(250)) {
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
