import type { BlingResource } from '../operation';
import { findByDocument } from './findByDocument';
import { get } from './get';
import { getMany } from './getMany';
import { upsert } from './upsert';

export const contact: BlingResource = {
	name: 'Contact',
	value: 'contact',
	startsWith: 'getMany',
	operations: [findByDocument, get, getMany, upsert],
};
