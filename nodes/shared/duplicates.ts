import { sleep } from 'n8n-workflow';

import { clockMs } from './clock';
import type { Delivery } from './delivery';

/** Enough for days of a large shop; the oldest are forgotten first. About 100 bytes each. */
const capacity = 50_000;

/**
 * n8n writes an execution to its database and only then lets it wait for a free place, however long. What it has neither
 * answered nor refused after an hour is in the database: no write takes that long.
 */
const surelyStoredMs = 3_600_000;

/** Vendors give up after some seconds; a repeat that waits longer is told to come again. */
const waitLimitMs = 10_000;
const waitSliceMs = 250;

interface Entry {
	/** When it was claimed; once it is stored, when that was. */
	since: number;
	stored: boolean;
	/** Whether repeats of it are duplicates once it is stored. */
	counts: boolean;
	/** Resolves once: true when its execution is stored, false when it could not be. */
	settled: Promise<boolean>;
	settle(stored: boolean): void;
}

/** One name under which a delivery may come again, and for how long after it was stored it counts as the same. */
export interface Key {
	key: string;
	windowMs: number;
}

/** A delivery that asks whether it is new. */
export interface Claimant {
	keys: Key[];
	/** Under which `process` speaks of it. */
	name: string;
	/** Whether its sender is proven. What nobody has proven never makes another one a duplicate, until it is confirmed. */
	proven: boolean;
}

/**
 * `new`: the caller has it now and must settle it. `pending` resolves to whether the first one's execution was
 * stored.
 */
export type Claim = 'new' | 'stored' | { pending: Promise<boolean> };

/** Under which `process` finds what `receive` has claimed: many may post an id without proof, so it is not enough then. */
export const claimName = ({ id, receivedAt, verifiedBy }: Delivery): string =>
	verifiedBy.length > 0 ? id : `unproven|${id}|${receivedAt}`;

/**
 * The deliveries that one trigger has seen, in memory. An entry is pending until n8n has stored its execution: only then
 * may a repeat be answered as a duplicate, since a vendor that got a 2xx never sends again.
 */
export class SeenDeliveries {
	private readonly entries = new Map<string, Entry>();

	/** Claims the delivery under all its keys, or tells what is known of it. */
	claim({ keys, name, proven }: Claimant, now = clockMs()): Claim {
		for (const { key, windowMs } of keys) {
			const entry = this.entries.get(key);
			if (!entry) continue;
			if (!entry.stored && now - entry.since < surelyStoredMs) return { pending: this.outcome(entry) };
			markStored(entry, entry.since + surelyStoredMs);
			if (entry.counts && now - entry.since < windowMs) return 'stored';
		}
		let settle: (stored: boolean) => void = () => {};
		const settled = new Promise<boolean>((resolve) => (settle = resolve));
		const entry: Entry = { since: now, stored: false, counts: proven, settled, settle };
		for (const key of [...keys.map(({ key }) => key), name]) {
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

	/** What came without proof turned out to be true: its repeats are duplicates too. */
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
