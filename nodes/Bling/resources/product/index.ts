import type { BlingResource } from '../operation';
import { findBySku } from './findBySku';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';

export const product: BlingResource = { name: 'Product', value: 'product', startsWith: 'getMany', operations: [findBySku, get, getMany, update] };
