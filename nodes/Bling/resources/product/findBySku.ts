import { readSku } from '../fields';
import { productsBySku } from '../../api/products';
import type { BlingOperation } from '../operation';
import { withStockNumbers } from './stockNumbers';

/** GET /produtos?codigos[]=, then GET /produtos/{id}. Source: docs/facts/bling.md §4.6. */
export const findBySku: BlingOperation = {
	name: 'Find by SKU',
	value: 'findBySku',
	action: 'Find products by SKU',
	description: 'Get the products with this "Código (SKU)" with all their data; no item if there is none',
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
	],
	async run({ api, param }) {
		const sku = readSku(param, 'sku');
		const found = (await productsBySku(api, [sku])).get(sku) ?? [];
		const products = [];
		for (const { id } of found) products.push(withStockNumbers(await api.object(`/produtos/${id}`)));
		return products;
	},
};
