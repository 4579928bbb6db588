import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Delivery } from '../../../shared/trigger/delivery';
import { triggerKey } from '../../../shared/trigger/memory';
import type { Operation } from '../../../shared/operations/operation';
import { recordProcessed } from '../../../shared/trigger/processed';
import type { IsetApi } from '../../api/api';
import { state } from '../../../state';
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
		const { param, context } = call;
		const received = new Set(param.entries('alreadyReceived'));
		const fetches = param.flag('fetchOrders');
		const deliveries: Delivery[] = [];
		for (const [id, row] of byId(call.api, await listOrders(call))) {
			if (received.has(id)) continue;
			const delivery = await deliveryOf(call, { id, row, fetches });
			if (delivery) deliveries.push(delivery);
		}
		if (param.guard('onlyNew')) for (const { id } of deliveries) unrecordedOf(context).add(id);
		return deliveries.map((delivery) => ({ ...delivery }));
	},
	finish: onlyNewOnes,
};

const unrecordedOf = (context: IExecuteFunctions): Set<string> => state.isetUnrecorded.of(context, () => new Set());

/**
 * Records what is emitted and leaves out what an earlier run recorded, or an earlier item emitted. Only once all items are
 * through: after an error nothing counts as seen, as nothing was emitted. With "Continue On Fail" the items that succeeded
 * count. A manual run is a test and a retry repeats a run that failed: both show everything and remember nothing.
 */
async function onlyNewOnes(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]> {
	const ids = unrecordedOf(context);
	if (['manual', 'retry'].includes(context.getMode())) return leaving;
	const fresh = new Set(await recordProcessed(triggerKey(context), context.helpers, [...ids]));
	return leaving.map((output) => output.filter(({ json: { id } }) => typeof id !== 'string' || !ids.has(id) || fresh.delete(id)));
}
