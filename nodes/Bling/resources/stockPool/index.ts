import type { BlingResource } from '../operation';
import { planBalances } from './planBalances';
import { readAccount } from './readAccount';
import { writeAccount } from './writeAccount';

/** Several accounts, one stock: workflows/README.md. */
export const stockPool: BlingResource = { name: 'Stock Pool', value: 'stockPool', operations: [planBalances, readAccount, writeAccount] };
