/** What can be broken on purpose, for each vendor apart. */
export interface DeliveryFaults {
	/** Virtual milliseconds before a notice is sent. */
	latencyMs: number;
	/** 0..1: how probably a notice is sent twice. */
	duplicateChance: number;
	/** 0..1: how probably a notice is kept back so that later ones overtake it. */
	disorderChance: number;
	/** The longest time (virtual milliseconds) a notice is kept back. */
	disorderMs: number;
	/** 0..1: how probably the connection of an attempt breaks off in the middle of its body. */
	cutChance: number;
	/** Keep everything back until it is released, shuffled. */
	hold: boolean;
}

interface ApiFaults {
	/** Real milliseconds before each answer of the vendor's API. */
	latencyMs: number;
	/** So many next requests are answered 500. */
	errors: number;
	/** So many next requests get an answer that is not what its content type says. */
	garbage: number;
	/** So many next requests are never answered. */
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

/** Takes one off the first counter that still has some, in a fixed order. */
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
