/** A seeded generator: the same seed gives the same world, ids and faults. Never for real secrets. */
export interface Random {
	/** In [0, 1). */
	next(): number;
	/** Whole number, both ends included. */
	integer(min: number, max: number): number;
	chance(probability: number): boolean;
	pick<T>(items: readonly T[]): T;
	/** A shuffled copy. */
	shuffle<T>(items: readonly T[]): T[];
	hex(length: number): string;
	digits(length: number): string;
	/** Shaped like a UUID version 7 of the given time (milliseconds). */
	uuidV7(time: number): string;
}

/** mulberry32: 32 bits of state are plenty for made-up shops. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
	const letters = (alphabet: string, length: number) => Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join('');
	const hex = (length: number) => letters('0123456789abcdef', length);

	return {
		next,
		integer,
		chance: (probability) => next() < probability,
		pick<T>(items: readonly T[]): T {
			if (items.length === 0) throw new RangeError('nothing to pick from');
			return items[integer(0, items.length - 1)];
		},
		shuffle<T>(items: readonly T[]): T[] {
			const copy = [...items];
			for (let last = copy.length - 1; last > 0; last--) {
				const other = integer(0, last);
				[copy[last], copy[other]] = [copy[other], copy[last]];
			}
			return copy;
		},
		hex,
		digits: (length) => letters('0123456789', length),
		uuidV7(time) {
			const stamp = Math.floor(time).toString(16).padStart(12, '0');
			const variant = '89ab'[integer(0, 3)];
			return `${stamp.slice(0, 8)}-${stamp.slice(8, 12)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
		},
	};
}
