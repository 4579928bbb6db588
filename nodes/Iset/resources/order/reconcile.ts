import type { Delivery } from '../../../shared/trigger/delivery';
import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import type { Operation } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { listFields, listOrders } from './list';
import { byId, deliveryOf } from './rebuild';

/**
 * Makes up for lost notices, since iSET has no resend: lists the orders of a period and emits
 * them in the shape of the trigger's deliveries.
 */
export const reconcile: Operation<IsetApi> = {
	name: 'Reconcile',
	value: 'reconcile',
	action: 'Reconcile orders whose webhooks got lost',
	description: 'Emit the orders of a period like deliveries of the trigger, each state of an order once',
	notForAgents: true,
	fields: [
		...listFields,
		{
			displayName: 'Already Received',
			name: 'alreadyReceived',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1326, 1327',
			description:
				'Order IDs to leave out, separated by commas: those whose webhook did arrive, such as the references of the delivery history',
		},
		{
			displayName: 'Fetch Orders',
			name: 'fetchOrders',
			type: 'boolean',
			default: true,
			description:
				'Whether to get each order and put it under "resource". Without it a change of an order is not noticed, as the list is only known to hold IDs.',
		},
		{
			displayName: 'Only New',
			name: 'onlyNew',
			type: 'boolean',
			default: true,
			description:
				'Whether to leave out what an earlier run of this node has emitted, unless the order has changed since. Remembers the last 1,000; manual runs and retries emit everything.',
		},
	],
	async run(call) {
		const { param } = call;
		const received = new Set(param.entries('alreadyReceived'));
		const fetches = param.flag('fetchOrders');
		const deliveries: Delivery[] = [];
		for (const [id, row] of byId(call.api, await listOrders(call))) {
			if (received.has(id)) continue;
			const delivery = await deliveryOf(call, { id, row, fetches });
			if (delivery) deliveries.push(delivery);
		}
		if (param.guard('onlyNew')) for (const { id } of deliveries) giveOnce(call, id);
		return deliveries.map((delivery) => ({ ...delivery }));
	},
	finish: onlyNewOnes,
};
