import type { BlingResource } from '../operation';
import { addMovement } from './addMovement';
import { getBalances } from './getBalances';
import { setBalance } from './setBalance';

export const stock: BlingResource = { name: 'Stock', value: 'stock', operations: [getBalances, setBalance, addMovement] };
