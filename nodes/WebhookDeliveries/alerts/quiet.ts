import type { DateTime } from 'luxon';

/** When a shop sends nothing anyway. */
export interface Quiet {
	/** Hours of the day, 0 to 24: quiet from the one until before the other; none where they are equal. */
	from: number;
	until: number;
	/** Days of the week, 1 for Monday to 7 for Sunday. */
	days: number[];
}

/** Whether a moment is within the quiet hours or on a quiet day, on its own clock. */
export function isQuiet({ from, until, days }: Quiet, at: DateTime): boolean {
	const { hour, weekday } = at;
	const inHours = from > until ? hour >= from || hour < until : hour >= from && hour < until;
	return inHours || days.includes(weekday);
}

const longestHours = 720;

/** How many hours between two moments are not quiet, whole ones; 30 days at the most are counted. */
export function loudHours(quiet: Quiet, since: DateTime, now: DateTime): number {
	const hours = Math.max(0, Math.min(longestHours, Math.floor(now.diff(since, 'hours').hours)));
	return Array.from({ length: hours }, (_, ago) => now.minus({ hours: ago })).filter((hour) => !isQuiet(quiet, hour)).length;
}
