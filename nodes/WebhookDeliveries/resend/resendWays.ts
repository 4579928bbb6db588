import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import { clockMs } from '../../shared/clock';
import type { Delivery } from '../../shared/trigger/delivery';
import { storedDelivery } from '../../shared/trigger/delivery';
import type { ApiResponse } from '../../shared/http/request';
import { markUnsent, Unreachable } from '../../shared/http/request';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi, InstanceRequest } from '../../instance/api';
import { gone } from '../history/executions';
import { executions } from '../history/history';
import { postDelivery } from './postDelivery';
import type { DeliveryRecord } from '../history/records';
import { isMoving, isSameDelivery, recordsOf, toStatus } from '../history/records';
import type { Sending } from './sending';
import { vendorName } from '../../instance/triggers';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { Refusal } from './refusal';

/** Which version of the workflow processes the delivery again. */
export type Version = 'published' | 'draft' | 'executed';

/** A retry of the execution, or a post of the delivery to its trigger. */
export type Way = 'retry' | 'post';

/** The execution that processes it again, as n8n last reported it; its ID is '' if n8n did not keep it. */
export interface Started {
	id: string;
	status: string;
}

/** Started, not ended: n8n answers a retry only after its execution has ended. */
const waitMs = 5_000;

const bringBack =
	'Fetch it from the vendor with "Recreate Events" of the vendor\'s node, then "Send", or have the vendor send it again. If n8n said "Unrecognized node type", install this package on every worker first. Nothing was resent.';

/**
 * Decides how the delivery is processed again. A retry repeats all deliveries of the execution, is
 * refused by n8n after a success, and continues where the execution ended: a node that was running
 * when it was stopped is skipped, and the output of a renamed node stays under its old name. Throws
 * if neither way does what was asked for.
 */
export function chooseWay(api: InstanceApi, record: DeliveryRecord, version: Version): Way {
	const { row, workflow, status, gathered, stack, ran, trigger } = record;
	if (record.note === gone.notKept) {
		throw new Refusal(api, 'noData', `There is nothing to resend: n8n kept no payload of the execution ${row.id}`, bringBack);
	}
	if (gathered > 1 || status === 'succeeded') return 'post';
	if (version === 'published' && !workflow.draftIsPublished) return 'post';
	const resumes = status === 'canceled' ? stack !== undefined && stack[0] === trigger : stack?.length !== 0;
	const lost = version === 'executed' ? undefined : [...(stack ?? []), ...ran].find((name) => !workflow.draftNodes.includes(name));
	if (resumes && lost === undefined) return 'retry';
	if (version === 'published') return 'post';
	if (!resumes) {
		throw new Refusal(
			api,
			'interrupted',
			`A retry of execution ${row.id} would skip the node in which it was stopped`,
			'Choose "Published Version", which posts the delivery to its trigger and processes it from the start. Nothing was resent.',
		);
	}
	throw new Refusal(
		api,
		'nodeGone',
		`The workflow "${workflow.name}" no longer has the node "${lost}", which execution ${row.id} has run or would continue with`,
		'It was renamed, replaced or deleted, so a retry with the draft would fail. Choose "Published Version", which posts the delivery to its trigger, or "Version That Failed". Nothing was resent.',
	);
}

/** How a way starts. */
interface Begin {
	/** The newest execution before it. */
	newest: number;
	/** Informed about its request. */
	sending: Sending;
	/** Whether n8n's history will show its result. */
	isSaved: boolean;
}

const retried = z.object({ id: z.union([z.string(), z.number()]).transform(String), status: z.string() });

/**
 * n8n starts at the node that failed, with the data that reached it. Undefined if no new execution
 * was seen in time.
 */
export async function retry(
	api: InstanceApi,
	record: DeliveryRecord,
	loadWorkflow: boolean,
	{ newest, sending }: Begin,
): Promise<Started | undefined> {
	const { row } = record;
	const request: InstanceRequest = {
		method: 'POST',
		path: `/executions/${encodeURIComponent(row.id)}/retry`,
		body: { loadWorkflow },
		scope: 'execution:retry',
		timeoutMs: waitMs,
	};
	try {
		const { status, body } = await sending.request(async () => {
			const answer = await api.call(request);
			if (answer.status < 300 || answer.status >= 500) return answer;
			throw markUnsent(refusedRetry(api, row.id, request, answer));
		});
		// n8n also answers 500 to a retry that was stopped or took too long.
		const begun = status >= 500 ? await retryOf(api, record, newest) : undefined;
		if (begun) return begun;
		if (status >= 300) throw api.refused(request, status, body);
		return retried.safeParse(body).data;
	} catch (error) {
		if (!(error instanceof Unreachable)) return rethrow(error);
	}
	// It runs longer than we wait for its end.
	for (let attempt = 0; attempt < 5; attempt++) {
		const begun = await retryOf(api, record, newest);
		if (begun) return begun;
		await sleep(500);
	}
	return undefined;
}

