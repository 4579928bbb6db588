import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours } from './closedHours';
import type { ExecutionRow } from './history';
import { executions, leanExecutionById, timeOf } from './history';
import type { Counts } from './hour';
import { Hour, hourMs } from './hour';
import type { Period } from './period';
import { isMoving, toStatus } from './records';

/** Receives what the history of a period holds. */
export interface Sink {
	/** An execution, in any order. */
	row(row: ExecutionRow): void;
	/** Deliveries of one workflow and hour that ended without failing. */
	counted(startMs: number, workflowId: string, counts: Counts): void;
}

type Link = (row: ExecutionRow) => ExecutionRow;

interface Gap {
	fromMs: number;
	/** Exclusive. */
	toMs: number;
	workflows: TrackedWorkflow[];
	/** Part of an hour that is remembered as a whole. */
	part: Hour | undefined;
}

/** Hours read at once: their counts are stored before the next ones are read. */
const wholeSlice = 24 * hourMs;
/** The same, if one call reads only a part. */
const smallSlice = 6 * hourMs;

/**
 * The executions of these workflows from the start of the period until now, without their data: the
 * recovery of a failure may be newer than the period. Closed hours come from memory, others from
 * n8n: once `most` executions were listed, no further hours are started. Returns how many
 * executions it listed.
 */
export async function readRemembered(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, closed, most = Infinity }: { period: Period; closed: ClosedHours; most?: number },
	sink: Sink,
): Promise<number> {
	if (workflows.length === 0) return 0;
	const [afterMs, beforeMs, nowMs] = [Date.parse(period.after), Date.parse(period.before), Date.now()];
	const isWhole = (startMs: number) => startMs >= afterMs && (startMs > beforeMs || startMs + hourMs - 1 <= beforeMs);
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
	const whole = closed.all.filter(({ startMs }) => isWhole(startMs));
	const late = whole.flatMap((hour) => [...hour.late].map(([id, workflowId]) => ({ id, workflowId, hour })));
	const unknown = late.filter(({ id, workflowId }) => workflowIds.includes(workflowId) && !moving.has(id));
	if (unknown.length > 0) {
		for (const [id, row] of await byId(executions(api, { ...reading, statuses: ['waiting'] }))) moving.set(id, row);
	}

	const gaps = gapsOf(closed, workflows, { afterMs, nowMs, isWhole, slice: most === Infinity ? wholeSlice : smallSlice });
	const oldest = Math.min(...gaps.filter(({ part }) => part === undefined).map(({ fromMs }) => fromMs));
	const givenUp = { ...reading, after: new Date(oldest).toISOString(), only: 'neverStarted' as const };
	const neverStarted = [...(await byId(executions(api, givenUp))).values()];

	const wanted = new Set(workflowIds);
	for (const { startMs, counts, told } of whole) {
		for (const [workflowId, of] of counts) if (wanted.has(workflowId) && startMs <= beforeMs) sink.counted(startMs, workflowId, of);
		for (const row of told.values()) if (wanted.has(row.workflowId)) sink.row(row);
	}
	for (const each of unknown.filter(({ id }) => !moving.has(id))) await settle(api, closed, { ...each, link }, sink);
	let listed = 0;
	for (const gap of gaps) {
		if (listed >= most) break;
		listed += await readGap(api, gap, { closed, moving, neverStarted, link }, pass);
	}
	for (const row of moving.values()) pass(row);
	return listed;
}

/** When the hour of an execution starts; NaN if it has no time yet. */
const hourOf = (row: ExecutionRow): number => Math.floor(Date.parse(timeOf(row) ?? '') / hourMs) * hourMs;

/** What the memory lacks, newest first, each with one set of workflows. */
function gapsOf(
	closed: ClosedHours,
	workflows: TrackedWorkflow[],
	{ afterMs, nowMs, isWhole, slice }: { afterMs: number; nowMs: number; isWhole: (startMs: number) => boolean; slice: number },
): Gap[] {
	const gaps: Gap[] = [];
	const key = (some: TrackedWorkflow[]) => some.map(({ id }) => id).join();
	for (let startMs = Math.floor(nowMs / hourMs) * hourMs; startMs + hourMs > afterMs; startMs -= hourMs) {
		const unknown = closed.missing(startMs, workflows);
		const part = !isWhole(startMs) && unknown.length === 0 ? closed.at(startMs) : undefined;
		const missing = isWhole(startMs) ? unknown : workflows;
		if (missing.length === 0) continue;
		const last = gaps.at(-1);
		const goesOn = last?.fromMs === startMs + hourMs && last.toMs - startMs <= slice && key(last.workflows) === key(missing);
		if (last && goesOn && last.part === undefined && part === undefined) last.fromMs = startMs;
		else gaps.push({ fromMs: startMs, toMs: startMs + hourMs, workflows: missing, part });
	}
	// Includes what starts while this is read, and a clock that is slightly ahead.
	if (gaps.length > 0 && gaps[0].toMs > nowMs) gaps[0].toMs = Infinity;
	return gaps.map((gap) => (gap.part === undefined ? gap : { ...gap, fromMs: Math.max(gap.fromMs, afterMs) }));
}

interface Known {
	closed: ClosedHours;
	/** By id; what turns out to have ended is removed. */
	moving: Map<string, ExecutionRow>;
	neverStarted: ExecutionRow[];
	link: Link;
}

async function readGap(api: InstanceApi, gap: Gap, { closed, moving, neverStarted, link }: Known, pass: Sink['row']): Promise<number> {
	const { fromMs, toMs, workflows, part } = gap;
	const workflowIds = workflows.map(({ id }) => id);
	const hours = new Map<number, Hour>();
	for (let startMs = fromMs; part === undefined && startMs < toMs && ClosedHours.isOver(startMs); startMs += hourMs) {
		hours.set(startMs, Hour.empty(startMs, workflowIds));
	}
	const count = (row: ExecutionRow) => hours.get(hourOf(row))?.see(row);
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
	for await (const row of executions(api, reading)) {
		listed++;
		moving.delete(row.id);
		see(link(row));
	}
	const isHere = (row: ExecutionRow) => {
		const at = Date.parse(timeOf(row) ?? '');
		return at >= fromMs && at < toMs && workflowIds.includes(row.workflowId);
	};
	const givenUp = part === undefined ? neverStarted : [...part.told.values()].filter(({ startedAt }) => startedAt === null);
	for (const row of givenUp.filter(isHere)) see(row);
	for (const row of [...moving.values()].filter(isHere)) count(row);
	await closed.keep([...hours.values()]);
	return listed;
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
	const row = found?.workflowId === workflowId && hourOf(found) === hour.startMs ? link(found) : undefined;
	if (row !== undefined) sink.row(row);
	if (row !== undefined && isMoving(toStatus(row.status))) return;
	const alone = Hour.empty(hour.startMs, [workflowId]);
	if (row !== undefined) alone.see(row);
	await closed.settle(alone, id);
}
