import { findProduct } from '../../api/lookup';
import { getOne } from '../getOne';
import { productShape } from '../shapes';

/** GET /product/{id}. Source: docs/facts/iset.md §4.2 (likely). */
export const get = getOne({
	noun: 'product',
	example: '210',
	description: 'Get one product',
	shape: productShape,
	find: findProduct,
});
