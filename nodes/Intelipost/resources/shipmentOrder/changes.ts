import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { asItem, orderNumber, readNumber } from '../fields';

/** A change that only needs the order: `{order_number}` (docs/facts/intelipost.md §4.3). */
const change = (
	own: Pick<Operation<IntelipostApi>, 'name' | 'value' | 'action' | 'description' | 'notForAgents'>,
	path: string,
): Operation<IntelipostApi> => ({
	...own,
	fields: [orderNumber],
	async run({ api, param }) {
		const order_number = readNumber(param, 'orderNumber');
		return { orderNumber: order_number, ...asItem(await api.post(path, { order_number })) };
	},
});

export const cancel = change(
	{
		name: 'Cancel',
		value: 'cancel',
		action: 'Cancel a shipment order',
		description: 'Cancel a shipment order. This cannot be undone.',
		notForAgents: true,
	},
	'/shipment_order/cancel_shipment_order',
);

export const readyForShipment = change(
	{
		name: 'Mark as Ready for Shipment',
		value: 'readyForShipment',
		action: 'Mark a shipment order as ready for shipment',
		description: 'Tell Intelipost that the order is packed ("Pronto para envio")',
	},
	'/shipment_order/ready_for_shipment',
);
