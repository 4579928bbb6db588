import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import type { BlingApi } from '../../api/api';
import { blingId } from '../../api/blingId';
import { readSku } from '../sku';
import { longestName, productFields, readProductFields } from './productFields';

const created = z.object({ data: z.object({ id: blingId }) });

/** The fields of a new product: read with `readNewProduct`. */
export const newProductFields: INodeProperties[] = [
	{
		displayName: 'SKU',
		name: 'sku',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 10001PT37',
		description: 'The "Código (SKU)" of the product',
	},
	{
		displayName: 'Name',
		name: 'productName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Caneca',
		description: 'At most 120 characters',
	},
	productFields('Product Fields', 'productFields', ['productName', 'sku']),
];

/** The fields with Bling's names, including `codigo`. */
export function readNewProduct(param: Parameters): IDataObject & { codigo: string } {
	const nome = param.text('productName');
	if (nome.length > longestName) param.refuse('productName', 'is longer than 120 characters', 'Bling accepts 1 to 120 characters.');
	return { ...readProductFields(param, 'productFields', 'refused'), nome, codigo: readSku(param, 'sku') };
}

/**
 * POST /produtos: a simple product for sale by default. Source: docs/facts/bling.md §4.6 and the
 * published description.
 */
export async function createProduct(api: BlingApi, fields: IDataObject): Promise<number> {
	const body = { tipo: 'P', formato: 'S', situacao: 'A', ...fields };
	const ifUnknown = 'It may have been created anyway. Look for its SKU with Get by SKU before you repeat it.';
	return (await api.ask({ method: 'POST', path: '/produtos', body, ifUnknown }, created)).data.id;
}
