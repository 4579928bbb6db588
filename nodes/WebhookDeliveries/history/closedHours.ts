import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import { Table, TablesUnavailable } from '../../instance/tables';
import type { Condition } from '../../instance/tables';
import type { TrackedWorkflow } from '../../instance/workflows';
import { rethrow } from '../../shared/rethrow';
import { postedResends } from '../resend/resendLedger';
import { hourMs, keptHours } from './counts';
import type { Period } from './period';
import type { Looked } from './hour';
import { Hour, mostLate } from './hour';
import { Windows } from './windows';

/** What is remembered of closed hours, in n8n's own data tables: the table's name and columns are saved names. */
export const historyTable = {
	name: 'webhook_history',
	columns: {
		/** Whole hours since 1970 in UTC; less than 0 for the windows of an hour. */
		hour: 'number',
		/** `Hour.write`, `Windows.write` */
		data: 'string',
	},
} as const;

/** The same by account and event: only where somebody asks for that. */
export const eventsTable = { name: 'webhook_history_events', columns: historyTable.columns } as const;

/** Clocks of several processes differ a little, and n8n stores an end slightly late. */
const settlesMs = 10 * 60_000;
/** The periods that are asked for begin at any minute and are a day or a week long, or so long that an hour holds little. */
const keptWindowHours = 8 * 24;
/** In an hour that is not over, so many executions (a page of n8n's list) are worth a row. */
const worthKeeping = 250;
/** The same with their data, of which a page holds less. */
const worthKeepingWithData = 25;
/** An hour has rows for itself, for workflows added later and for late executions. More would be a bug of ours. */
const mostRows = 80;

const from = (condition: Condition['condition'], hour: number): Condition => ({ columnName: 'hour', condition, value: hour });

/** Closed hours with their counts, in a table; without the table nothing is known and nothing is stored. */
export class ClosedHours {
	private readonly hours = new Map<number, Hour>();
	/** Whether this call has counted something that the next one need not read. */
	hasKept = false;
	/** Of the hours in which the period begins and ends, and of those that are not over. */
	readonly windows: Windows;

	private constructor(
		private table: Table | undefined,
		/** Why nothing (more) is remembered; '' if it is. */
		public why: string,
		/** By account and event, which only the executions' data tells. */
		readonly isDetailed: boolean,
	) {
		this.windows = new Windows(isDetailed);
	}

	/**
	 * What is known from the begin of this period on. A faulty or unreachable table is no reason to stop: n8n's
	 * own history has the same information.
	 */
	static async open(api: InstanceApi, period: Period, { isDetailed = false, isMade = true } = {}): Promise<ClosedHours> {
		try {
			const layout = isDetailed ? eventsTable : historyTable;
			const closed = new ClosedHours(await (isMade ? Table.open(api, layout) : Table.find(api, layout)), '', isDetailed);
			await closed.load(period);
			return closed;
		} catch (error) {
			return new ClosedHours(undefined, reasonOf(error), isDetailed);
		}
	}

	/** Whether new counts can be stored. */
	get keeps(): boolean {
		return this.table !== undefined;
	}

	/** Remembers nothing. */
	static none(why: string): ClosedHours {
		return new ClosedHours(undefined, why, false);
	}

	/** An hour, or window, of this memory in which these workflows are still to be counted. */
	empty(startMs: number, workflowIds: string[]): Hour {
		return new Hour(startMs, this.isDetailed).empty(workflowIds);
	}

	/**
	 * For each execution started by a posted resend, the one it repeats; empty if that cannot be
	 * read, for the reason in `why`.
	 */
	async posted(api: InstanceApi): Promise<Map<string, string>> {
		try {
			return await postedResends(api);
		} catch (error) {
			this.why ||= reasonOf(error);
			return new Map();
		}
	}

