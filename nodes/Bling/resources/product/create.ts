import { productsBySku } from '../../api/products';
import type { BlingOperation } from '../operation';
import { createProduct, newProductFields, readNewProduct } from './newProduct';

/** GET /produtos?codigos[]=, then POST /produtos. Source: docs/facts/bling.md §4.6. */
export const create: BlingOperation = {
	name: 'Create',
	value: 'create',
	action: 'Create a product',
	description: 'Create a simple product; fails if a product already has the SKU',
	notForAgents: true,
	fields: newProductFields,
	async run({ api, param }) {
		const fields = readNewProduct(param);
		const { codigo: sku } = fields;
		const [existing] = (await productsBySku(api, [sku])).get(sku) ?? [];
		if (existing)
			param.refuse(
				'sku',
				`is already used by the product ${existing.id}`,
				'Nothing was created. To change that product, use Create or Update.',
			);
		return { productId: await createProduct(api, fields), sku, created: true };
	},
};
