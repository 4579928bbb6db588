import type { Recoverable } from '../../../WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../WebhookDeliveries/recover/recoverMissed';
import type { IsetApi } from '../../api/api';
import { identity } from '../../identity';
import { stateOf } from '../../webhook/state';
import { zone } from '../fields';
import { ordersOf } from '../order/list';
import { accountOf, byId, deliveryOf, orderEvent } from '../order/rebuild';

const recoverable: Recoverable<IsetApi> = {
	identity,
	limits: 'Only recovers orders for which no webhook arrived at all. "Minutes to Wait" must be 0.',
	// docs/facts/iset.md §4.2
	listsNoTimes: 'iSET lists orders by day, without the time of a change',
	async *changes(call, { from, now }) {
		const account = await accountOf(call);
		// One day at a time, so that each order's day is known.
		const last = now.setZone(zone).startOf('day');
		for (let date = from.setZone(zone).startOf('day'); date <= last; date = date.plus({ days: 1 })) {
			const day = date.toFormat('yyyy-MM-dd');
			for (const [reference, row] of byId(call.api, await ordersOf(call.api, { date: { from: day, to: day } }))) {
				const id = ['sweep', reference, day].join('|');
				yield {
					event: orderEvent,
					id,
					account,
					reference,
					key: ['iset', account, reference, day, stateOf(row) ?? ''].join('|'),
					toldBy: { by: 'reference' },
					async rebuild() {
						const delivery = await deliveryOf(call, { id: reference, row, fetches: true });
						return delivery && { ...delivery, id };
					},
				};
			}
		}
	},
};

export const recoverMissed = recoverOperation(recoverable);
