import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { outputFields, readOutput } from '../../../shared/operations/output';
import { blingId } from '../../api/blingId';
import type { BlingCall, BlingOperation } from '../operation';
import { orderShape } from '../shapes';

const fullOrder: INodeProperties = {
	displayName: 'Full Order',
	name: 'fullOrder',
	type: 'boolean',
	default: true,
	description: 'Whether to also get items, instalments and transport, with one more request per order',
};

const row = z.object({ id: blingId });

async function find({ api, param }: BlingCall, query: IDataObject): Promise<IDataObject[]> {
	const show = readOutput(param, orderShape);
	if (!param.flag('fullOrder')) return (await api.list('/pedidos/vendas', query)).map(show);
	const orders: IDataObject[] = [];
	for (const { id } of await api.rows('/pedidos/vendas', query, row)) orders.push(show(await api.object(`/pedidos/vendas/${id}`)));
	return orders;
}

/** GET /pedidos/vendas?numero=. Source: docs/facts/bling.md §4.7. */
export const findByNumber: BlingOperation = {
	name: 'Get by Number',
	value: 'findByNumber',
	action: 'Get a sales order by number',
	description: 'Get the order with this Bling number; no item if there is none',
	fields: [
		{
			displayName: 'Order Number',
			name: 'orderNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1827',
			description: 'The "número" in Bling, as in legacy callbacks',
		},
		fullOrder,
		...outputFields(orderShape),
	],
	run: async (call) => await find(call, { numero: call.param.documentNumber('orderNumber') }),
};

/** GET /pedidos/vendas?numerosLojas[]=. Source: docs/facts/bling.md §4.7. */
export const findByStoreNumber: BlingOperation = {
	name: 'Get by Store Order Number',
	value: 'findByStoreNumber',
	action: 'Get sales orders by store order number',
	description: 'Get the orders with these shop or marketplace numbers; no item for those that do not exist',
	fields: [
		{
			displayName: 'Store Order Numbers',
			name: 'storeNumbers',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Loja_123',
			description: '"Número do pedido na loja", comma-separated or an expression that returns an array',
		},
		fullOrder,
		...outputFields(orderShape),
	],
	async run(call) {
		const { param } = call;
		const numerosLojas = param.list('storeNumbers');
		if (numerosLojas.length === 0) param.refuse('storeNumbers', 'is empty', 'Enter at least one number.');
		return await find(call, { numerosLojas });
	},
};
