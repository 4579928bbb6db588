import { z } from 'zod';

import { oldestDays } from './period';

/** Two digits are precise enough for a duration and keep the histogram small. */
export function roundedMs(milliseconds: number): number {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(milliseconds, 1))) - 1);
	return Math.round(milliseconds / step) * step;
}

/** Original deliveries of one workflow, or of one group of its deliveries, that have ended without failing. */
export interface Counts {
	succeeded: number;
	/** In a state that this package does not know. */
	other: number;
	/** How many successes took this long, by rounded milliseconds. */
	durations: Map<number, number>;
}

export const hourMs = 3_600_000;
/** Older hours are deleted, so nothing can have taken longer, apart from rounding. */
export const keptHours = (oldestDays + 1) * 24;
export const longestMs = 2 * keptHours * hourMs;
/** Far more than n8n can run in an hour: a higher number was not counted. */
export const mostCounted = 1_000_000_000;

/** A whole number from 0 up to this one. */
export const whole = (most: number) => z.number().int().min(0).max(most);

/** `Counts` as they are stored. */
export const storedCounts = z
	.object({ s: whole(mostCounted), o: whole(mostCounted), d: z.array(z.tuple([whole(longestMs), whole(mostCounted)])) })
	.refine(({ s, d }) => d.reduce((sum, [, count]) => sum + count, 0) <= s);

type StoredCounts = z.infer<typeof storedCounts>;

/** Nothing yet. */
export const noCounts = (): Counts => ({ succeeded: 0, other: 0, durations: new Map() });

/** For the table. */
export const toStored = ({ succeeded, other, durations }: Counts): StoredCounts => ({ s: succeeded, o: other, d: [...durations] });

/** Adds to a histogram. */
export const addTo = (histogram: Map<number, number>, ms: number, count: number): void => {
	histogram.set(ms, (histogram.get(ms) ?? 0) + count);
};

/** Adds what the table holds. */
export function addStored(sum: Counts, { s, o, d }: StoredCounts): void {
	sum.succeeded += s;
	sum.other += o;
	for (const [ms, count] of d) addTo(sum.durations, ms, count);
}
