import { findOrder } from '../../api/lookup';
import { getOne } from '../getOne';
import { orderShape } from '../shapes';

/** GET /order/{id}. Source: docs/facts/iset.md §4.2 (unconfirmed: only some of its keys are known). */
export const get = getOne({
	noun: 'order',
	example: '1326',
	description: 'Get one order with its products and totals',
	shape: orderShape,
	find: findOrder,
});
