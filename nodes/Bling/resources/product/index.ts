import type { BlingResource } from '../operation';
import { create } from './create';
import { findBySku } from './findBySku';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';
import { upsert } from './upsert';

export const product: BlingResource = {
	name: 'Product',
	value: 'product',
	startsWith: 'getMany',
	operations: [findBySku, get, getMany, create, update, upsert],
};
