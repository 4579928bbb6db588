import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { answeredOrder, orderPath } from '../../api/order';
import { progressOf } from '../../webhook/progress';
import { orderNumber, readNumber } from '../fields';

/** No endpoint of its own: one request for the order, which holds its volumes and their history (docs/facts/intelipost.md §4.5). */
export const getProgress: Operation<IntelipostApi> = {
	name: 'Get Progress',
	value: 'getProgress',
	action: 'Get the progress of a shipment order',
	description: 'Get one state for the order by all of its volumes, "Entregue" only when all are, with type, estimate and last movement',
	fields: [orderNumber],
	async run({ api, param }) {
		const number = readNumber(param, 'orderNumber');
		const order = await api.ask({ method: 'GET', path: orderPath(number) ?? '' }, answeredOrder);
		return progressOf({ ...order, order_number: order.order_number ?? number });
	},
};
