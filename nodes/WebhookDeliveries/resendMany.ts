import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';

import { clockMs } from '../shared/clock';
import type { InstanceApi } from './api';
import type { Filter } from './filters';
import { matches, workflowsFor } from './filters';
import type { Period } from './period';
import type { DeliveryRecord, Status } from './records';
import { deliveryKey, records, toItem } from './records';
import type { Version } from './resend';
import { resendDelivery } from './resend';

interface ManyRequest {
	filter: Filter;
	period: Period;
	statuses: Status[];
	limit: number;
	/** At most so many a second. */
	perSecond: number;
	version: Version;
	/** Only lists what would be resent. */
	dryRun: boolean;
}

/**
 * Resends all failures of a filter that nothing has made good, oldest first, each once. One that cannot be resent is
 * reported and does not stop the others.
 */
export async function resendMany(api: InstanceApi, request: ManyRequest): Promise<IDataObject[]> {
	const chosen = await failuresOldestFirst(api, request);
	if (request.dryRun)
		return chosen.map((record) => ({ resent: false, dryRun: true, ...toItem(api, record) }));
	const items: IDataObject[] = [];
	for (const record of chosen) {
		const started = clockMs();
		items.push(await attempt(api, record, request.version));
		await sleep(Math.max(0, 1000 / request.perSecond - (clockMs() - started)));
	}
	return items;
}

async function failuresOldestFirst(api: InstanceApi, request: ManyRequest): Promise<DeliveryRecord[]> {
	const { filter, period, statuses, limit } = request;
	const workflows = await workflowsFor(api, filter);
	const chosen = new Map<string, DeliveryRecord>();
	// A failure that was made good must not be repeated, so all that is newer is looked at, not only the last page.
	for await (const record of records({ api, workflows, recoveryDepth: Infinity }, { ...period, statuses })) {
		if (record.recoveredBy !== null || record.row.mode === 'retry' || !matches(filter, record)) continue;
		const key = deliveryKey(record) ?? record.row.id;
		// Read newest first: of several failures of one delivery the oldest, its original, stays.
		chosen.delete(key);
		chosen.set(key, { ...record, row: { ...record.row, data: undefined, workflowData: undefined } });
		if (chosen.size > limit) chosen.delete([...chosen.keys()][0]);
	}
	return [...chosen.values()].reverse();
}

async function attempt(api: InstanceApi, record: DeliveryRecord, version: Version): Promise<IDataObject> {
	const deliveryId = record.gathered > 1 ? (record.deliveryId ?? undefined) : undefined;
	try {
		return await resendDelivery(api, { executionId: record.row.id, deliveryId, version, force: false });
	} catch (error) {
		const known = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (!known) return await Promise.reject(error);
		return { ...toItem(api, record), resent: false, error: error.message, advice: error.description ?? null };
	}
}
