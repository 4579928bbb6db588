import { z } from 'zod';

import { jsonOf } from '../../shared/json';
import { executionId as id } from './executionId';
import type { ExecutionRow } from './history';
import { oldestDays } from './period';
import { durationMs, isFailure, isMoving, statusOfRow, toStatus } from './records';

/** Two digits are precise enough for a duration and keep the histogram small. */
export function roundedMs(milliseconds: number): number {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(milliseconds, 1))) - 1);
	return Math.round(milliseconds / step) * step;
}

/** Original deliveries of one workflow that have ended without failing. */
export interface Counts {
	succeeded: number;
	/** In a state that this package does not know. */
	other: number;
	/** How many successes took this long, by rounded milliseconds. */
	durations: Map<number, number>;
}

export const hourMs = 3_600_000;
/** Older hours are deleted, so nothing can have taken longer, apart from rounding. */
export const keptHours = (oldestDays + 1) * 24;
const longestMs = 2 * keptHours * hourMs;
/** Far more than n8n can run in an hour: a higher number was not counted. */
const mostCounted = 1_000_000_000;

const whole = (most: number) => z.number().int().min(0).max(most);
const workflow = z.string().min(1);
const counts = z
	.object({ s: whole(mostCounted), o: whole(mostCounted), d: z.array(z.tuple([whole(longestMs), whole(mostCounted)])) })
	.refine(({ s, d }) => d.reduce((sum, [, count]) => sum + count, 0) <= s);
/**
 * An execution recorded individually: id, workflow, status, mode, duration in milliseconds, what it
 * repeats, what recovered it; for one that n8n gave up before it started, the time within the hour.
 */
const told = z
	.tuple([id, workflow, z.string(), z.string(), whole(longestMs).nullable(), id.nullable(), id.nullable(), whole(hourMs - 1).nullable()])
	.refine(([, , status, , , retryOf]) => !isMoving(toStatus(status)) && (retryOf !== null || isFailure(toStatus(status))));

/** How many executions of an hour may still move: with more it is read again next time. */
export const mostLate = 50;

/** What was looked for of executions that n8n gave up before they started, when an hour was counted. */
export interface Looked {
	workflowIds: Set<string>;
	/** All up to this id: those given up before the hour's end are among what the hours tell. */
	upTo: number;
	/** Id and workflow of those among them that were given up later, or may still be. */
	open: Array<[id: string, workflowId: string]>;
}

/** The stored form; short names, as there is one for every hour of a month. */
const stored = z.object({
	v: z.literal(1),
	/** The counted workflows; null for those where nothing happened. */
	w: z.record(z.string(), counts.nullable()),
	/** Failures, retries and resends. */
	t: z.array(told),
	/** What was still running or waiting: id and workflow. */
	l: z.array(z.tuple([id, workflow])),
	/** The late execution that this row is about; null for the hour itself. */
	e: id.nullable(),
	/** `Looked`; nonsense, as in the rows before there was one, is none. */
	g: z
		.object({ u: id, o: z.array(z.tuple([id, workflow])).max(mostLate) })
		.nullish()
		.catch(null),
});

/** The finished executions that started in one hour. */
export class Hour {
	readonly counts = new Map<string, Counts>();
	/** Failures, retries and resends, kept individually because a later one may recover them; newest last. */
	readonly told = new Map<string, ExecutionRow>();
	/** Workflows by the id of executions that were unfinished when the hour was counted. */
	readonly late = new Map<string, string>();
	/** One for each row of the table that has it; of an hour that is to be written at most one. */
	readonly looked: Looked[] = [];
	private readonly settled = new Set<string>();
	/** Rows of the table. */
	rows = 0;

	constructor(readonly startMs: number) {}

	/** An hour in which exactly these workflows are still to be counted. */
	static empty(startMs: number, workflowIds: Iterable<string>): Hour {
		const hour = new Hour(startMs);
		for (const workflowId of workflowIds) hour.counts.set(workflowId, { succeeded: 0, other: 0, durations: new Map() });
		return hour;
	}

