import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';

import { clockMs } from '../../shared/clock';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi } from '../../instance/api';
import { toItem } from '../history/deliveryItem';
import type { Filter } from '../history/filters';
import { matches, workflowsFor } from '../history/filters';
import { executions } from '../history/history';
import type { Period } from '../history/period';
import type { DeliveryRecord, Status } from '../history/records';
import { deliveryKey, records } from '../history/records';
import type { Version } from './resend';
import { Refusal } from './refusal';
import { resendDelivery } from './resend';
import { rememberedResends } from './resendLedger';
import { newestExecution } from './resendWays';
import type { TrackedWorkflow } from '../../instance/workflows';

interface ManyRequest {
	filter: Filter;
	period: Period;
	statuses: Status[];
	limit: number;
	/** Maximum per second. */
	perSecond: number;
	version: Version;
	/** Only lists what would be resent. */
	dryRun: boolean;
}

/**
 * Resends all matching failures that nothing has recovered, oldest first, each once. One that
 * cannot be resent is reported and does not stop the others.
 */
export async function resendMany(api: InstanceApi, request: ManyRequest): Promise<IDataObject[]> {
	const chosen = await failuresOldestFirst(api, request);
	if (request.dryRun) return chosen.records.map((record) => ({ resent: false, dryRun: true, ...toItem(api, record) }));
	const items: IDataObject[] = [];
	let tried = 0;
	for (const record of chosen.records) {
		if (tried === request.limit) break;
		const started = clockMs();
		const { item, isUnknown } = await attempt(api, record, request.version, chosen.searchedUpTo);
		items.push(item);
		if (!isUnknown) tried++;
		await sleep(Math.max(0, 1000 / request.perSecond - (clockMs() - started)));
	}
	return items;
}

interface Chosen {
	/**
	 * Oldest first, those of one execution in order. Deliveries resent before, whose result may be
	 * unknown, do not count towards the limit: they would fill it for ever.
	 */
	records: DeliveryRecord[];
	/** Nothing up to this execution recovered one of them. */
	searchedUpTo: number;
}

async function failuresOldestFirst(api: InstanceApi, request: ManyRequest): Promise<Chosen> {
	const { filter, period, statuses, limit } = request;
	const workflows = await workflowsFor(api, filter);
	const searchedUpTo = await endedUpTo(api, workflows);
	const remembered = await rememberedResends(api);
	// Newest first, so what exceeds the limit is at the start.
	const chosen = new Map<string, DeliveryRecord>();
	const keys = { untried: new Set<string>(), resent: new Set<string>() };
	let inExecution: DeliveryRecord[] = [];
	const add = () => {
		for (const record of inExecution.reverse()) {
			const key = deliveryKey(record) ?? record.row.id;
			const alike = remembered(key) === undefined ? keys.untried : keys.resent;
			// Of several failures of one delivery the oldest, the original, is kept.
			for (const each of [chosen, alike]) each.delete(key);
			alike.add(key);
			chosen.set(key, { ...record, row: { ...record.row, data: undefined, workflowData: undefined } });
			const [newest] = alike;
			if (alike.size > limit) for (const each of [chosen, alike]) each.delete(newest);
		}
		inExecution = [];
	};
	// A recovered failure must not be repeated, so everything newer is read, not only the last
	// page.
	const reader = { api, workflows, recoveryDepth: Infinity, remembered };
	for await (const record of records(reader, { ...period, statuses })) {
		if (record.recoveredBy !== null || record.row.mode === 'retry' || !matches(filter, record)) continue;
		if (inExecution.length > 0 && inExecution[0].row.id !== record.row.id) add();
		inExecution.push(record);
	}
	add();
	return { records: [...chosen.values()].reverse(), searchedUpTo };
}

/** All executions up to this one have ended: whatever they recovered shows in what is read from now on. */
async function endedUpTo(api: InstanceApi, workflows: TrackedWorkflow[]): Promise<number> {
	const workflowIds = workflows.map(({ id }) => id);
	let upTo = Math.max(0, ...(await Promise.all(workflows.map(async (each) => await newestExecution(api, each)))));
	const moving = executions(api, { workflowIds, statuses: ['running', 'new', 'waiting'], withData: false });
	for await (const { id } of moving) upTo = Math.min(upTo, Number(id) - 1);
	return upTo;
}

interface Attempt {
	item: IDataObject;
	/** Refused because it was resent before and the result is unknown. */
	isUnknown: boolean;
}

async function attempt(api: InstanceApi, record: DeliveryRecord, version: Version, searchedUpTo: number): Promise<Attempt> {
	const executionId = record.row.id;
	const chosen = record.gathered > 1 ? { deliveryId: record.deliveryId ?? undefined, account: record.account } : {};
	try {
		const item = await resendDelivery(api, { executionId, ...chosen, version, force: false, searchedUpTo });
		return { item, isUnknown: false };
	} catch (error) {
		const known = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (!known) return rethrow(error);
		const told = { error: error.message, advice: error.description ?? null };
		const sent = error.context.sent === false ? { sent: false } : {};
		const isUnknown = error instanceof Refusal && error.reason === 'unsaved' && 'sent' in sent;
		return { item: { ...toItem(api, record), resent: false, ...sent, ...told }, isUnknown };
	}
}
