import { findProduct } from '../../api/lookup';
import { getOne } from '../getOne';

/** GET /product/{id}. Source: docs/facts/iset.md §4.2 (likely). */
export const get = getOne({
	noun: 'product',
	example: '210',
	description: 'Get one product',
	find: findProduct,
});