	/** Counts an execution of this hour. */
	see(row: ExecutionRow): void {
		const status = toStatus(row.status);
		const of = this.counts.get(row.workflowId);
		if (of === undefined) return;
		if (isMoving(status)) return void this.late.set(row.id, row.workflowId);
		if (isFailure(statusOfRow(row)) || row.retryOf !== null) return void this.told.set(row.id, row);
		if (row.mode !== 'webhook') return;
		if (status !== 'succeeded') return void of.other++;
		of.succeeded++;
		const duration = durationMs(row);
		if (duration !== null) addTo(of.durations, roundedMs(duration), 1);
	}

	/** How many executions it was given. */
	get size(): number {
		return [...this.counts.values()].reduce((sum, { succeeded, other }) => sum + succeeded + other, this.told.size + this.late.size);
	}

	/** As a row of the table. */
	write(settles?: string): string {
		return JSON.stringify(this.cell(settles));
	}

	/** As it is stored; `settles` is the one execution that it is about. */
	cell(settles: string | null = null): z.input<typeof stored> {
		const w = [...this.counts].map(([workflowId, { succeeded, other, durations }]) => {
			return [workflowId, succeeded + other === 0 ? null : { s: succeeded, o: other, d: [...durations] }] as const;
		});
		const t = [...this.told.values()].map((row): z.input<typeof told> => {
			const duration = durationMs(row);
			const ms = duration === null ? null : roundedMs(duration);
			const givenUp = row.startedAt === null ? Date.parse(row.stoppedAt ?? '') - this.startMs : null;
			return [row.id, row.workflowId, row.status, row.mode, ms, row.retryOf, row.retrySuccessId, givenUp];
		});
		const [looked] = this.looked;
		const g = looked && { u: String(looked.upTo), o: looked.open };
		return { v: 1, w: Object.fromEntries(w), t, l: [...this.late], e: settles, g };
	}

	/**
	 * Adds a row of the table, oldest first. Two processes may have counted the same: the first one
	 * stays. An unreadable row is ignored, so that n8n is asked again.
	 */
	read(data: unknown): void {
		this.rows++;
		this.readCell(typeof data === 'string' ? jsonOf(data) : undefined);
	}

	/** The same, of a part of a row. */
	readCell(cell: unknown): void {
		const parsed = stored.safeParse(cell);
		if (!parsed.success) return;
		const { w, t, l, e, g } = parsed.data;
		if (g) this.looked.push({ workflowIds: new Set(Object.keys(w)), upTo: Number(g.u), open: g.o });
		if (e !== null && this.settled.has(e)) return;
		const isNew = (workflowId: string) => e !== null || !known.has(workflowId);
		const known = new Set(this.counts.keys());
		for (const [workflowId, of] of Object.entries(w).filter(([each]) => isNew(each))) this.add(workflowId, of);
		for (const one of t.filter(([, each]) => isNew(each))) this.told.set(one[0], this.rowOf(one));
		for (const [late, workflowId] of l.filter(([, each]) => isNew(each))) if (!this.settled.has(late)) this.late.set(late, workflowId);
		if (e === null) return;
		this.settled.add(e);
		this.late.delete(e);
	}

	private rowOf([rowId, workflowId, status, mode, ms, retryOf, retrySuccessId, givenUp]: z.infer<typeof told>): ExecutionRow {
		const at = (milliseconds: number | null) => (milliseconds === null ? null : new Date(this.startMs + milliseconds).toISOString());
		const times = givenUp === null ? { startedAt: at(0), stoppedAt: at(ms) } : { startedAt: null, stoppedAt: at(givenUp) };
		return { id: rowId, workflowId, status, mode, retryOf, retrySuccessId, ...times, data: undefined, workflowData: undefined };
	}

	private add(workflowId: string, of: z.infer<typeof counts> | null): void {
		const sum = this.counts.get(workflowId) ?? { succeeded: 0, other: 0, durations: new Map<number, number>() };
		this.counts.set(workflowId, sum);
		sum.succeeded += of?.s ?? 0;
		sum.other += of?.o ?? 0;
		for (const [ms, count] of of?.d ?? []) addTo(sum.durations, ms, count);
	}
}

/** Adds to a histogram. */
export const addTo = (histogram: Map<number, number>, ms: number, count: number): void => {
	histogram.set(ms, (histogram.get(ms) ?? 0) + count);
};
