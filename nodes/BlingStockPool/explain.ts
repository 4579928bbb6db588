import { rounded } from './bling';
import type { Memory, Sale, SkuReading } from './document';

/** A balance that is not as we left it, explained by orders: those that certainly caused it, or were reversed. */
export interface Explanation {
	/** The balance as we left it. */
	from: number;
	/** `undone`: postings that explained an earlier balance were reversed, perhaps with new ones. */
	by: 'reservation' | 'orders' | 'undone';
	/**
	 * For posted orders, so that none explains two postings; for orders that explained a posting
	 * before, so that they may again.
	 */
	orders: number[];
}

/** Whether the shared warehouse holds what we left in it or are just writing; unknown for one we never wrote. */
export function isOurs(memory: Memory | undefined, physical: number): boolean {
	if (memory === undefined || memory.physical === null) return true;
	return [memory.physical, memory.writing].some((left) => left !== null && rounded(left) === rounded(physical));
}

/** How many orders of a SKU are compared, in how many different sums: shops sell whole pieces, or grams. */
const mostOrders = 100;
const mostSums = 20_000;

/**
 * Whether an order of the account explains that the shared deposit is not as we left it; undefined if nothing does, so
 * that somebody moved it. Bling tells of a posting neither its order nor of an order its deposit (docs/facts/bling.md
 * §2.4, §4.7), so that two things count:
 * - what is reserved fell (or rose) at least as the physical balance did: a reserved order was posted (or its posting
 *   undone), which leaves the virtual balance as it was. Where orders changed since add up to what is no longer reserved,
 *   as when one was cancelled, they must add up to what was posted too;
 * - orders changed since hold exactly the difference. One that is part of every such combination explains no other
 *   posting; where several combinations fit, nobody knows which of them it was.
 */
export function explain(memory: Memory, reading: SkuReading, sales: Sale[]): Explanation | undefined {
	const { physical, virtual } = reading;
	if (physical === null || virtual === null) return undefined;
	const left = [memory.writing, memory.physical].filter((balance): balance is number => balance !== null);
	for (const balance of left) {
		const sold = rounded(balance - physical);
		const changed = sales.slice(0, mostOrders);
		const isPosted = isReservation(memory, physical - virtual, sold) && !tellsReleased(memory, changed, physical - virtual);
		const found = isPosted ? { by: 'reservation' as const, orders: [] } : fromOrders(memory, changed, sold);
		if (found !== undefined) return { from: balance, ...found };
	}
	return undefined;
}

function isReservation(memory: Memory, reserved: number, sold: number): boolean {
	if (memory.reserved === null) return false;
	const released = rounded(memory.reserved - reserved);
	return (sold > 0 && released >= sold) || (sold < 0 && released <= sold);
}

/** Whether orders account for everything no longer reserved, including cancellations and new reservations. */
function tellsReleased({ reserved: before, sales: counted }: Memory, sales: Sale[], reserved: number): boolean {
	const released = rounded((before ?? 0) - reserved);
	const changes = sales.flatMap(({ order, quantity, cancelled }) => {
		if (cancelled) return [quantity];
		return counted.includes(order) ? [] : [quantity, -quantity];
	});
	return released > 0 && sums(changes).has(released);
}

function fromOrders({ sales: counted }: Memory, sales: Sale[], sold: number): Omit<Explanation, 'from'> | undefined {
	const open = sales.filter(({ order, cancelled }) => !cancelled && !counted.includes(order));
	const makes = (orders: Sale[]) => sums(orders.map(({ quantity }) => quantity)).has(sold);
	if (sold > 0 && makes(open)) {
		const certain = open.filter((one) => !makes(open.filter((other) => other !== one)));
		return { by: 'orders', orders: certain.map(({ order }) => order) };
	}
	// Some were posted, and others reversed.
	const known = sales.filter(({ order }) => counted.includes(order));
	const both = [...known.map(({ quantity }) => -quantity), ...open.map(({ quantity }) => quantity)];
	return known.length > 0 && sums(both).has(sold) ? { by: 'undone', orders: known.map(({ order }) => order) } : undefined;
}

/** All sums that some of these can make; if there are too many to try, they explain nothing. */
function sums(values: number[]): Set<number> {
	const found = new Set([0]);
	for (const value of values) {
		for (const sum of [...found]) found.add(rounded(sum + value));
		if (found.size > mostSums) return new Set();
	}
	return found;
}
