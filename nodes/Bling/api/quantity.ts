import type { Parameters } from '../../shared/operations/parameters';

const decimals = 3;

/** A stock quantity: at most 3 decimals and not negative, and above zero where zero makes no sense. */
export function quantityOf(param: Parameters, name: string, allowZero: boolean): number {
	const quantity = param.number(name);
	if (quantity === 0 && !allowZero) param.refuse(name, 'is zero', 'Use a quantity above zero.');
	return quantity;
}

/** Balances contain floating-point noise: 0.1 + 0.2. */
export const rounded = (quantity: number) => Math.round(quantity * 10 ** decimals) / 10 ** decimals;

/** A price or cost that is not negative; undefined if empty. */
export function amountOf(param: Parameters, name: string): number | undefined {
	const amount = param.optionalNumber(name);
	return amount !== undefined && amount < 0 ? param.refuse(name, `is negative: ${amount}`, 'Use zero or more.') : amount;
}
