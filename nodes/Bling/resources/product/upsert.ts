import { z } from 'zod';

import { blingId } from '../../api/blingId';
import { overlaid } from '../../api/overlay';
import { productsBySku } from '../../api/products';
import type { BlingOperation } from '../operation';
import { createProduct, newProductFields, readNewProduct } from './newProduct';

const changed = z.object({ data: z.object({ id: blingId }) });

/** GET /produtos?codigos[]=, then POST /produtos, or GET and PATCH /produtos/{id}. Source: docs/facts/bling.md §4.6. */
export const upsert: BlingOperation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update a product',
	description: 'Create a new product, or update the current one if it already exists (upsert)',
	notForAgents: true,
	fields: newProductFields,
	async run({ api, param }) {
		const fields = readNewProduct(param);
		const { codigo: sku } = fields;
		const [product, another] = (await productsBySku(api, [sku])).get(sku) ?? [];
		if (another) param.refuse('sku', `is used by several products: ${sku}`, 'Nothing was changed. Give each product its own SKU.');
		if (!product) return { productId: await createProduct(api, fields), sku, created: true, changed: true };
		const path = `/produtos/${product.id}`;
		const differs = overlaid(await api.object(path), fields).changed;
		if (differs) await api.ask({ method: 'PATCH', path, body: fields }, changed);
		return { productId: product.id, sku, created: false, changed: differs };
	},
};
