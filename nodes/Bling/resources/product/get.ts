import { productId } from '../fields';
import type { BlingOperation } from '../operation';
import { withStockNumbers } from './stockNumbers';

/** GET /produtos/{id}. Source: docs/facts/bling.md §4.6. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a product',
	description: 'Get one product with all its data',
	fields: [productId],
	run: async ({ api, param }) => withStockNumbers(await api.object(`/produtos/${param.id('productId')}`)),
};
