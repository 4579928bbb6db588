import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Authentication } from './vendor';

export type RefusalReason = Extract<Authentication, { ok: false }>['reason'];

export const tally = z.object({ count: z.number(), lastAt: z.string().nullable() });

const countersSchema = z.object({
	since: z.string(),
	accepted: tally,
	duplicate: tally,
	ignored: tally,
	refused: z.object({ missing: tally, malformed: tally, mismatch: tally, resend: tally, limit: tally }),
});

export type CounterValues = z.infer<typeof countersSchema>;

const none = () => ({ count: 0, lastAt: null });

/** Writing the database for each forged request would turn a flood of them into a flood of writes. */
const saveEveryMs = 60_000;

/**
 * What reached a trigger and started nothing leaves no execution, so it is counted: otherwise a reset secret stays unseen
 * until the vendor gives up. Kept in memory and saved to the node's static data at most once a minute: approximate by
 * design, as other processes save over it.
 */
export class Counters {
	private values: CounterValues = {
		since: new Date().toISOString(),
		accepted: none(),
		duplicate: none(),
		ignored: none(),
		refused: { missing: none(), malformed: none(), mismatch: none(), resend: none(), limit: none() },
	};
	private resumed = false;
	private changed = false;
	private savedAt: number | undefined;

	accepted(): void {
		this.add(this.values.accepted);
	}

	duplicate(): void {
		this.add(this.values.duplicate);
	}

	ignored(): void {
		this.add(this.values.ignored);
	}

	refused(reason: RefusalReason): void {
		this.add(this.values.refused[reason]);
	}

	snapshot(): CounterValues {
		return structuredClone(this.values);
	}

	/** Takes over what an earlier process saved, once. */
	resume(staticData: () => IDataObject): void {
		if (this.resumed) return;
		this.resumed = true;
		this.continueFrom(staticData().counters);
	}

	/** Saves what has changed, when it is time. */
	save(staticData: () => IDataObject, now = Date.now()): void {
		if (!this.changed || (this.savedAt !== undefined && now - this.savedAt < saveEveryMs)) return;
		staticData().counters = this.snapshot();
		this.savedAt = now;
		this.changed = false;
	}

	private continueFrom(saved: unknown): void {
		const before = countersSchema.safeParse(saved);
		if (!before.success) return;
		const merge = (now: z.infer<typeof tally>, earlier: z.infer<typeof tally>) => ({
			count: now.count + earlier.count,
			lastAt: now.lastAt ?? earlier.lastAt,
		});
		const { refused } = this.values;
		this.values = {
			since: before.data.since,
			accepted: merge(this.values.accepted, before.data.accepted),
			duplicate: merge(this.values.duplicate, before.data.duplicate),
			ignored: merge(this.values.ignored, before.data.ignored),
			refused: {
				missing: merge(refused.missing, before.data.refused.missing),
				malformed: merge(refused.malformed, before.data.refused.malformed),
				mismatch: merge(refused.mismatch, before.data.refused.mismatch),
				resend: merge(refused.resend, before.data.refused.resend),
				limit: merge(refused.limit, before.data.refused.limit),
			},
		};
	}

	private add(entry: z.infer<typeof tally>): void {
		this.changed = true;
		entry.count++;
		entry.lastAt = new Date().toISOString();
	}
}
