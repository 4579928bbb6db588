import type { INodeProperties } from 'n8n-workflow';

import type { Delivery } from '../../../shared/trigger/delivery';
import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import { beforeNewest, inNewestNodes } from '../../../shared/operations/nodeVersions';
import type { Operation } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { listFields, listOrders } from './list';
import { byId, deliveryOf } from './rebuild';

/** Both stood beside the period before there was version 1.2; there they are still read. */
const alreadyReceived: INodeProperties = {
	displayName: 'Already Received',
	name: 'alreadyReceived',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1326, 1327',
	description: 'IDs of orders whose webhook did arrive, separated by commas; these are not returned',
};
const onlyNew: INodeProperties = {
	displayName: 'Only New',
	name: 'onlyNew',
	type: 'boolean',
	default: true,
	description: 'Whether to skip what an earlier run returned, unless the order has changed since',
};

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
		{ ...alreadyReceived, displayOptions: { show: beforeNewest } },
		{
			displayName: 'Fetch Orders',
			name: 'fetchOrders',
			type: 'boolean',
			default: true,
			description: 'Whether to also get each order, as "resource"; otherwise changes to an order go unnoticed',
		},
		{ ...onlyNew, displayOptions: { show: beforeNewest } },
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			displayOptions: { show: inNewestNodes },
			default: {},
			options: [alreadyReceived, onlyNew],
		},
	],
	async run(call) {
		const { param } = call;
		const options = param.in('options');
		const received = new Set([param, options].flatMap((fields) => fields.entries('alreadyReceived') ?? []));
		const fetches = param.flag('fetchOrders');
		const deliveries: Delivery[] = [];
		for (const [id, row] of byId(call.api, await listOrders(call))) {
			if (received.has(id)) continue;
			const delivery = await deliveryOf(call, { id, row, fetches });
			if (delivery) deliveries.push(delivery);
		}
		if (param.guard('onlyNew') && options.guard('onlyNew')) for (const { id } of deliveries) giveOnce(call, id);
		return deliveries.map((delivery) => ({ ...delivery }));
	},
	finish: onlyNewOnes,
};
