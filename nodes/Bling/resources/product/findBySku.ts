import { productShape } from '../shapes';
import { readSku } from '../sku';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { productsBySku } from '../../api/products';
import type { BlingOperation } from '../operation';
import { withStockNumbers } from './stockNumbers';

/** GET /produtos?codigos[]=, then GET /produtos/{id}. Source: docs/facts/bling.md §4.6. */
export const findBySku: BlingOperation = {
	name: 'Get by SKU',
	value: 'findBySku',
	action: 'Get products by SKU',
	description: 'Get all data of the products with this "Código (SKU)"; no item if there are none',
	fields: [
		{
			displayName: 'SKU',
			name: 'sku',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 10001PT37',
			description: 'The "Código (SKU)", exactly as in Bling',
		},
		...outputFields(productShape),
	],
	async run({ api, param }) {
		const sku = readSku(param, 'sku');
		const show = readOutput(param, productShape);
		const found = (await productsBySku(api, [sku])).get(sku) ?? [];
		const products = [];
		for (const { id } of found) products.push(show(withStockNumbers(await api.object(`/produtos/${id}`))));
		return products;
	},
};
