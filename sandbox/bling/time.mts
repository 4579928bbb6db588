/** Bling writes local times of Brasília (UTC-3, no summer time) without a zone. */
const offsetMs = -3 * 3_600_000;

/** "YYYY-MM-DD" */
export const localDate = (time: number): string => new Date(time + offsetMs).toISOString().slice(0, 10);

/** "YYYY-MM-DD HH:MM:SS" */
export const localDateTime = (time: number): string => new Date(time + offsetMs).toISOString().slice(0, 19).replace('T', ' ');

/** Reads either form; a date alone is its first moment, or its last one if `end`. Undefined if it is not a date. */
export function parseLocal(value: string, end = false): number | undefined {
	const found = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/.exec(value.trim());
	if (!found) return undefined;
	const time = Date.parse(`${found[1]}T${found[2] ?? (end ? '23:59:59' : '00:00:00')}Z`) - offsetMs;
	return Number.isNaN(time) ? undefined : time;
}

/** Webhooks: UTC, whole seconds. docs/facts/bling.md §2.3 */
export const utcSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