	private async load({ after, before }: Period): Promise<void> {
		const [afterMs, endMs] = [Date.parse(after), Date.parse(before) + 1];
		const first = Math.floor(afterMs / hourMs);
		const now = Math.floor(Date.now() / hourMs);
		const open = [now - 1, now].filter((hour) => !ClosedHours.isOver(hour * hourMs, hourMs));
		const cut = [...new Set([...[afterMs, endMs].filter((ms) => ms % hourMs > 0).map((ms) => Math.floor(ms / hourMs)), ...open])];
		let isAhead = false;
		const filter = [from('gte', first), ...cut.map((hour) => from('eq', -hour))];
		for await (const { hour, data } of this.table?.rows(filter.length === 1 ? filter : { any: filter }) ?? []) {
			const at = Number(hour);
			if (cut.includes(-at)) isAhead = this.windows.read(-at, data, ClosedHours.isOver) || isAhead;
			// Rows that cannot be an hour somebody counted.
			if (!Number.isInteger(at) || at < first) continue;
			if (!ClosedHours.isOver(at * hourMs, hourMs)) {
				isAhead = true;
				continue;
			}
			const known = this.hours.get(at) ?? new Hour(at * hourMs, this.isDetailed);
			this.hours.set(at, known);
			known.read(data);
		}
		if (this.isDetailed && this.table?.isNew === false) await this.loadSplit(first);
		if (!isAhead) return;
		// A clock was set back: what now starts belongs to hours that were counted without it.
		const ahead = Math.floor((Date.now() - settlesMs) / hourMs);
		await this.write(async (table) => await table.deleteWhere({ any: [from('gte', ahead), from('lte', -ahead)] }));
	}

	/** The windows of closed hours that no call could read as a whole. */
	private async loadSplit(first: number): Promise<void> {
		const now = Math.floor(Date.now() / hourMs);
		const hours = Array.from({ length: keptWindowHours }, (_, index) => now - index).filter(
			(hour) => hour >= first && !this.hours.has(hour) && !this.windows.has(hour * hourMs) && ClosedHours.isOver(hour * hourMs, hourMs),
		);
		for await (const { hour, data } of this.table?.rows({ any: hours.map((each) => from('eq', -each)) }) ?? []) {
			this.windows.read(-Number(hour), data, ClosedHours.isOver);
		}
	}

	/** Whether only parts of this closed hour are known. */
	isSplit(startMs: number): boolean {
		return this.isDetailed && !this.hours.has(startMs / hourMs) && this.windows.has(startMs);
	}

	/** Keeps as hours what was counted part by part. */
	async join(workflows: TrackedWorkflow[]): Promise<void> {
		const now = Math.floor(Date.now() / hourMs);
		const starts = Array.from({ length: keptWindowHours }, (_, index) => (now - index) * hourMs);
		const joined = starts
			.filter((startMs) => ClosedHours.isOver(startMs, hourMs) && this.isSplit(startMs))
			.flatMap((startMs) => this.windows.hour(startMs, workflows) ?? []);
		for (const hour of joined) this.hours.set(hour.startMs / hourMs, hour);
		await this.keep(joined, []);
	}

	get all(): Hour[] {
		return [...this.hours.values()];
	}

	/** When the first known hour after this moment starts; null if none is known. */
	since(afterMs: number): number | null {
		const starts = this.all.map(({ startMs }) => startMs).filter((startMs) => startMs >= afterMs);
		return starts.length === 0 ? null : Math.min(...starts);
	}

	/** What is known about this hour. */
	at(startMs: number): Hour | undefined {
		return this.hours.get(startMs / hourMs);
	}

	/** The workflows not yet counted in this hour; those created after it have nothing to count. */
	missing(startMs: number, workflows: TrackedWorkflow[]): TrackedWorkflow[] {
		const known = this.hours.get(startMs / hourMs)?.counts;
		const existed = ({ createdAt }: TrackedWorkflow) => createdAt === undefined || Date.parse(createdAt) < startMs + hourMs;
		return workflows.filter((workflow) => !known?.has(workflow.id) && existed(workflow));
	}

	/**
	 * How far these workflows were searched for what n8n gave up before it started, by those who counted the hours before
	 * this moment; undefined where one of them was not.
	 */
	looked(workflowIds: string[], beforeMs: number): Omit<Looked, 'workflowIds'> | undefined {
		const all = this.all.filter(({ startMs }) => startMs + hourMs <= beforeMs).flatMap(({ looked }) => looked);
		const open: Looked['open'] = [];
		let upTo = Infinity;
		for (const workflowId of workflowIds) {
			const own = all.filter((each) => each.workflowIds.has(workflowId));
			if (own.length === 0) return undefined;
			const furthest = own.reduce((one, other) => (other.upTo > one.upTo ? other : one));
			upTo = Math.min(upTo, furthest.upTo);
			open.push(...furthest.open.filter(([, of]) => of === workflowId));
		}
		return { upTo, open };
	}

