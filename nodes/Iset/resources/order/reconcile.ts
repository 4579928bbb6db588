import type { Delivery } from '../../../shared/trigger/delivery';
import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import type { Operation } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { listFields, listOrders } from './list';
import { byId, deliveryOf } from './rebuild';

/**
 * Makes up for lost notices, since iSET cannot resend: lists the orders of a period and returns
 * them in the format of the trigger's deliveries.
 */
export const reconcile: Operation<IsetApi> = {
	name: 'Get Missed',
	value: 'reconcile',
	action: 'Get orders whose webhooks were missed',
	description: 'Get the orders of a period as the trigger returns them, each state of an order once',
	notForAgents: true,
	fields: [
		...listFields,
		{
			displayName: 'Already Received',
			name: 'alreadyReceived',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1326, 1327',
			description: 'IDs of orders whose webhook did arrive, separated by commas; these are not returned',
		},
		{
			displayName: 'Fetch Orders',
			name: 'fetchOrders',
			type: 'boolean',
			default: true,
			description: 'Whether to also get each order, as "resource"; otherwise changes to an order go unnoticed',
		},
		{
			displayName: 'Only New',
			name: 'onlyNew',
			type: 'boolean',
			default: true,
			description: 'Whether to skip what an earlier run returned, unless the order has changed since',
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
