import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { blingId } from '../../api/blingId';
import type { BlingApi } from '../../api/api';
import type { BlingOperation } from '../operation';

const fullOrder: INodeProperties = {
	displayName: 'Full Order',
	name: 'fullOrder',
	type: 'boolean',
	default: true,
	description: 'Whether to get items, instalments and transport too: one more request an order',
};

const row = z.object({ id: blingId });

async function find(api: BlingApi, query: IDataObject, full: boolean): Promise<IDataObject[]> {
	if (!full) return await api.list('/pedidos/vendas', query);
	const orders: IDataObject[] = [];
	for (const { id } of await api.rows('/pedidos/vendas', query, row)) orders.push(await api.object(`/pedidos/vendas/${id}`));
	return orders;
}

/** GET /pedidos/vendas?numero=. Source: docs/facts/bling.md §4.7. */
export const findByNumber: BlingOperation = {
	name: 'Find by Number',
	value: 'findByNumber',
	action: 'Find a sales order by number',
	description: 'Get the order with this number in Bling; no item if there is none',
	fields: [
		{
			displayName: 'Order Number',
			name: 'orderNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1827',
			description: 'The number ("número") in Bling, as legacy callbacks name it',
		},
		fullOrder,
	],
	run: async ({ api, param }) => await find(api, { numero: param.documentNumber('orderNumber') }, param.flag('fullOrder')),
};

/** GET /pedidos/vendas?numerosLojas[]=. Source: docs/facts/bling.md §4.7. */
export const findByStoreNumber: BlingOperation = {
	name: 'Find by Store Number',
	value: 'findByStoreNumber',
	action: 'Find sales orders by store number',
	description: 'Get the orders with these numbers of the shop or marketplace; no item for those that do not exist',
	fields: [
		{
			displayName: 'Store Numbers',
			name: 'storeNumbers',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Loja_123',
			description: 'The numbers in the shop ("número do pedido na loja"), comma-separated or an array by expression',
		},
		fullOrder,
	],
	async run({ api, param }) {
		const numerosLojas = param.list('storeNumbers');
		if (numerosLojas.length === 0) param.refuse('storeNumbers', 'is empty', 'Name at least one number.');
		return await find(api, { numerosLojas }, param.flag('fullOrder'));
	},
};
