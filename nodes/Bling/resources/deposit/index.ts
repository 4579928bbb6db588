import type { BlingResource } from '../operation';
import { get } from './get';
import { getMany } from './getMany';

export const deposit: BlingResource = { name: 'Warehouse (Depósito)', value: 'deposit', operations: [get, getMany] };
