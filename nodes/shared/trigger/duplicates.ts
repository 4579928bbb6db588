import { sleep } from 'n8n-workflow';

import { clockMs } from '../clock';
import type { Delivery, Notice } from './delivery';

/** Enough for days of a large shop; the oldest are forgotten first. About 100 bytes each. */
const capacity = 50_000;

/**
 * n8n writes an execution to its database and only then queues it, for however long. After an hour
 * without an answer or refusal it must be in the database: no write takes that long.
 */
const surelyStoredMs = 3_600_000;

/** Vendors give up after some seconds; a repeat that would wait longer is told to come again. */
const waitLimitMs = 10_000;
const waitSliceMs = 250;

interface Entry {
	/** When it was claimed or, once stored, when that was. */
	since: number;
	stored: boolean;
	/** Whether repeats of it are duplicates once it is stored. */
	counts: boolean;
	/** Resolves once: true when its execution is stored, false if it could not be. */
	settled: Promise<boolean>;
	settle(stored: boolean): void;
}

/** One key under which a delivery may arrive again, and for how long after being stored it counts as the same. */
export interface Key {
	key: string;
	windowMs: number;
}

/**
 * `new`: the caller owns it now and must settle it. `pending` resolves to whether the first one's
 * execution was stored.
 */
export type Claim = 'new' | 'stored' | { pending: Promise<boolean> };

/** Deliveries are only the same within one account: IDs are a vendor's, and two accounts may use the same one. */
export const inAccount = ({ account }: Pick<Notice, 'account'>, key: string): string =>
	account == null ? key : JSON.stringify([account, key]);

/** An unproven delivery gets a name of its own, as anybody may post its ID; undefined for a proven one. */
const unprovenName = ({ id, receivedAt, verifiedBy }: Delivery): string | undefined =>
	verifiedBy.length > 0 ? undefined : `unproven|${id}|${receivedAt}`;

/** How `process` finds what `receive` has claimed. */
export const claimName = (delivery: Delivery): string => unprovenName(delivery) ?? inAccount(delivery, delivery.id);

/** A delivery that may be new. */
export interface Candidate {
	delivery: Delivery;
	/** The keys under which it may arrive again. */
	keys: Key[];
}

/**
 * The deliveries that one trigger has seen, in memory. An entry is pending until n8n has stored its
 * execution: only then may a repeat be answered as a duplicate, since a vendor that got a 2xx never
 * sends again.
 */
export class SeenDeliveries {
	private readonly entries = new Map<string, Entry>();

	/**
	 * Claims the delivery under all its keys, or returns what is known about it. An unproven one
	 * (`unproven` is its name) never makes another one a duplicate once stored, until it is
	 * confirmed.
	 */
	claim(keys: Key[], now = clockMs(), unproven?: string): Claim {
		for (const { key, windowMs } of keys) {
			const entry = this.entries.get(key);
			if (!entry) continue;
			if (!entry.stored && now - entry.since < surelyStoredMs) return { pending: this.outcome(entry) };
			markStored(entry, entry.since + surelyStoredMs);
			if (entry.counts && now - entry.since < windowMs) return 'stored';
		}
		let settle: (stored: boolean) => void = () => {};
		const settled = new Promise<boolean>((resolve) => (settle = resolve));
		const entry: Entry = { since: now, stored: false, counts: unproven === undefined, settled, settle };
		const names = keys.map(({ key }) => key);
		for (const key of unproven === undefined ? names : [...names, unproven]) {
			this.entries.delete(key);
			this.entries.set(key, entry);
		}
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= capacity) break;
			this.entries.delete(oldest);
		}
		return 'new';
	}

	/** Its execution is stored: repeats are duplicates from now on. */
	stored(names: Iterable<string>, now = clockMs()): void {
		for (const name of names) {
			const entry = this.entries.get(name);
			if (entry) markStored(entry, now);
		}
	}

	/** An unproven delivery turned out to be genuine: its repeats are duplicates too. */
	confirmed(name: string): void {
		const entry = this.entries.get(name);
		if (entry) entry.counts = true;
	}

	/** Its execution could not be stored: the next repeat is a first delivery. */
	forget(names: Iterable<string>): void {
		for (const name of names) {
			const entry = this.entries.get(name);
			if (!entry || entry.stored) continue;
			this.entries.delete(name);
			entry.settle(false);
		}
	}

	private async outcome(entry: Entry): Promise<boolean> {
		// In slices, so that no timer outlives the answer for long.
		for (let waited = 0; waited < waitLimitMs; waited += waitSliceMs) {
			const stored = await Promise.race([entry.settled, sleep(waitSliceMs)]);
			if (stored !== undefined) return stored;
		}
		return false;
	}
}

function markStored(entry: Entry, at: number): void {
	if (entry.stored) return;
	entry.stored = true;
	entry.since = at;
	entry.settle(true);
}

/**
 * Claims each delivery once; waits for one that another request is just storing, so that nobody
 * gets a 200 for nothing. A repeat within the same body is not waited for: it would wait for
 * itself.
 */
export async function claimNew(
	seen: SeenDeliveries,
	candidates: Candidate[],
): Promise<{ fresh: Candidate[]; keys: string[]; othersStored: boolean }> {
	const fresh: Candidate[] = [];
	const pending: Array<Promise<boolean>> = [];
	const own = new Set<string>();
	for (const candidate of candidates) {
		if (candidate.keys.some(({ key }) => own.has(key))) continue;
		const claim = seen.claim(candidate.keys, undefined, unprovenName(candidate.delivery));
		if (claim === 'new') {
			fresh.push(candidate);
			for (const { key } of candidate.keys) own.add(key);
		} else if (claim !== 'stored') pending.push(claim.pending);
	}
	const othersStored = (await Promise.all(pending)).every((stored) => stored);
	return { fresh, keys: [...own], othersStored };
}
