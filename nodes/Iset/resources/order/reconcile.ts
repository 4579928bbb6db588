import { createHash } from 'node:crypto';

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Delivery } from '../../../shared/delivery';
import { completeDelivery } from '../../../shared/delivery';
import { triggerKey } from '../../../shared/memory';
import type { Call, Operation } from '../../../shared/operation';
import { recordProcessed } from '../../../shared/processed';
import type { IsetApi } from '../../api';
import { credentialName, unexpectedAnswer } from '../../api';
import type { EventName } from '../../events';
import { idKeys } from '../../events';
import { findOrder } from '../../lookup';
import { idPattern, storeOrigin } from '../../store';
import { listFields, listOrders } from './list';

const event: EventName = 'order.saved';

/**
 * Makes up for lost notices, since iSET has no resend (vendors/iset.md §6.2): lists the orders of a period and emits
 * them in the shape of the trigger's deliveries.
 */
export const reconcile: Operation<IsetApi> = {
	name: 'Reconcile',
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
		const received = new Set(param.list('alreadyReceived'));
		const fetches = param.flag('fetchOrders');
		const deliveries: Delivery[] = [];
		for (const [id, row] of await ordersById(call)) {
			if (received.has(id)) continue;
			const delivery = await deliveryOf(call, { id, row, fetches });
			if (delivery) deliveries.push(delivery);
		}
		const wanted = param.guard('onlyNew') ? await newOnes(context, deliveries) : deliveries;
		return wanted.map((delivery) => ({ ...delivery }));
	},
};

async function ordersById(call: Call<IsetApi>): Promise<Map<string, IDataObject>> {
	const rows = await listOrders(call);
	return new Map(
		rows.map((row) => {
			const id = String(idKeys.order.map((key) => row[key]).find((value) => value != null));
			if (idPattern.test(id)) return [id, row];
			throw unexpectedAnswer(call.context, { method: 'POST', path: '/order/list' }, call.itemIndex);
		}),
	);
}

/** Undefined for an order that has been removed since it was listed. */
async function deliveryOf(
	{ context, itemIndex }: Call<IsetApi>,
	{ id, row, fetches }: { id: string; row: IDataObject; fetches: boolean },
) {
	const resource = fetches ? await findOrder(context, id, itemIndex) : row;
	if (resource === undefined) return undefined;
	const { storeUrl } = await context.getCredentials(credentialName, itemIndex);
	const origin = storeOrigin(storeUrl);
	const hash = createHash('sha256').update(JSON.stringify(resource)).digest('hex');
	const notice = {
		event,
		id: [event, id, hash].join('|'),
		reference: id,
		account: origin === undefined ? null : new URL(origin).host,
		data: row,
	};
	const accountName = context.getNode().credentials?.[credentialName]?.name ?? null;
	const delivery = completeDelivery('iset', notice, { accountName, verifiedBy: ['api'], redelivery: true });
	return fetches ? { ...delivery, resource } : delivery;
}

/** A manual run is a test and a retry repeats a run that failed: both shall show everything and remember nothing. */
async function newOnes(context: IExecuteFunctions, deliveries: Delivery[]): Promise<Delivery[]> {
	if (['manual', 'retry'].includes(context.getMode())) return deliveries;
	const ids = deliveries.map(({ id }) => id);
	const fresh = new Set(await recordProcessed(triggerKey(context), context.helpers, ids));
	return deliveries.filter(({ id }) => fresh.has(id));
}
