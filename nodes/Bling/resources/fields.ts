import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import { shown } from '../../shared/operations/values';
import type { StoreNumber } from '../api/orders';
import { storeIn } from './locators';

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
		description: 'Start of the period, at most one year before its end',
	},
	{
		displayName: `${label} To`,
		name: `${field}To`,
		type: 'dateTime',
		default: '',
		description: 'End of the period',
	},
];

/** The fields that identify an order in the shop: read with `readStoreNumber`. */
export const storeNumberFields: INodeProperties[] = [
	{
		displayName: 'Store Order Number',
		name: 'storeNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Loja_123',
		description: 'The number of the order in the shop ("número do pedido na loja")',
	},
	storeIn({
		displayName: 'Store',
		name: 'storeId',
		description: 'Only orders of this store ("loja"), needed if several stores use the same numbers; empty for any',
	}),
];

/** The number of an order in the shop, and the store if given. */
export function readStoreNumber(param: Parameters): StoreNumber {
	const storeNumber = param.text('storeNumber');
	// An earlier node turns an object or a list into such a text.
	if (/^(?:\{.*\}|\[.*\])$/s.test(storeNumber))
		param.refuse('storeNumber', `is not an order number: ${shown(storeNumber)}`, 'Check the expression: it must return one number.');
	return { storeNumber, storeId: param.optionalId('storeId') };
}

/** Several statuses of sales orders. */
export const situations = (displayName: string, name: string, chosen: number[], description: string): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getSituations' },
	default: [...chosen.map(String)],
	description: `${description}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});
