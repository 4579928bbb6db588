import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours } from './closedHours';
import type { ExecutionRow, StatusLists } from './history';
import { executions, leanExecutionById, timeOf } from './history';
import type { Gap } from './gaps';
import { joined, knownOf } from './gaps';
import type { Counts } from './hour';
import { Hour, hourMs, mostLate } from './hour';
import type { Period } from './period';
import { isFailure, isMoving, toStatus } from './records';
import { windowMs } from './windows';

/** Receives what the history of a period holds. */
export interface Sink {
	/** An execution, in any order. */
	row(row: ExecutionRow): void;
	/** Deliveries of one workflow and hour that ended without failing. */
	counted(startMs: number, workflowId: string, counts: Counts): void;
}

type Link = (row: ExecutionRow) => ExecutionRow;

/**
 * About so many executions are read before what was counted is kept, so that a call which ends halfway was not in vain; and
 * n8n, which counts for each page what is left of its list, counts little.
 */
const executionsAtOnce = 5_000;
const mostHoursAtOnce = 24;

/**
 * The executions of these workflows from the start of the period until now, without their data: the
 * recovery of a failure may be newer than the period. Closed hours come from memory, others from
 * n8n: once `most` executions were listed, no further hours are started. Returns how many
 * executions it listed.
 */
export async function readRemembered(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, closed, most = Infinity, lists }: { period: Period; closed: ClosedHours; most?: number; lists?: StatusLists },
	sink: Sink,
): Promise<number> {
	if (workflows.length === 0) return 0;
	const [afterMs, beforeMs] = [Date.parse(period.after), Date.parse(period.before)];
	const workflowIds = workflows.map(({ id }) => id);
	const reading = { workflowIds, after: new Date(Math.floor(afterMs / hourMs) * hourMs).toISOString(), withData: false };
	// n8n links a retry to what it repeats; posted resends are linked here, and remembered so.
	const repeats = await closed.posted(api);
	const link: Link = (row) => {
		const original = row.mode === 'webhook' ? repeats.get(row.id) : undefined;
		return original === undefined ? row : { ...row, mode: 'retry', retryOf: original };
	};
	// The first hour is read whole so that it can be stored; what precedes the period is not passed
	// on.
	const pass = (row: ExecutionRow) => {
		const at = timeOf(row);
		if (at === null || Date.parse(at) >= afterMs) sink.row(row);
	};
	const byId = async (rows: AsyncGenerator<ExecutionRow, void>) => {
		const found = new Map<string, ExecutionRow>();
		for await (const row of rows) found.set(row.id, link(row));
		return found;
	};
	const moving = await byId(executions(api, { ...reading, statuses: ['running', 'new'] }));
	const { whole, gaps } = knownOf(closed, workflows, period);
	const late = whole.flatMap((hour) => [...hour.late].map(([id, workflowId]) => ({ id, workflowId, hour })));
	const unknown = late.filter(({ id, workflowId }) => workflowIds.includes(workflowId) && !moving.has(id));
	if (unknown.length > 0) {
		for (const [id, row] of await byId(executions(api, { ...reading, statuses: ['waiting'] }))) moving.set(id, row);
	}

	const oldestMs = Math.min(...gaps.filter(({ part }) => part === undefined).map(({ fromMs }) => fromMs));
	const neverStarted = (await givenUpSince(api, workflowIds, { oldestMs, closed, moving, lists })).map(link);

	const wanted = new Set(workflowIds);
	for (const { startMs, counts, told } of whole) {
		for (const [workflowId, of] of counts) if (wanted.has(workflowId) && startMs <= beforeMs) sink.counted(startMs, workflowId, of);
		for (const row of told.values()) if (wanted.has(row.workflowId)) sink.row(row);
	}
	for (const each of unknown.filter(({ id }) => !moving.has(id))) await settle(api, closed, { ...each, link }, sink);
	const listed = await readGaps(api, gaps, { closed, moving, neverStarted, link, most }, pass);
	for (const row of moving.values()) pass(row);
	return listed;
}

/** When the hour or window of an execution begins; NaN if it has no time yet. */
const beginOf = (row: ExecutionRow, lengthMs: number): number => Math.floor(Date.parse(timeOf(row) ?? '') / lengthMs) * lengthMs;

interface Known {
	closed: ClosedHours;
	/** By id; what turns out to have ended is removed. */
	moving: Map<string, ExecutionRow>;
	neverStarted: ExecutionRow[];
	link: Link;
}

/** Reads one gap after the other, about so many executions at once; returns how many it listed. */
async function readGaps(api: InstanceApi, gaps: Gap[], { most, ...known }: Known & { most: number }, pass: Sink['row']): Promise<number> {
	let listed = 0;
	let hoursAtOnce = 1;
	for (let next = 0; next < gaps.length && listed < most; ) {
		let gap = gaps[next++];
		for (let hours = 1; hours < hoursAtOnce && next < gaps.length; hours++) {
			const both = joined(gap, gaps[next]);
			if (both === undefined) break;
			gap = both;
			next++;
		}
		const found = await readGap(api, gap, known, pass);
		listed += found;
		const hours = (Math.min(gap.toMs, Date.now()) - gap.fromMs) / hourMs;
		const fitting = Math.floor((Math.min(executionsAtOnce, most - listed) * hours) / Math.max(found, 1));
		hoursAtOnce = Math.max(1, Math.min(mostHoursAtOnce, 4 * hoursAtOnce, fitting));
	}
	return listed;
}

