import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { clockMs } from '../clock';
import type { Authentication } from './vendor';

/** `unavailable`: it could not be verified or stored, and was answered 503. */
type RefusalReason = Extract<Authentication, { ok: false }>['reason'] | 'unavailable';

/** How often, and the last time (ISO 8601). */
const tally = z.object({ count: z.number(), lastAt: z.string().nullable() });

/**
 * The same with the newest times (ISO 8601), oldest first: shows whether there were several in a
 * row, or only an old one.
 */
const refusalTally = tally.extend({ moments: z.array(z.string()).catch([]).default([]) });
const keptMoments = 10;

/** Counters saved by older versions lack the newer reasons. */
const ofReason = refusalTally.default(() => noRefusals());

/** A trigger's counters, as saved, as answered to a probe, and as read everywhere. */
export const countersSchema = z.object({
	since: z.string(),
	accepted: tally,
	duplicate: tally,
	ignored: tally,
	refused: z.object({
		missing: ofReason,
		malformed: ofReason,
		mismatch: ofReason,
		resend: ofReason,
		limit: ofReason,
		unavailable: ofReason,
	}),
});

/** What a trigger counted since `since` (ISO 8601), refusals by reason. */
export type CounterValues = z.infer<typeof countersSchema>;

/** The newest writes of all processes, oldest first: this is how each detects that another overwrote its own. */
const writesSchema = z.array(z.object({ id: z.string(), at: z.number() })).catch([]);
const keptWrites = 10;

type Tally = z.infer<typeof tally>;
type RefusalTally = z.infer<typeof refusalTally>;

const none = (): Tally => ({ count: 0, lastAt: null });
const noRefusals = (): RefusalTally => ({ ...none(), moments: [] });

const nothing = (): CounterValues => ({
	since: new Date().toISOString(),
	accepted: none(),
	duplicate: none(),
	ignored: none(),
	refused: {
		missing: noRefusals(),
		malformed: noRefusals(),
		mismatch: noRefusals(),
		resend: noRefusals(),
		limit: noRefusals(),
		unavailable: noRefusals(),
	},
});

/** Writing to the database for each forged request would turn a flood of requests into a flood of writes. */
const saveEveryMs = 60_000;

/**
 * Whatever reached a trigger and started nothing leaves no execution, so it is counted: otherwise a
 * changed secret would go unnoticed until the vendor gives up. Each process adds its counts to the
 * node's static data, at most once a minute, so that each knows the counts of all but for their
 * last minute. n8n writes the static data whole and without a lock: a process that finds its own
 * write missing adds it again.
 */
export class Counters {
	/** What the static data last contained. */
	private saved: CounterValues | undefined;
	/** What was written but has not appeared there yet. */
	private written: { id: string; at: number; values: CounterValues } | undefined;
	private unsaved = nothing();
	private changed = false;
	private savedAt: number | undefined;
	/** The newest write that was merged. */
	private learned: unknown;

	accepted(): void {
		this.add(this.unsaved.accepted);
	}

	duplicate(): void {
		this.add(this.unsaved.duplicate);
	}

	ignored(): void {
		this.add(this.unsaved.ignored);
	}

	refused(reason: RefusalReason): void {
		const entry = this.unsaved.refused[reason];
		this.add(entry);
		entry.moments = [...entry.moments, entry.lastAt ?? ''].slice(-keptMoments);
	}

	snapshot(): CounterValues {
		const parts = [this.saved, this.written?.values, this.unsaved].filter((part) => part !== undefined);
		return parts.reduce(sum);
	}

	/** Merges what this and other processes have saved. */
	learn(staticData: () => IDataObject): void {
		const { counters, counterWrites } = staticData();
		const newest = newestWrite(counterWrites);
		// Both are written together: data read with each request rarely contains anything new.
		if (this.written === undefined && newest !== undefined && newest === this.learned) return;
		this.learned = newest;
		this.saved = countersSchema.safeParse(counters).data;
		const writes = writesSchema.parse(counterWrites);
		const { written } = this;
		if (!written) return;
		const isOlderThanList = writes.length === keptWrites && writes[0].at > written.at;
		if (isOlderThanList || writes.some(({ id }) => id === written.id)) this.written = undefined;
		else this.changed = true;
	}

	/** Saves changes, when it is time. */
	save(staticData: () => IDataObject, given?: number): void {
		const now = given ?? clockMs();
		if (!this.changed || (this.savedAt !== undefined && now - this.savedAt < saveEveryMs)) return;
		const data = staticData();
		const write = { id: randomUUID(), at: given ?? Date.now() };
		data.counters = this.snapshot();
		data.counterWrites = [...writesSchema.parse(data.counterWrites), write].slice(-keptWrites);
		this.written = { ...write, values: this.written ? sum(this.written.values, this.unsaved) : this.unsaved };
		this.unsaved = nothing();
		this.savedAt = now;
		this.changed = false;
	}

	private add(entry: Tally): void {
		this.changed = true;
		entry.count++;
		entry.lastAt = new Date().toISOString();
	}
}

/** The ID of the newest write; undefined if there is none. */
function newestWrite(writes: unknown): unknown {
	const last: unknown = Array.isArray(writes) ? writes.at(-1) : undefined;
	return typeof last === 'object' && last !== null && 'id' in last ? last.id : undefined;
}

const add = (a: Tally, b: Tally): Tally => ({
	count: a.count + b.count,
	lastAt: (a.lastAt ?? '') > (b.lastAt ?? '') ? a.lastAt : b.lastAt,
});

const addRefusals = (a: RefusalTally, b: RefusalTally): RefusalTally => ({
	...add(a, b),
	moments: [...new Set([...a.moments, ...b.moments])].sort().slice(-keptMoments),
});

const sum = (a: CounterValues, b: CounterValues): CounterValues => ({
	since: a.since < b.since ? a.since : b.since,
	accepted: add(a.accepted, b.accepted),
	duplicate: add(a.duplicate, b.duplicate),
	ignored: add(a.ignored, b.ignored),
	refused: {
		missing: addRefusals(a.refused.missing, b.refused.missing),
		malformed: addRefusals(a.refused.malformed, b.refused.malformed),
		mismatch: addRefusals(a.refused.mismatch, b.refused.mismatch),
		resend: addRefusals(a.refused.resend, b.refused.resend),
		limit: addRefusals(a.refused.limit, b.refused.limit),
		unavailable: addRefusals(a.refused.unavailable, b.refused.unavailable),
	},
});
