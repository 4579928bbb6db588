import { rebuildOperation } from '../../../shared/operations/rebuild';
import type { IntelipostApi } from '../../api/api';
import { eventsOf } from '../../api/order';
import { identity } from '../../identity';
import { trackingEvent } from '../../webhook/events';
import { rebuildDelivery } from '../../webhook/rebuild';
import { accountNameOf, readNumber } from '../fields';
import { orderIfKnown } from './recoverMissed';

export const rebuild = rebuildOperation<IntelipostApi>({
	identity,
	subject: 'a shipment order',
	reference: 'Number of the shipment order (order_number)',
	async rebuild(call, { event }) {
		const number = readNumber(call.param, 'reference');
		const found = await orderIfKnown(call.api, number);
		if (found === undefined) return [];
		const order = { ...found, order_number: found.order_number ?? number };
		const accountName = await accountNameOf(call);
		return eventsOf(order)
			.filter(({ row }) => trackingEvent(row.shipment_order_volume_state) === event)
			.map((one) => rebuildDelivery(order, one, accountName));
	},
});
