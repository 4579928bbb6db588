import { DateTime } from 'luxon';

/**
 * A time from a vendor, in ISO 8601 with a `T` or a space, as ISO 8601 in UTC; null for anything
 * else. Without a zone it is read as UTC, wherever n8n runs.
 */
export function instant(time: string | null | undefined): string | null {
	const read = DateTime.fromISO((time ?? '').trim().replace(' ', 'T'), { zone: 'utc' });
	return read.isValid ? read.toJSDate().toISOString() : null;
}
