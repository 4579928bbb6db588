import type { IDataObject } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import type { StoredDelivery } from './executions';
import type { DeliveryRecord } from './records';
import { durationMs, executionUrl } from './records';

/** A record as an item of the node. `withPayload` adds the delivery's `data` and `resource`. */
export function toItem(api: InstanceApi, record: DeliveryRecord, withPayload = false): IDataObject {
	const { row, workflow, delivery } = record;
	return {
		vendor: record.vendor,
		event: record.event,
		id: record.deliveryId,
		account: record.account,
		accountName: record.accountName,
		state: record.state,
		reference: record.reference,
		occurredAt: delivery?.occurredAt ?? null,
		receivedAt: delivery?.receivedAt ?? null,
		attempt: delivery?.attempt ?? null,
		verifiedBy: delivery?.verifiedBy ?? [],
		redelivery: delivery?.redelivery ?? false,
		status: record.status,
		recovered: record.recoveredBy !== null,
		outcome: record.outcome,
		workflowId: workflow.id,
		workflowName: workflow.name,
		trigger: record.trigger ?? null,
		executionId: row.id,
		executionUrl: executionUrl(api, row),
		startedAt: row.startedAt,
		durationMs: durationMs(row),
		failingNode: record.failingNode,
		errorMessage: record.errorMessage,
		retryOf: row.retryOf,
		retrySuccessId: record.recoveredBy,
		gathered: record.gathered,
		note: record.note,
		...(withPayload && delivery ? payloadOf(delivery) : {}),
	};
}

const payloadOf = ({ json }: StoredDelivery): IDataObject =>
	Object.fromEntries(Object.entries(json).filter(([key]) => key === 'data' || key === 'resource')) as IDataObject;
