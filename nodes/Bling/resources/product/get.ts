import { outputFields, readOutput } from '../../../shared/operations/output';
import { productId, readProduct } from '../locators';
import type { BlingOperation } from '../operation';
import { productShape } from '../shapes';
import { withStockNumbers } from './stockNumbers';

/** GET /produtos/{id}. Source: docs/facts/bling.md §4.6. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a product',
	description: 'Get one product with all its data',
	fields: [productId, ...outputFields(productShape)],
	async run(call) {
		const show = readOutput(call.param, productShape);
		return show(withStockNumbers(await call.api.object(`/produtos/${await readProduct(call)()}`)));
	},
};
