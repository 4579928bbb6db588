import { NodeApiError } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { rethrow } from '../../../shared/rethrow';
import type { Change, Recoverable } from '../../../WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../WebhookDeliveries/recover/recoverMissed';
import type { IntelipostApi } from '../../api/api';
import type { ShipmentOrder } from '../../api/order';
import { answeredOrder, eventsOf, occurredAt, orderPath } from '../../api/order';
import { identity } from '../../identity';
import { rebuildDelivery } from '../../webhook/rebuild';
import { accountNameOf } from '../fields';

const recoverable: Recoverable<IntelipostApi> = {
	identity,
	limits: 'Recovers events of orders that had a webhook in the last days; others cannot be found.',
	fields: [
		{
			displayName: 'Days an Order Stays Known',
			name: 'knownDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 30, numberPrecision: 0 },
			default: 3,
			description: 'Checks orders that had a webhook within this many days before the period, one request each',
		},
	],
	furtherHours: ({ param }) => param.number('knownDays') * 24,
	async *changes(call, { from, to, references }) {
		const accountName = await accountNameOf(call);
		for (const number of references) {
			const found = await orderIfKnown(call.api, number);
			if (found === undefined) continue;
			const order = { ...found, order_number: found.order_number ?? number };
			for (const event of eventsOf(order)) {
				const at = DateTime.fromISO(occurredAt(event.row) ?? '');
				if (at > from && at <= to) yield changeOf(rebuildDelivery(order, event, accountName));
			}
		}
	},
};

/** Undefined if Intelipost does not know the order: it may also answer 400 then (docs/facts/intelipost.md §4.2). */
export async function orderIfKnown(api: IntelipostApi, number: string): Promise<ShipmentOrder | undefined> {
	const path = orderPath(number);
	try {
		return path === undefined ? undefined : await api.find({ method: 'GET', path }, answeredOrder);
	} catch (error) {
		return error instanceof NodeApiError && error.httpCode === '400' ? undefined : rethrow(error);
	}
}

/** The event keeps its ID: should its webhook still arrive, it is a duplicate. */
function changeOf(delivery: ReturnType<typeof rebuildDelivery>): Change {
	const { event, id, account, reference } = delivery;
	return {
		event,
		id,
		account,
		reference: reference ?? '',
		key: ['intelipost', account, id].join('|'),
		toldBy: { by: 'id' },
		rebuild: async () => await Promise.resolve(delivery),
	};
}

export const recoverMissed = recoverOperation(recoverable);
