import type { IDataObject } from 'n8n-workflow';

import type { BlingApi } from '../../api/api';
import { balancesOf } from '../../api/balances';
import { deposit } from '../locators';
import { readSkus } from '../sku';
import { productsBySku } from '../../api/products';
import type { BlingCall, BlingOperation } from '../operation';

interface Wanted {
	sku: string | undefined;
	/** Undefined: no product has this SKU. */
	id: number | undefined;
}

/** GET /estoques/saldos. Source: docs/facts/bling.md §4.5; SKUs are looked up first, as `codigos[]` alone is unconfirmed. */
export const getBalances: BlingOperation = {
	name: 'Get Balances',
	value: 'getBalances',
	action: 'Get the balances of products',
	description: "Get the stock of products, 50 per request; a product missing from Bling's answer is unknown, not zero",
	fields: [
		{
			displayName: 'Products By',
			name: 'productsBy',
			type: 'options',
			options: [
				{ name: 'ID', value: 'id' },
				{ name: 'SKU', value: 'sku', description: 'The "Código (SKU)" of the products; takes one more request per 50' },
			],
			default: 'id',
			description: 'How to choose the products',
		},
		{
			displayName: 'Product IDs',
			name: 'productIds',
			type: 'string',
			displayOptions: { show: { productsBy: ['id'] } },
			default: '',
			required: true,
			placeholder: 'e.g. 16698952209, 16698952210',
			description: 'Comma-separated, or an expression that returns an array',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			displayOptions: { show: { productsBy: ['sku'] } },
			default: '',
			required: true,
			placeholder: 'e.g. 10001PT37, 10001PT38',
			description: 'Comma-separated, or an expression that returns an array',
		},
		deposit('Warehouse (Depósito)', false, 'Only the balances of this warehouse; empty for all'),
	],
	async run(call) {
		const { api, param } = call;
		const depositId = param.optionalId('depositId');
		const wanted = await wantedProducts(call);
		const ids = wanted.flatMap(({ id }) => (id === undefined ? [] : [id]));
		const balances = await balancesOf(api, ids, depositId);
		return wanted.map(({ id, sku }): IDataObject => {
			const balance = id === undefined ? undefined : balances.get(id);
			const deposits = depositId === undefined ? {} : { depositId };
			if (balance) return { known: true, ...deposits, ...balance };
			const produto = { id: id ?? null, ...(sku === undefined ? {} : { codigo: sku }) };
			return { known: false, ...deposits, produto, saldoFisicoTotal: null, saldoVirtualTotal: null };
		});
	},
};

async function wantedProducts({ api, param }: BlingCall): Promise<Wanted[]> {
	const bySku = param.choice('productsBy') === 'sku';
	const name = bySku ? 'skus' : 'productIds';
	if (param.list(name).length === 0) param.refuse(name, 'is empty', 'Enter at least one product.');
	if (!bySku) return param.ids(name).map((id) => ({ id, sku: undefined }));
	return await bySkus(api, readSkus(param, name), (problem) => param.refuse(name, problem, "Use the product's ID."));
}

async function bySkus(api: BlingApi, skus: string[], refuse: (problem: string) => never): Promise<Wanted[]> {
	const products = await productsBySku(api, skus);
	return skus.map((sku) => {
		const [product, another] = products.get(sku) ?? [];
		return another ? refuse(`contains a SKU of several products: ${sku}`) : { sku, id: product?.id };
	});
}
