import type { Operation } from '../../../shared/operation';
import type { IsetApi } from '../../api';
import { findProduct } from '../../lookup';
import { shopId } from '../fields';

/** GET /product/{id}. Source: vendors/iset.md §4.2 (likely). */
export const get: Operation<IsetApi> = {
	name: 'Get',
	action: 'Get a product',
	description: 'Get one product; its stock is not part of the known answer',
	fields: [
		{
			displayName: 'Product ID',
			name: 'productId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 210',
			description: 'The number of the product, 1 to 12 digits',
		},
	],
	async run({ param, context, itemIndex }) {
		const id = shopId(param, 'productId');
		const product = await findProduct(context, id, itemIndex);
		return (
			product ??
			param.refuse(
				'productId',
				`names a product that this shop does not have: ${id}`,
				'Check the number in the panel.',
			)
		);
	},
};