async function readGap(api: InstanceApi, gap: Gap, { closed, moving, neverStarted, link }: Known, pass: Sink['row']): Promise<number> {
	const { fromMs, toMs, workflows, part } = gap;
	const workflowIds = workflows.map(({ id }) => id);
	const hours = new Map<number, Hour>();
	for (let startMs = fromMs; part === undefined && startMs < toMs && ClosedHours.isOver(startMs, hourMs); startMs += hourMs) {
		hours.set(startMs, Hour.empty(startMs, workflowIds));
	}
	const windows = new Map<number, Hour>();
	for (let startMs = fromMs; part === undefined && startMs < toMs && ClosedHours.isOver(startMs, windowMs); startMs += windowMs) {
		windows.set(startMs, Hour.empty(startMs, workflowIds));
	}
	const count = (row: ExecutionRow) => {
		hours.get(beginOf(row, hourMs))?.see(row);
		windows.get(beginOf(row, windowMs))?.see(row);
	};
	const see = (row: ExecutionRow) => {
		count(row);
		pass(row);
	};
	const reading = {
		workflowIds,
		withData: false,
		only: 'listed' as const,
		after: new Date(fromMs).toISOString(),
		...(toMs === Infinity ? {} : { before: new Date(toMs - 1).toISOString() }),
	};
	let listed = 0;
	let newest = 0;
	for await (const row of executions(api, reading)) {
		listed++;
		moving.delete(row.id);
		if (hours.has(beginOf(row, hourMs))) newest = Math.max(newest, Number(row.id));
		see(link(row));
	}
	const isHere = (row: ExecutionRow) => {
		const at = Date.parse(timeOf(row) ?? '');
		return at >= fromMs && at < toMs && workflowIds.includes(row.workflowId);
	};
	const givenUp = part === undefined ? neverStarted : [...part.told.values()].filter(({ startedAt }) => startedAt === null);
	for (const row of givenUp.filter(isHere)) see(row);
	for (const row of [...moving.values()].filter(isHere)) count(row);
	const last = hours.get(Math.max(...hours.keys()));
	if (last && newest > 0) look(last, newest, [...moving.values(), ...neverStarted]);
	await closed.keep([...hours.values()], [...windows.values()]);
	return listed;
}

/** Notes in an hour, the last that is to be kept, that all up to this id, which is of an hour before, was looked through. */
function look(hour: Hour, upTo: number, unstarted: ExecutionRow[]): void {
	const workflowIds = new Set(hour.counts.keys());
	const isOpen = (row: ExecutionRow) => row.startedAt === null && !(Date.parse(timeOf(row) ?? '') < hour.startMs + hourMs);
	const open = unstarted
		.filter((row) => workflowIds.has(row.workflowId) && Number(row.id) <= upTo && isOpen(row))
		.map(({ id, workflowId }): [string, string] => [id, workflowId]);
	if (open.length <= mostLate) hour.looked.push({ workflowIds, upTo, open });
}

/** What n8n gave up before it started, since this moment: what was not looked through yet, and what was still open then. */
async function givenUpSince(
	api: InstanceApi,
	workflowIds: string[],
	{ oldestMs, closed, moving, lists }: Pick<Known, 'closed' | 'moving'> & { oldestMs: number; lists: StatusLists | undefined },
): Promise<ExecutionRow[]> {
	const { upTo, open = [] } = closed.looked(workflowIds, oldestMs) ?? {};
	const reading = {
		workflowIds,
		after: new Date(oldestMs).toISOString(),
		withData: false,
		only: 'neverStarted' as const,
		givenUpAbove: upTo,
		lists,
	};
	const found = new Map<string, ExecutionRow>();
	for await (const row of executions(api, reading)) found.set(row.id, row);
	for (const [id, workflowId] of open.filter((each) => !found.has(each[0]) && !moving.has(each[0]))) {
		const row = await leanExecutionById(api, id);
		if (row?.workflowId === workflowId && row.startedAt === null && isFailure(toStatus(row.status))) found.set(id, row);
	}
	return [...found.values()];
}

/** Looks up the outcome of an execution that was unfinished when its hour was counted. */
async function settle(
	api: InstanceApi,
	closed: ClosedHours,
	{ id, workflowId, hour, link }: { id: string; workflowId: string; hour: Hour; link: Link },
	sink: Sink,
): Promise<void> {
	const found = await leanExecutionById(api, id);
	// Ignores a row of the table that is about another execution.
	const row = found?.workflowId === workflowId && beginOf(found, hourMs) === hour.startMs ? link(found) : undefined;
	if (row !== undefined) sink.row(row);
	if (row !== undefined && isMoving(toStatus(row.status))) return;
	const alone = Hour.empty(hour.startMs, [workflowId]);
	if (row !== undefined) alone.see(row);
	await closed.settle(alone, id);
}
