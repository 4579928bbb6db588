import type { Operation } from '../../../shared/operation';
import type { IsetApi } from '../../api';
import { findOrder } from '../../lookup';
import { shopId } from '../fields';

/** GET /order/{id}. Source: vendors/iset.md §4.2 (unconfirmed: only some of its keys are known). */
export const get: Operation<IsetApi> = {
	name: 'Get',
	action: 'Get an order',
	description: 'Get one order with its products and totals',
	fields: [
		{
			displayName: 'Order ID',
			name: 'orderId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1326',
			description: 'The number of the order, 1 to 12 digits',
		},
	],
	async run({ param, context, itemIndex }) {
		const id = shopId(param, 'orderId');
		const order = await findOrder(context, id, itemIndex);
		return (
			order ??
			param.refuse(
				'orderId',
				`names an order that this shop does not have: ${id}`,
				'Check the number in the panel.',
			)
		);
	},
};
