import { createHash } from 'node:crypto';

import { z } from 'zod';

/** More rows would mean less waiting, but more calls for grouped deliveries. */
export const buckets = 64;
/** A word takes about 45 bytes: 90 kB for a full row, 6 MB for the full table. */
export const mostPerBucket = 2_000;
/** What the whole table certainly holds: its rows do not fill evenly, so some are full before the others. */
export const mostHeld = buckets * Math.floor(mostPerBucket * 0.9);
/** How long an ID is kept beyond its window: its repeat may be waiting for a worker. */
const graceMs = 3_600_000;

/** An ID in the table: who claimed it and until when that counts. */
export interface Entry {
	hash: string;
	/** Unix milliseconds, as `keptUntil`. */
	arrivedAt: number;
	keptUntil: number;
	/** The execution. */
	owner: string;
}

const bytesOf = (id: string) => createHash('sha256').update(id).digest();

/** What stands for an ID in the table. */
export const hashOf = (id: string): string => bytesOf(id).toString('base64url').slice(0, 16);

/** The row that an ID belongs to. */
export const bucketOf = (id: string): number => bytesOf(id)[31] % buckets;

/** As the table holds them. */
export const cellOf = (entries: Entry[]): string =>
	entries.map(({ hash, arrivedAt, keptUntil, owner }) => [hash, arrivedAt.toString(36), keptUntil.toString(36), owner].join('.')).join(' ');

const entry = z
	.string()
	.regex(/^[\w-]{16}\.[0-9a-z]+\.[0-9a-z]+\.[\w-]+$/)
	.transform((word): Entry => {
		const [hash, arrivedAt, keptUntil, owner] = word.split('.');
		return { hash, arrivedAt: parseInt(arrivedAt, 36), keptUntil: parseInt(keptUntil, 36), owner };
	});

/** The entries in a cell. */
export const entriesCell = z
	.string()
	.transform((ids) => ids.split(' ').filter((word) => word !== ''))
	.pipe(z.array(entry));

/** When an ID that is claimed now is forgotten. */
export const keptUntil = (now: number, windowMs: number): number => now + windowMs + graceMs;

/**
 * As many as a row may hold: what is past its window makes room, oldest first. Undefined if that
 * is not enough.
 */
export function fitting(entries: Entry[], now: number): Entry[] | undefined {
	const excess = entries.length - mostPerBucket;
	if (excess <= 0) return entries;
	const late = entries.filter((one) => one.keptUntil - graceMs <= now).sort((one, other) => one.keptUntil - other.keptUntil);
	const gone = new Set(late.slice(0, excess));
	return gone.size < excess ? undefined : entries.filter((one) => !gone.has(one));
}
