const offsetMs = -3 * 3_600_000;

/** "2016-07-01T19:36:20.614-03:00": Intelipost writes Brasília's time with its offset. */
const localIso = (time: number): string => new Date(time + offsetMs).toISOString().replace('Z', '-03:00');

/** A moment as Intelipost writes it twice: `created` (whole epoch milliseconds) and `created_iso`. docs/facts/intelipost.md §2.2 */
export const moment = <N extends string>(name: N, time: number | null) => ({
	[name]: time === null ? null : Math.floor(time),
	[`${name}_iso`]: time === null ? null : localIso(time),
});
