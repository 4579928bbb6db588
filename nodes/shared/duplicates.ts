import { sleep } from 'n8n-workflow';

/** Enough for days of a large shop; the oldest are forgotten first. About 100 bytes each. */
const capacity = 50_000;

/** A delivery that was claimed and never settled (its client left before the answer) blocks its repeats this long. */
const pendingLimitMs = 60_000;

/** Vendors give up after some seconds; a repeat that waits longer is told to come again. */
const waitLimitMs = 10_000;
const waitSliceMs = 250;

interface Entry {
	claimedAt: number;
	stored: boolean;
	/** Resolves once: true when its execution is stored, false when it could not be. */
	settled: Promise<boolean>;
	settle(stored: boolean): void;
}

/** One name under which a delivery may come again, and for how long it counts as the same. */
export interface Key {
	key: string;
	windowMs: number;
}

/**
 * `new`: the caller has it now and must settle it. `pending` resolves to whether the first one's execution was
 * stored.
 */
export type Claim = 'new' | 'stored' | { pending: Promise<boolean> };

/**
 * The deliveries that one trigger has seen, in memory. An entry is pending until n8n has stored its execution: only then
 * may a repeat be answered as a duplicate, since a vendor that got a 2xx never sends again.
 */
export class SeenDeliveries {
	private readonly entries = new Map<string, Entry>();

	/** Claims the delivery under all its keys, or tells what is known of it. */
	claim(keys: Key[], now = Date.now()): Claim {
		for (const { key, windowMs } of keys) {
			const entry = this.entries.get(key);
			if (!entry) continue;
			const limit = entry.stored ? windowMs : pendingLimitMs;
			if (now - entry.claimedAt >= limit) continue;
			return entry.stored ? 'stored' : { pending: this.outcome(entry) };
		}
		let settle: (stored: boolean) => void = () => {};
		const settled = new Promise<boolean>((resolve) => (settle = resolve));
		const entry: Entry = { claimedAt: now, stored: false, settled, settle };
		for (const { key } of keys) {
			this.entries.get(key)?.settle(false);
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
	stored(keys: Iterable<string>): void {
		for (const key of keys) {
			const entry = this.entries.get(key);
			if (!entry) continue;
			entry.stored = true;
			entry.settle(true);
		}
	}

	/** Its execution could not be stored: the next repeat is a first delivery. */
	forget(keys: Iterable<string>): void {
		for (const key of keys) {
			const entry = this.entries.get(key);
			if (!entry || entry.stored) continue;
			this.entries.delete(key);
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
