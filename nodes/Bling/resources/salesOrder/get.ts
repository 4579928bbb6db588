import { orderId } from '../fields';
import type { BlingOperation } from '../operation';

/** GET /pedidos/vendas/{id}. Source: docs/facts/bling.md §4.7. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a sales order',
	description: 'Get one order with items, instalments and transport',
	fields: [orderId],
	run: async ({ api, param }) => await api.object(`/pedidos/vendas/${param.id('orderId')}`),
};
