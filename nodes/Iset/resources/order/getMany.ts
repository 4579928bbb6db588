import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { IsetApi } from '../../api/api';
import { orderShape } from '../shapes';
import { listFields, listOrders } from './list';

/**
 * POST /order/list. Source: docs/facts/iset.md §4.2 (unconfirmed). Its paging is unknown, so the
 * limit is applied here.
 */
export const getMany: Operation<IsetApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many orders',
	description: 'Get the orders of a period; use Get for all their fields',
	fields: [...listFields, ...limitFields, ...outputFields(orderShape)],
	async run(call) {
		const limit = call.param.limit();
		const show = readOutput(call.param, orderShape);
		return (await listOrders(call)).slice(0, limit).map(show);
	},
};
