import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../shared/operations/operation';
import type { OutputShape } from '../../shared/operations/output';
import { outputFields, readOutput } from '../../shared/operations/output';
import type { IsetApi } from '../api/api';
import { shopId } from './fields';

interface Subject {
	noun: 'order' | 'product';
	/** An ID in the shop's format, for the placeholder. */
	example: string;
	description: string;
	shape: OutputShape;
	/** Undefined if the shop does not have it. */
	find(api: IsetApi, id: string): Promise<IDataObject | undefined>;
}

/** Get: one order or product by its number; an unknown one is refused under the field's name. */
export function getOne({ noun, example, description, shape, find }: Subject): Operation<IsetApi> {
	const name = `${noun}Id`;
	return {
		name: 'Get',
		value: 'get',
		action: noun === 'order' ? 'Get an order' : 'Get a product',
		description,
		fields: [
			{
				displayName: noun === 'order' ? 'Order ID' : 'Product ID',
				name,
				type: 'string',
				required: true,
				default: '',
				placeholder: `e.g. ${example}`,
				description: `The number of the ${noun}, 1 to 12 digits`,
			},
			...outputFields(shape),
		],
		async run({ api, param }) {
			const id = shopId(param, name);
			const show = readOutput(param, shape);
			return show(
				(await find(api, id)) ??
					param.refuse(
						name,
						`is the ID of ${noun === 'order' ? 'an order' : 'a product'} not found in this shop: ${id}`,
						'Check the number in the panel.',
					),
			);
		},
	};
}
