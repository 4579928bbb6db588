import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../shared/operations/parameters';
import { blingId } from '../api/blingId';
import { productsBySku } from '../api/products';
import type { BlingCall } from './operation';
import { readSku } from './sku';

/** Fields that choose one thing of the account: from a list, by its ID, or by a name people use. */

interface Locator {
	displayName: string;
	name: string;
	required?: boolean;
	description: string;
}

const digits = (what: string): INodePropertyMode['validation'] => [
	{ type: 'regex', properties: { regex: '\\s*[1-9][0-9]*\\s*', errorMessage: `${what} must be a whole number` } },
];

const mode = (displayName: string, name: string, placeholder: string, validation?: INodePropertyMode['validation']): INodePropertyMode => ({
	...{ displayName, name, placeholder: `e.g. ${placeholder}` },
	...{ type: 'string', validation },
});

/** `list` is the search method in api/lists.ts. */
const locator =
	(list: string, id: string, more: INodePropertyMode[] = []) =>
	(field: Locator): INodeProperties => ({
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: list, searchable: true } },
			mode('By ID', 'id', id, digits('An ID')),
			...more,
		],
	});

const bySku = mode('By SKU', 'sku', '10001PT37');
const byNumber = mode('By Number', 'number', '1827', digits('The number of an order'));

const productIn = locator('products', '16698952209', [bySku]);
const orderIn = locator('orders', '12345678', [byNumber]);
const depositIn = locator('deposits', '14889169062');
const situationIn = locator('situations', '9');

export const nfeIn = locator('nfeInvoices', '12345678');
export const nfceIn = locator('nfceInvoices', '12345678');
export const nfseIn = locator('nfseInvoices', '12345678');
export const receivableIn = locator('receivables', '12345678');

/** Read with `param.optionalId`. */
export const contactIn = locator('contacts', '12345678');
export const storeIn = locator('stores', '203146903');
export const categoryIn = locator('categories', '12345678');
export const sellerIn = locator('sellers', '12345678');
export const paymentMethodIn = locator('paymentMethods', '12345678');
/** A product field that only accepts an ID. */
export const componentIn = locator('products', '16698952209');

/** One order: read with `readOrder`. */
export const orderId: INodeProperties = orderIn({
	displayName: 'Order',
	name: 'orderId',
	required: true,
	description: "By number in Bling, or by ID as in order events. For the shop's number, use Get by Store Order Number.",
});

/** One product: read with `readProduct`. */
export const productId: INodeProperties = productIn({
	displayName: 'Product',
	name: 'productId',
	required: true,
	description: 'By "Código (SKU)" exactly as in Bling, or by ID as in stock and product events',
});

/** The same for an operation that used to have three fields for it; nodes saved with those still show and use them. */
export const productOrSavedSku: INodeProperties[] = [
	{
		displayName: 'Product By',
		name: 'productBy',
		type: 'options',
		displayOptions: { show: { productBy: ['sku'] } },
		options: [
			{ name: 'Field Product', value: 'id', description: 'From the list, by ID or by SKU' },
			{ name: 'SKU', value: 'sku' },
		],
		default: 'id',
		description: 'How to choose the product; "Field Product" supports both',
	},
	{ ...productId, displayOptions: { hide: { productBy: ['sku'] } } },
	{
		displayName: 'SKU',
		name: 'sku',
		type: 'string',
		displayOptions: { show: { productBy: ['sku'] } },
		default: '',
		required: true,
		placeholder: 'e.g. 10001PT37',
		description: 'The "Código (SKU)" of the product, exactly as in Bling',
	},
];

/** Read with `param.id('depositId')`. */
export const deposit = (displayName: string, required: boolean, description: string): INodeProperties =>
	depositIn({ displayName, name: 'depositId', required, description });

/** The same under another name, in a collection. */
export const depositNamed = depositIn;

/** Read with `param.id('situationId')`. */
export const situation = (description: string): INodeProperties =>
	situationIn({ displayName: 'Status (Situação)', name: 'situationId', required: true, description });

/** How an item identifies its product, and in which field. */
export interface NamedProduct {
	by: 'id' | 'sku';
	field: 'productId' | 'sku';
	name: string;
}

/** Throws if the field holds neither an ID nor a SKU. */
export function namedProduct(param: Parameters): NamedProduct {
	if (param.stillHas('productBy', 'sku')) return { by: 'sku', field: 'sku', name: readSku(param, 'sku') };
	const field = 'productId';
	return param.mode(field) === 'sku'
		? { by: 'sku', field, name: readSku(param, field) }
		: { by: 'id', field, name: String(param.id(field)) };
}

/** The chosen product. The field is read at once; looking up a SKU costs a request and finds exactly one. */
export function readProduct({ api, param }: Pick<BlingCall, 'api' | 'param'>): () => Promise<number> {
	const { by, field, name } = namedProduct(param);
	return async () => {
		if (by === 'id') return Number(name);
		const [product, another] = (await productsBySku(api, [name])).get(name) ?? [];
		if (!product) return param.refuse(field, `does not match any product of this account: ${name}`, 'Check it in Bling under "Produtos".');
		if (another) return param.refuse(field, `matches several products: ${name}`, "Use the product's ID.");
		return product.id;
	};
}

const row = z.object({ id: blingId });

/** The chosen order, likewise: looking up its number costs a request. */
export function readOrder({ api, param }: Pick<BlingCall, 'api' | 'param'>): () => Promise<number> {
	if (param.mode('orderId') !== 'number') {
		const id = param.id('orderId');
		return async () => await Promise.resolve(id);
	}
	const numero = param.documentNumber('orderId');
	return async () => {
		const [order, another] = await api.rows('/pedidos/vendas', { numero }, row);
		if (!order) return param.refuse('orderId', `does not match any order of this account: ${numero}`, 'Check the number in Bling.');
		if (another) return param.refuse('orderId', `matches several orders: ${numero}`, "Use the order's ID.");
		return order.id;
	};
}
