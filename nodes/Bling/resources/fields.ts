import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import { shown } from '../../shared/operations/values';
import { fits } from '../api/balances';
import type { StoreNumber } from '../api/orders';

/** Fields that several operations have. */

export const filters = (options: INodeProperties[]): INodeProperties => ({
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options,
});

/** The two ends of a period filter (period.ts). */
export const periodFields = (label: string, field: string): INodeProperties[] => [
	{
		displayName: `${label} From`,
		name: `${field}From`,
		type: 'dateTime',
		default: '',
		description: 'Begin of the period, at most a year before its end',
	},
	{
		displayName: `${label} To`,
		name: `${field}To`,
		type: 'dateTime',
		default: '',
		description: 'End of the period',
	},
];

export const orderId: INodeProperties = {
	displayName: 'Order ID',
	name: 'orderId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 12345678',
	description:
		'The internal ID of the order in Bling, as order events name it. For the number in Bling use "Find by Number", for the shop\'s number "Find by Store Number".',
};

/** What names one order in the shop: read with `readStoreNumber`. */
export const storeNumberFields: INodeProperties[] = [
	{
		displayName: 'Store Number',
		name: 'storeNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Loja_123',
		description: 'The number of the order in the shop ("número do pedido na loja")',
	},
	{
		displayName: 'Store ID',
		name: 'storeId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 203146903',
		description: 'Only the order of this store ("loja"), for shops whose stores count alike; empty for any',
	},
];

/** The number of an order in the shop, and the store if one is named. */
export function readStoreNumber(param: Parameters): StoreNumber {
	const storeNumber = param.text('storeNumber');
	// A node before this one makes such a text of an object or a list.
	if (/^(?:\{.*\}|\[.*\])$/s.test(storeNumber))
		param.refuse('storeNumber', `is no number of an order but ${shown(storeNumber)}`, 'Check the expression: it must give one number.');
	return { storeNumber, storeId: param.optionalId('storeId') };
}

/** A situation of sales orders: by id, from a list, or by expression. */
export const situation = (description: string): INodeProperties => ({
	displayName: 'Situation',
	name: 'situationId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description,
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'situations', searchable: true } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 9' },
	],
});

/** Several situations of sales orders. */
export const situations = (displayName: string, name: string, chosen: number[], description: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getSituations' },
	default: [...chosen.map(String)],
	description: `${description}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

export const productId: INodeProperties = {
	displayName: 'Product ID',
	name: 'productId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 16698952209',
	description: 'The internal ID of the product in Bling, as stock and product events name it. For its "Código (SKU)" use "Find by SKU".',
};

/** By id, from a list, or by expression. */
export const deposit = (displayName: string, required: boolean, description: string): INodeProperties => ({
	displayName,
	name: 'depositId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required,
	description,
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'deposits', searchable: true } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 14889169062' },
	],
});

/** How a product is named: its ID, or its SKU (`codigo`). */
export const productBy: INodeProperties[] = [
	{
		displayName: 'Product By',
		name: 'productBy',
		type: 'options',
		options: [
			{ name: 'ID', value: 'id' },
			{ name: 'SKU', value: 'sku', description: 'The "Código (SKU)" of the product: one more request' },
		],
		default: 'id',
		description: 'How the product is named',
	},
	{ ...productId, displayOptions: { show: { productBy: ['id'] } } },
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

/** The SKU in a field. One that no request can name is refused here, before it fails those that are asked for with it. */
export const readSku = (param: Parameters, name: string): string => checkedSku(param, name, param.text(name));

/** The same of a list of them. */
export const readSkus = (param: Parameters, name: string): string[] => param.list(name).map((sku) => checkedSku(param, name, sku));

const checkedSku = (param: Parameters, name: string, sku: string): string =>
	fits(sku)
		? sku
		: param.refuse(name, 'is too long for one request to Bling', 'Check the expression that fills the field in: it must give a SKU.');
