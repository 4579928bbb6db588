import { rounded } from './bling';
import type { Memory, Sale, SkuReading } from './document';

/** A balance that is not as we left it, explained: by what, in the ids of orders as far as it was orders. */
interface Explanation {
	orders: number[];
	/** A reservation became a posting, or a posting a reservation: the virtual balance tells, whatever the order. */
	byReservation: boolean;
}

/** Whether the shared deposit holds what we left in it, or are just writing; nothing is known of one we never wrote. */
export function isOurs(memory: Memory | undefined, physical: number): boolean {
	if (memory === undefined || memory.physical === null) return true;
	return [memory.physical, memory.writing].some((left) => left !== null && rounded(left) === rounded(physical));
}

/** So many orders of a SKU are compared: every combination of them is tried. */
const mostOrders = 12;

/**
 * Whether an order of the account explains that the shared deposit is not as we left it; undefined if nothing does, so
 * that somebody moved it. Bling tells of a posting neither its order nor of an order its deposit (docs/facts/bling.md
 * §2.4, §4.7), so that two things count:
 * - what is reserved fell (or rose) at least as the physical balance did: a reserved order was posted (or its posting
 *   undone), which leaves the virtual balance as it was;
 * - orders changed since hold exactly the difference. Each order explains one posting, and its undoing.
 */
export function explain(memory: Memory, reading: SkuReading, sales: Sale[]): Explanation | undefined {
	const { physical, virtual } = reading;
	if (physical === null || virtual === null) return undefined;
	const left = [memory.writing, memory.physical].filter((balance): balance is number => balance !== null);
	for (const balance of left) {
		const found = explainFrom(balance, memory, { physical, virtual, sales });
		if (found !== undefined) return found;
	}
	return undefined;
}

interface Now {
	physical: number;
	virtual: number;
	sales: Sale[];
}

function explainFrom(left: number, memory: Memory, { physical, virtual, sales }: Now): Explanation | undefined {
	const sold = rounded(left - physical);
	if (memory.reserved !== null) {
		const released = rounded(memory.reserved - (physical - virtual));
		const posted = sold > 0 && released >= sold;
		const undone = sold < 0 && released <= sold;
		if (posted || undone) return { orders: [], byReservation: true };
	}
	// What was sold comes from orders that explained nothing yet, what came back from those that did.
	const isCandidate = ({ order, cancelled }: Sale) => {
		const counted = memory.sales.includes(order);
		return sold > 0 ? !counted && !cancelled : counted;
	};
	const candidates = sales.filter(isCandidate).slice(0, mostOrders);
	const orders = ordersOf(candidates, Math.abs(sold));
	return orders && { orders, byReservation: false };
}

/** The orders whose quantities make exactly this sum; undefined if none do. */
function ordersOf(sales: Sale[], sum: number): number[] | undefined {
	const ways: Array<{ total: number; orders: number[] }> = [{ total: 0, orders: [] }];
	for (const { order, quantity } of sales) {
		for (const { total, orders } of [...ways]) {
			const way = { total: rounded(total + quantity), orders: [...orders, order] };
			if (way.total === sum) return way.orders;
			ways.push(way);
		}
	}
	return undefined;
}