	/** How many deliveries of these workflows are remembered of a period. */
	counted(workflows: TrackedWorkflow[], { after, before }: Period): number {
		const isWithin = ({ startMs }: Hour) => startMs >= Date.parse(after) && startMs <= Date.parse(before);
		const hours = this.all.filter(isWithin);
		const of = ({ counts }: Hour, { id }: TrackedWorkflow) => (counts.get(id)?.succeeded ?? 0) + (counts.get(id)?.other ?? 0);
		return hours.reduce((sum, hour) => sum + hour.told.size + workflows.reduce((own, workflow) => own + of(hour, workflow), 0), 0);
	}

	/** Whether nothing starts in this time any more. */
	static isOver(startMs: number, lengthMs: number): boolean {
		return startMs + lengthMs + settlesMs <= Date.now();
	}

	/** Keeps what was counted, in hours and in windows of hours, and forgets what is older than any period. */
	async keep(counted: Hour[], windows: Hour[]): Promise<void> {
		const hours = counted.filter(({ late, startMs }) => late.size <= mostLate && this.hasRoom(startMs));
		const now = Math.floor(Date.now() / hourMs);
		const rows = hours.map((hour) => ({ hour: hour.startMs / hourMs, data: hour.write() }));
		const byHour = new Map<number, Hour[]>();
		for (const window of windows.filter((each) => each.late.size === 0 && !this.windows.holds(each))) {
			const hour = Math.floor(window.startMs / hourMs);
			byHour.set(hour, [...(byHour.get(hour) ?? []), window]);
		}
		for (const [hour, own] of byHour) {
			const seen = own.reduce((sum, window) => sum + window.size, 0);
			const isKept = hours.some(({ startMs }) => startMs === hour * hourMs) ? seen > 0 : seen >= this.worth(hour);
			if (isKept && hour > now - keptWindowHours) rows.push({ hour: -hour, data: Windows.write(own) });
		}
		if (rows.length === 0) return;
		await this.write(async (table) => {
			await table.add(rows);
			this.hasKept = true;
			if (hours.length === 0) return;
			await table.deleteWhere([from('lt', now - keptHours), from('gte', 0)]);
			await table.deleteWhere([from('gt', keptWindowHours - now), from('lt', 0)]);
		});
	}

	/** How many executions in windows of an hour that is not kept are worth a row. */
	private worth(hour: number): number {
		if (!this.isDetailed) return worthKeeping;
		// Of a closed hour that no call could read as a whole even that nothing happened; of one that others have counted, nothing.
		if (ClosedHours.isOver(hour * hourMs, hourMs)) return this.hours.has(hour) ? Infinity : 0;
		return worthKeepingWithData;
	}

	/**
	 * Stores the outcome of an execution that ended after its hour was counted. `hour` holds it
	 * alone, or nothing if n8n no longer has it.
	 */
	async settle(hour: Hour, executionId: string): Promise<void> {
		if (!this.hasRoom(hour.startMs)) return;
		await this.write(async (table) => await table.add([{ hour: hour.startMs / hourMs, data: hour.write(executionId) }]));
	}

	private hasRoom(startMs: number): boolean {
		return (this.hours.get(startMs / hourMs)?.rows ?? 0) < mostRows;
	}

	/** After the first refusal nothing more is written; a key that may only read uses what others have counted. */
	private async write(task: (table: Table) => Promise<void>): Promise<void> {
		if (this.table === undefined) return;
		try {
			await task(this.table);
		} catch (error) {
			this.why = reasonOf(error);
			this.table = undefined;
		}
	}
}

/** Why the table failed; rethrows anything else. */
function reasonOf(error: unknown): string {
	const isKnown = error instanceof TablesUnavailable || error instanceof NodeOperationError || error instanceof NodeApiError;
	return isKnown ? error.message : rethrow(error);
}
