import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../../shared/trigger/delivery';
import { completeDelivery } from '../../../shared/trigger/delivery';
import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import type { Call, Operation } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { identity } from '../../identity';
import type { EventName } from '../../webhook/events';
import { idKeys } from '../../webhook/events';
import { findOrder } from '../../api/lookup';
import { stateOf } from '../../webhook/state';
import { idPattern, storeOrigin } from '../../api/store';
import { listCall, listFields, listOrders } from './list';

const event: EventName = 'order.saved';

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
		for (const [id, row] of await ordersById(call)) {
			if (received.has(id)) continue;
			const delivery = await deliveryOf(call, { id, row, fetches });
			if (delivery) deliveries.push(delivery);
		}
		if (param.guard('onlyNew')) for (const { id } of deliveries) giveOnce(context, id);
		return deliveries.map((delivery) => ({ ...delivery }));
	},
	finish: onlyNewOnes,
};

async function ordersById(call: Call<IsetApi>): Promise<Map<string, IDataObject>> {
	const rows = await listOrders(call);
	return new Map(
		rows.map((row) => {
			const id = String(idKeys.order.map((key) => row[key]).find((value) => value != null));
			if (idPattern.test(id)) return [id, row];
			throw call.api.undocumented(listCall);
		}),
	);
}

/** Undefined for an order that has been removed since it was listed. */
async function deliveryOf(
	{ api, context, itemIndex }: Call<IsetApi>,
	{ id, row, fetches }: { id: string; row: IDataObject; fetches: boolean },
) {
	const resource = fetches ? await findOrder(api, id) : row;
	if (resource === undefined) return undefined;
	const { storeUrl } = await context.getCredentials(identity.credential, itemIndex);
	const origin = storeOrigin(storeUrl);
	const hash = createHash('sha256').update(JSON.stringify(resource)).digest('hex');
	const notice = {
		event,
		id: [event, id, hash].join('|'),
		reference: id,
		state: stateOf(resource) ?? stateOf(row),
		account: origin === undefined ? null : new URL(origin).host,
		data: row,
	};
	const accountName = context.getNode().credentials?.[identity.credential]?.name ?? null;
	const delivery = completeDelivery(identity.vendor, notice, { accountName, verifiedBy: ['api'], redelivery: true });
	return fetches ? { ...delivery, resource } : delivery;
}
