import { productsBySku } from '../../api/products';
import type { BlingOperation } from '../operation';
import { createProduct, newProductFields, readNewProduct } from './newProduct';

/** GET /produtos?codigos[]=, then POST /produtos. Source: docs/facts/bling.md §4.6. */
export const create: BlingOperation = {
	name: 'Create',
	value: 'create',
	action: 'Create a product',
	description: 'Create a simple product; a SKU that a product has already is refused',
	notForAgents: true,
	fields: newProductFields,
	async run({ api, param }) {
		const fields = readNewProduct(param);
		const { codigo: sku } = fields;
		const [existing] = (await productsBySku(api, [sku])).get(sku) ?? [];
		if (existing)
			param.refuse('sku', `is that of the product ${existing.id} already`, 'Nothing was created. To change it use Create or Update.');
		return { productId: await createProduct(api, fields), sku, created: true };
	},
};
