import { outputFields, readOutput } from '../../../shared/operations/output';
import { orderId, readOrder } from '../locators';
import type { BlingOperation } from '../operation';
import { orderShape } from '../shapes';

/** GET /pedidos/vendas/{id}. Source: docs/facts/bling.md §4.7. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a sales order',
	description: 'Get one order with items, instalments and transport',
	fields: [orderId, ...outputFields(orderShape)],
	async run(call) {
		const show = readOutput(call.param, orderShape);
		return show(await call.api.object(`/pedidos/vendas/${await readOrder(call)()}`));
	},
};
