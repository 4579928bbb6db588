import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import type { DeliveryRecord } from '../history/records';
import { executionUrl, records } from '../history/records';
import type { Period } from '../history/period';
import { rememberedResends } from '../resend/resendLedger';
import type { Companies } from './companies';
import type { Fact } from './fact';
import { failureKey } from './fact';
import type { Failure } from './health';
import { accountText, failureText, failureTitle } from './texts';

/** The fact of a failed delivery. */
export function factOfRecord(api: InstanceApi, record: DeliveryRecord, companies: Companies): Fact {
	const { workflow, row, vendor, account } = record;
	const trigger = workflow.triggers.find(({ name, type }) =>
		record.trigger === undefined ? type.vendor === vendor : name === record.trigger,
	);
	const credentialName = trigger?.credentials[trigger.type.credential]?.name ?? null;
	return {
		chave: failureKey(workflow.id, record.deliveryId ?? row.retryOf ?? row.id, record.errorMessage ?? ''),
		tipo: 'falha',
		titulo: failureTitle(record),
		workflow_id: workflow.id,
		workflow: workflow.name,
		erro: failureText(record.status, record.failingNode, record.errorMessage),
		pedido: record.reference ?? '',
		conta: accountText(record, companies.nameOf(vendor, account), credentialName),
		execucao: row.id,
		link: executionUrl(api, row),
	};
}

/**
 * Everything that failed in a period, including what was recovered since: that many of the newest
 * executions are searched for recoveries.
 */
export async function failuresOf(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, companies, depth }: { period: Period; companies: Companies; depth: number },
): Promise<Failure[]> {
	const remembered = await rememberedResends(api);
	const found: Failure[] = [];
	const statuses = ['failed', 'crashed', 'stalled', 'canceled'] as const;
	for await (const record of records({ api, workflows, remembered, recoveryDepth: depth }, { ...period, statuses: [...statuses] })) {
		if (record.isRepetition) continue;
		const at = record.row.startedAt ?? record.delivery?.receivedAt;
		found.push({
			...factOfRecord(api, record, companies),
			id: record.deliveryId ?? record.row.id,
			recovered: record.recoveredBy !== null,
			interrupted: record.status === 'crashed',
			at: at ? Date.parse(at) : null,
		});
	}
	return found;
}
