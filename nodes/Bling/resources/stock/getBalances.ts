import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { BlingApi } from '../../api/api';
import { balancesOf } from '../../api/balances';
import { deposit, namedProduct, productId } from '../locators';
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
				{ name: 'Choosing Each', value: 'each', description: 'One by one: from the list, by ID or by SKU' },
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
		{
			displayName: 'Products',
			name: 'products',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			displayOptions: { show: { productsBy: ['each'] } },
			default: {},
			placeholder: 'Add Product',
			description: 'The products whose balances to get',
			options: [{ displayName: 'Product', name: 'product', values: [productId] }],
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
	const by = param.choice('productsBy');
	if (by === 'each') return await chosenProducts(api, param);
	const bySku = by === 'sku';
	const name = bySku ? 'skus' : 'productIds';
	if (param.list(name).length === 0) param.refuse(name, 'is empty', 'Enter at least one product.');
	if (!bySku) return param.ids(name).map((id) => ({ id, sku: undefined }));
	return await bySkus(api, readSkus(param, name), (problem) => param.refuse(name, problem, "Use the product's ID."));
}

/** Those of the rows, in their order. */
async function chosenProducts(api: BlingApi, param: Parameters): Promise<Wanted[]> {
	const rows = param.rows('products', 'product').map((row) => ({ row, named: namedProduct(row) }));
	if (rows.length === 0) param.refuse('products', 'is empty', 'Add at least one product.');
	const skus = rows.flatMap(({ named: { by, name } }) => (by === 'sku' ? [name] : []));
	const products = await productsBySku(api, skus);
	return rows.map(({ row, named: { by, field, name } }) => {
		if (by === 'id') return { id: Number(name), sku: undefined };
		const [product, another] = products.get(name) ?? [];
		if (another) return row.refuse(field, `names several products: ${name}`, "Use the product's ID.");
		return { sku: name, id: product?.id };
	});
}

async function bySkus(api: BlingApi, skus: string[], refuse: (problem: string) => never): Promise<Wanted[]> {
	const products = await productsBySku(api, skus);
	return skus.map((sku) => {
		const [product, another] = products.get(sku) ?? [];
		return another ? refuse(`contains a SKU of several products: ${sku}`) : { sku, id: product?.id };
	});
}