/** n8n says that it has started nothing. */
function refusedRetry(api: InstanceApi, executionId: string, request: InstanceRequest, { status, body }: ApiResponse) {
	if (status !== 409) return api.refused(request, status, body);
	return new Refusal(
		api,
		'noData',
		`n8n cannot retry the execution ${executionId}`,
		'Its data is gone, or it has not started yet. If the payload is still there, resend it with "Published Version". Nothing was resent.',
	);
}

/** The execution after `newest` that repeats this one. */
async function retryOf(api: InstanceApi, { row, workflow }: DeliveryRecord, newest: number): Promise<Started | undefined> {
	for await (const other of executions(api, { workflowIds: [workflow.id], withData: false })) {
		if (Number(other.id) <= newest) break;
		if (other.retryOf === row.id) return { id: other.id, status: other.status };
	}
	return undefined;
}

/**
 * Posts the stored delivery to the trigger that received it, and follows it. Undefined if no new
 * execution was seen in time.
 */
export async function postAgain(api: InstanceApi, record: DeliveryRecord, begin: Begin): Promise<Started | undefined> {
	const { row, workflow, delivery } = record;
	const stored = delivery && storedDelivery.safeParse(delivery.json);
	if (!delivery || !stored?.success) {
		throw new Refusal(
			api,
			'noData',
			`The payload of the delivery in execution ${row.id} is gone or hidden`,
			`${record.note ?? 'It cannot be read'}. A failed execution with a single delivery can still be retried: choose "Current Draft" or "Version That Failed". Nothing was resent.`,
		);
	}
	const trigger = triggerOf(api, record, delivery.vendor);
	const again = { ...delivery.json, id: delivery.id, event: delivery.event } as Delivery;
	await postDelivery(api, { workflow, trigger }, again, begin.sending);
	return await posted(api, record, begin);
}

/** The trigger that received the delivery, identified by what survives renaming; never another one of the vendor. */
function triggerOf(api: InstanceApi, { workflow, source, trigger }: DeliveryRecord, vendor: string): Trigger {
	const same = workflow.triggers.filter(({ type }) => type.vendor === vendor);
	const found =
		same.find(({ id }) => source?.id !== undefined && id === source.id) ??
		same.find(({ webhookId }) => source?.webhookId !== undefined && webhookId === source.webhookId);
	if (found) return found;
	const others = same.map(({ name }) => `"${name}"`).join(', ');
	throw new Refusal(
		api,
		'noTrigger',
		`The ${vendorName(vendor)} trigger "${trigger ?? '?'}", which received this delivery, is no longer in the workflow "${workflow.name}"`,
		`${others === '' ? '' : `Its other triggers (${others}) may belong to another account. `}Use the operation Send to send the delivery to the right trigger. Nothing was resent.`,
	);
}

/** The ID of the newest execution of a workflow, 0 if there is none. */
export async function newestExecution(api: InstanceApi, { id }: TrackedWorkflow): Promise<number> {
	for await (const row of executions(api, { workflowIds: [id], withData: false, pageSize: 1 })) return Number(row.id);
	return 0;
}

/** The execution that a posted delivery started, followed until it ends, for five seconds at most. */
async function posted(api: InstanceApi, record: DeliveryRecord, { newest, isSaved }: Begin): Promise<Started | undefined> {
	let found: Started | undefined;
	let missed = 0;
	for (const deadline = clockMs() + waitMs; clockMs() < deadline; await sleep(250)) {
		missed++;
		for await (const row of executions(api, {
			workflowIds: [record.workflow.id],
			withData: true,
			pageSize: 10,
		})) {
			if (Number(row.id) <= newest) break;
			if (!recordsOf(row, record.workflow).some((entry) => isSameDelivery(entry, record))) continue;
			found = { id: row.id, status: row.status };
			missed = 0;
		}
		if (missed === 0 && found && !isMoving(toStatus(found.status))) return found;
		// n8n deletes a success that it does not save as soon as it ends; a failure would be there.
		// Checked twice, as it may have moved from one list to the other while they were read.
		const hasEnded = missed > 1 && (found !== undefined || !isSaved);
		if (hasEnded && record.workflow.savesErrors) return { id: found?.id ?? '', status: 'success' };
	}
	return missed === 0 ? found : undefined;
}
