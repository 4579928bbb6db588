/** What can be broken on purpose, separately for each vendor. */
export interface DeliveryFaults {
	/** Virtual milliseconds before a notice is sent. */
	latencyMs: number;
	/** 0..1: the probability that a notice is sent twice. */
	duplicateChance: number;
	/** 0..1: the probability that a notice is held back so that later ones overtake it. */
	disorderChance: number;
	/** The longest time (virtual milliseconds) a notice is held back. */
	disorderMs: number;
	/** 0..1: the probability that an attempt's connection breaks in the middle of its body. */
	cutChance: number;
	/** Hold everything back until it is released, shuffled. */
	hold: boolean;
}

interface ApiFaults {
	/** Real milliseconds before each answer of the vendor's API. */
	latencyMs: number;
	/** How many of the next requests are answered 500. */
	errors: number;
	/** How many of the next requests get an answer that does not match its content type. */
	garbage: number;
	/** How many of the next requests are never answered. */
	hangs: number;
}

/** What goes wrong on purpose, in sending and in answering. */
export interface Faults {
	delivery: DeliveryFaults;
	api: ApiFaults;
}

/** Nothing goes wrong: the state of a fresh sandbox. */
export const noFaults = (): Faults => ({
	delivery: { latencyMs: 0, duplicateChance: 0, disorderChance: 0, disorderMs: 30_000, cutChance: 0, hold: false },
	api: { latencyMs: 0, errors: 0, garbage: 0, hangs: 0 },
});

/** Decrements the first counter above zero, in a fixed order. */
export function takeApiFault(api: ApiFaults): 'hang' | 'error' | 'garbage' | null {
	if (api.hangs > 0) {
		api.hangs--;
		return 'hang';
	}
	if (api.errors > 0) {
		api.errors--;
		return 'error';
	}
	if (api.garbage > 0) {
		api.garbage--;
		return 'garbage';
	}
	return null;
}
