import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import { trackedWorkflows } from '../../instance/workflows';
import { rethrow } from '../../shared/rethrow';
import type { DeliveryRecord } from '../history/records';
import { records } from '../history/records';
import { presetPeriod } from '../history/period';
import { resendDelivery } from '../resend/resend';
import { rememberedResends } from '../resend/resendLedger';
import { Companies } from './companies';
import { factOfRecord } from './failures';
import type { Register } from './register';
import { withRegister } from './register';

/**
 * Resends, one by one and each once, what was running when n8n went down and nothing has recovered.
 * Each is recorded before it is sent, so that a delivery that crashes n8n does not do so every
 * hour. The record is removed if it is certain that nothing was sent.
 */
export async function resendInterrupted(api: InstanceApi): Promise<IDataObject> {
	return await withRegister(api, async (register) => {
		const period = presetPeriod('last24Hours', api.context.getTimezone());
		const workflows = await trackedWorkflows(api);
		const remembered = await rememberedResends(api);
		const noted = new Set((await register.openFacts()).filter(({ tipo }) => tipo === 'interrompida').map(({ chave }) => chave));
		const chosen: DeliveryRecord[] = [];
		for await (const record of records({ api, workflows, remembered }, { ...period, statuses: ['crashed'] })) {
			if (record.recoveredBy !== null || record.isRepetition || noted.has(keyOf(record))) continue;
			chosen.push({ ...record, row: { ...record.row, data: undefined, workflowData: undefined } });
		}
		const companies = await Companies.read(api);
		const deliveries: IDataObject[] = [];
		// Oldest first.
		for (const record of chosen.reverse()) deliveries.push(await attempt(api, record, { register, companies }));
		return {
			resent: deliveries.filter(({ resent }) => resent === true).length,
			notResent: deliveries.filter(({ resent }) => resent !== true).length,
			deliveries,
		};
	});
}

const keyOf = ({ workflow, row, deliveryId }: DeliveryRecord) => ['interrompida', workflow.id, row.id, deliveryId].join('|');

async function attempt(
	api: InstanceApi,
	record: DeliveryRecord,
	{ register, companies }: { register: Register; companies: Companies },
): Promise<IDataObject> {
	const chave = keyOf(record);
	const told = { executionId: record.row.id, reference: record.reference, workflowName: record.workflow.name };
	await register.note([{ ...factOfRecord(api, record, companies), chave, tipo: 'interrompida' }], { avisado_em: new Date().toISOString() });
	try {
		const chosen = record.gathered > 1 ? { deliveryId: record.deliveryId ?? undefined, account: record.account } : {};
		await resendDelivery(api, { executionId: record.row.id, ...chosen, version: 'published', force: false });
		return { ...told, resent: true };
	} catch (error) {
		const isKnown = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (!isKnown) return rethrow(error);
		if (error.context.sent === false) await register.forget(chave);
		return { ...told, resent: false, error: error.message, advice: error.description ?? null };
	}
}
