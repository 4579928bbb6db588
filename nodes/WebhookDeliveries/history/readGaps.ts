import type { InstanceApi } from '../../instance/api';
import { ClosedHours } from './closedHours';
import { hourMs } from './counts';
import type { Gap } from './gaps';
import { joined } from './gaps';
import type { ExecutionRow, Reading } from './history';
import { executionLike, executions, timeOf } from './history';
import type { Hour } from './hour';
import { mostLate } from './hour';
import type { SeenRow } from './parts';
import { windowMs } from './windows';

/** How much was read. */
export interface Listed {
	executions: number;
	/** Whether there are more. */
	isCut: boolean;
}

/**
 * About so many executions are read before what was counted is kept, so that a call which ends halfway was not in vain; and
 * n8n, which counts for each page what is left of its list, counts little.
 */
const executionsAtOnce = 5_000;
const mostHoursAtOnce = 24;
/** Where fewer are wanted, n8n is not asked for a page with the data of more. */
const fewLeft = 25;

/** When the hour or window of an execution begins; NaN if it has no time yet. */
export const beginOf = (row: ExecutionRow, lengthMs: number): number => Math.floor(Date.parse(timeOf(row) ?? '') / lengthMs) * lengthMs;

/** What is known beside the gaps, and how much may be read. */
export interface Known {
	closed: ClosedHours;
	/** By id; what turns out to have ended is removed. */
	moving: Map<string, SeenRow>;
	neverStarted: SeenRow[];
	/** To what it repeats, or with its deliveries. */
	link: (row: ExecutionRow) => SeenRow;
	most: number;
}

/** Reads one gap after the other, about so many executions at once. */
export async function readGaps(api: InstanceApi, gaps: Gap[], { most, ...known }: Known, pass: (row: SeenRow) => void): Promise<Listed> {
	const { isDetailed } = known.closed;
	let listed = 0;
	let hoursAtOnce = 1;
	for (let next = 0; next < gaps.length && (isDetailed || listed < most); ) {
		let gap = gaps[next++];
		for (let hours = 1; hours < hoursAtOnce && next < gaps.length; hours++) {
			const both = joined(gap, gaps[next]);
			if (both === undefined) break;
			gap = both;
			next++;
		}
		const left = most - listed;
		const found = await readGap(api, gap, { ...known, most: isDetailed ? left : Infinity }, pass);
		listed += found.executions;
		if (found.isCut) return { executions: listed, isCut: true };
		const hours = (Math.min(gap.toMs, Date.now()) - gap.fromMs) / hourMs;
		const fitting = Math.floor((Math.min(executionsAtOnce, most - listed) * hours) / Math.max(found.executions, 1));
		hoursAtOnce = Math.max(1, Math.min(mostHoursAtOnce, 4 * hoursAtOnce, fitting));
		// Nothing more may be read, only whether there is more.
		if (listed === most) hoursAtOnce = gaps.length;
	}
	return { executions: listed, isCut: false };
}

/** Reads a gap and keeps what was counted of it; of one that holds more than `most` only the newest, and keeps nothing. */
async function readGap(
	api: InstanceApi,
	gap: Gap,
	{ closed, moving, neverStarted, link, most }: Known,
	pass: (row: SeenRow) => void,
): Promise<Listed> {
	const { fromMs, toMs, workflows, part } = gap;
	const workflowIds = workflows.map(({ id }) => id);
	const { hours, windows } = spansOf(closed, gap);
	const count = (row: SeenRow) => {
		hours.get(beginOf(row, hourMs))?.see(row);
		windows.get(beginOf(row, windowMs))?.see(row);
	};
	const see = (row: SeenRow) => {
		count(row);
		pass(row);
	};
	const reading: Reading = {
		workflowIds,
		withData: closed.isDetailed,
		only: 'listed',
		after: new Date(fromMs).toISOString(),
		...(toMs === Infinity ? {} : { before: new Date(toMs - 1).toISOString() }),
		...(most < fewLeft ? { pageSize: most + 1 } : {}),
	};
	let listed = 0;
	let newest = 0;
	let cutAt: ExecutionRow | undefined;
	const seen = new Set<string>();
	for await (const row of executions(api, reading)) {
		if (listed === most) {
			cutAt = row;
			break;
		}
		listed++;
		seen.add(row.id);
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
	const sinceMs = cutAt === undefined ? fromMs : beginOf(cutAt, windowMs) + windowMs;
	const missed = cutAt && (await missedSince(api, { ...reading, after: new Date(sinceMs).toISOString() }, seen));
	for (const row of missed ?? []) see(link(row));
	const wholeMs = cutAt !== undefined && missed === undefined ? Infinity : sinceMs;
	const isWhole = ({ startMs }: Hour) => startMs >= wholeMs;
	await closed.keep([...hours.values()].filter(isWhole), [...windows.values()].filter(isWhole));
	return { executions: listed, isCut: cutAt !== undefined };
}

/** The hours and windows of a gap in which nothing starts any more. */
function spansOf(closed: ClosedHours, { fromMs, toMs, workflows, part }: Gap): Record<'hours' | 'windows', Map<number, Hour>> {
	const workflowIds = workflows.map(({ id }) => id);
	const spans = (lengthMs: number) => {
		const found = new Map<number, Hour>();
		const firstMs = Math.ceil(fromMs / lengthMs) * lengthMs;
		for (let startMs = firstMs; startMs + lengthMs <= toMs && ClosedHours.isOver(startMs, lengthMs); startMs += lengthMs) {
			found.set(startMs, closed.empty(startMs, workflowIds));
		}
		return found;
	};
	return part === undefined ? { hours: spans(hourMs), windows: spans(windowMs) } : { hours: new Map(), windows: new Map() };
}

/**
 * What started since the moment where a gap was cut and yet was not seen: n8n lists executions as they came, but a queue
 * starts some later. Undefined if that is too much.
 */
async function missedSince(api: InstanceApi, reading: Reading, seen: ReadonlySet<string>): Promise<ExecutionRow[] | undefined> {
	const missed: ExecutionRow[] = [];
	for await (const { id, ...row } of executions(api, { ...reading, withData: false, pageSize: undefined })) {
		if (seen.has(id) || !ClosedHours.isOver(beginOf({ id, ...row }, windowMs), windowMs)) continue;
		if (missed.length === mostLate) return undefined;
		const found = await executionLike(api, id, reading);
		if (found !== undefined) missed.push(found);
	}
	return missed;
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
