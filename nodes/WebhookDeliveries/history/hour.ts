import { z } from 'zod';

import { jsonOf } from '../../shared/json';
import type { Counts } from './counts';
import { addStored, addTo, hourMs, longestMs, noCounts, roundedMs, storedCounts, toStored, whole } from './counts';
import { Details, fromParts, storedDetails, toParts } from './details';
import { executionId as id } from './executionId';
import type { ExecutionRow } from './history';
import type { SeenRow } from './parts';
import { durationMs, isFailure, isMoving, statusOfRow, toStatus } from './records';

const workflow = z.string().min(1);
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
	w: z.record(z.string(), storedCounts.nullable()),
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
	/** Of an hour that is kept in detail. */
	x: storedDetails.optional(),
});

/** The finished executions that started in one hour. */
export class Hour {
	readonly counts = new Map<string, Counts>();
	/** Failures, retries and resends, kept individually because a later one may recover them; newest last. */
	readonly told = new Map<string, SeenRow>();
	/** Workflows by the id of executions that were unfinished when the hour was counted. */
	readonly late = new Map<string, string>();
	/** One for each row of the table that has it; of an hour that is to be written at most one. */
	readonly looked: Looked[] = [];
	private readonly settled = new Set<string>();
	/** Rows of the table. */
	rows = 0;
	/** What `counts` would hold, by account and event; undefined where that is not asked for. */
	readonly details: Details | undefined;

	constructor(
		readonly startMs: number,
		isDetailed: boolean,
	) {
		this.details = isDetailed ? new Details() : undefined;
	}

	/** The same, in which exactly these workflows are still to be counted. */
	empty(workflowIds: Iterable<string>): Hour {
		const hour = new Hour(this.startMs, this.details !== undefined);
		for (const workflowId of workflowIds) hour.counts.set(workflowId, noCounts());
		return hour;
	}

	/** Counts an execution of this hour. */
	see(row: SeenRow): void {
		const status = toStatus(row.status);
		const of = this.counts.get(row.workflowId);
		if (of === undefined) return;
		if (isMoving(status)) return void this.late.set(row.id, row.workflowId);
		if (isFailure(statusOfRow(row)) || row.retryOf !== null) return void this.told.set(row.id, row);
		if (this.details !== undefined) return this.details.see(row);
		if (row.mode !== 'webhook') return;
		if (status !== 'succeeded') return void of.other++;
		of.succeeded++;
		const duration = durationMs(row);
		if (duration !== null) addTo(of.durations, roundedMs(duration), 1);
	}

	/** Adds a part of it, of the workflows that it counts. */
	join({ counts, told, details }: Hour): void {
		for (const [workflowId, of] of counts) if (this.counts.has(workflowId)) this.add(workflowId, toStored(of));
		for (const [rowId, row] of told) if (this.counts.has(row.workflowId)) this.told.set(rowId, row);
		if (details !== undefined) this.details?.read(details.stored(), (workflowId) => this.counts.has(workflowId));
	}

	/** How many executions it was given. */
	get size(): number {
		const few = this.told.size + this.late.size + (this.details?.size ?? 0);
		return [...this.counts.values()].reduce((sum, { succeeded, other }) => sum + succeeded + other, few);
	}

	/** As a row of the table. */
	write(settles?: string): string {
		return JSON.stringify(this.cell(settles));
	}

	/** As it is stored; `settles` is the one execution that it is about. */
	cell(settles: string | null = null): z.input<typeof stored> {
		const w = [...this.counts].map(([workflowId, of]) => [workflowId, of.succeeded + of.other === 0 ? null : toStored(of)] as const);
		const t = [...this.told.values()].map((row): z.input<typeof told> => {
			const duration = durationMs(row);
			const ms = duration === null ? null : roundedMs(duration);
			const givenUp = row.startedAt === null ? Date.parse(row.stoppedAt ?? '') - this.startMs : null;
			return [row.id, row.workflowId, row.status, row.mode, ms, row.retryOf, row.retrySuccessId, givenUp];
		});
		const [looked] = this.looked;
		const g = looked && { u: String(looked.upTo), o: looked.open };
		const p = [...this.told].map(([each, { parts = [] }]) => [each, fromParts(parts)] as const);
		const x = this.details && { ...this.details.stored(), p: Object.fromEntries(p) };
		return { v: 1, w: Object.fromEntries(w), t, l: [...this.late], e: settles, g, x };
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
		const { w, t, l, e, g, x } = parsed.data;
		if (this.details !== undefined && (x === undefined || t.some(([each]) => x.p[each] === undefined))) return;
		if (g) this.looked.push({ workflowIds: new Set(Object.keys(w)), upTo: Number(g.u), open: g.o });
		if (e !== null && this.settled.has(e)) return;
		const isNew = (workflowId: string) => e !== null || !known.has(workflowId);
		const known = new Set(this.counts.keys());
		for (const [workflowId, of] of Object.entries(w).filter(([each]) => isNew(each))) this.add(workflowId, of);
		if (x !== undefined) this.details?.read(x, isNew);
		for (const one of t.filter(([, each]) => isNew(each))) {
			this.told.set(one[0], { ...this.rowOf(one), parts: x && toParts(x.p[one[0]]) });
		}
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

	private add(workflowId: string, of: z.infer<typeof storedCounts> | null): void {
		const sum = this.counts.get(workflowId) ?? noCounts();
		this.counts.set(workflowId, sum);
		if (of !== null) addStored(sum, of);
	}
}
