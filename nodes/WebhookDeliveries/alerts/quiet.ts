import type { DateTime } from 'luxon';

/** The times at which a shop receives nothing anyway. */
export interface Quiet {
	/** Hours of the day, 0 to 24: quiet from the first until just before the second; none if they are equal. */
	from: number;
	until: number;
	/** Days of the week, 1 for Monday to 7 for Sunday. */
	days: number[];
}

/** Whether a moment is in the quiet hours or on a quiet day, by its own time zone. */
export function isQuiet({ from, until, days }: Quiet, at: DateTime): boolean {
	const { hour, weekday } = at;
	const inHours = from > until ? hour >= from || hour < until : hour >= from && hour < until;
	return inHours || days.includes(weekday);
}

const longestHours = 720;

/** How many whole hours between two moments are not quiet; counts 30 days at most. */
export function loudHours(quiet: Quiet, since: DateTime, now: DateTime): number {
	const hours = Math.max(0, Math.min(longestHours, Math.floor(now.diff(since, 'hours').hours)));
	return Array.from({ length: hours }, (_, ago) => now.minus({ hours: ago })).filter((hour) => !isQuiet(quiet, hour)).length;
}
