import { DateTime } from 'luxon';

import type { Change, Recoverable } from '../../../WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../WebhookDeliveries/recover/recoverMissed';
import type { IntelipostApi } from '../../api/api';
import { answeredOrder, eventsOf, occurredAt, orderPath } from '../../api/order';
import { identity } from '../../identity';
import { rebuildDelivery } from '../../webhook/rebuild';
import { accountNameOf } from '../fields';

const recoverable: Recoverable<IntelipostApi> = {
	identity,
	limits:
		'Recovers all events of the orders that are known: those of which a delivery came in the days below. Intelipost lists no orders by date, so an order that never told anything cannot be found.',
	fields: [
		{
			displayName: 'Days an Order Stays Known',
			name: 'knownDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 30, numberPrecision: 0 },
			default: 3,
			description: 'Orders of which a delivery came within so many days before the period are asked for; each is a request to Intelipost',
		},
	],
	furtherHours: ({ param }) => param.number('knownDays') * 24,
	async *changes(call, { from, to, references }) {
		const accountName = await accountNameOf(call);
		for (const number of references) {
			const path = orderPath(number);
			const found = path === undefined ? undefined : await call.api.find({ method: 'GET', path }, answeredOrder);
			if (found === undefined) continue;
			const order = { ...found, order_number: found.order_number ?? number };
			for (const event of eventsOf(order)) {
				const at = DateTime.fromISO(occurredAt(event.row) ?? '');
				if (at > from && at <= to) yield changeOf(rebuildDelivery(order, event, accountName));
			}
		}
	},
};

/** The event's own id stays: should its webhook still come, it is a duplicate. */
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
