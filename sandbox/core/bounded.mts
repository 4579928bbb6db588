/** A list that forgets its oldest entries. */
interface Bounded<T> {
	add(item: T): void;
	/** Oldest first. */
	all(): readonly T[];
	clear(): void;
}

/** A list that forgets its oldest entries beyond `limit`. */
export function createBounded<T>(limit: number): Bounded<T> {
	let items: T[] = [];
	return {
		add(item) {
			items.push(item);
			// Trimming in blocks keeps adding cheap.
			if (items.length > limit * 1.25) items = items.slice(-limit);
		},
		all: () => items.slice(-limit),
		clear() {
			items = [];
		},
	};
}
