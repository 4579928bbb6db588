import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import { Table, TablesUnavailable } from '../../instance/tables';
import type { Condition } from '../../instance/tables';
import type { TrackedWorkflow } from '../../instance/workflows';
import { rethrow } from '../../shared/rethrow';
import { postedResends } from '../resend/resendLedger';
import { Hour, hourMs, keptHours } from './hour';

/** What is remembered of closed hours, in n8n's own data tables: the table's name and columns are saved names. */
export const historyTable = {
	name: 'webhook_history',
	columns: {
		/** Whole hours since 1970 in UTC. */
		hour: 'number',
		/** `Hour.write` */
		data: 'string',
	},
} as const;

/** Clocks of several processes differ a little, and n8n stores an end slightly late. */
const settlesMs = 10 * 60_000;
/** An hour has rows for itself, for workflows added later and for late executions. More would be a bug of ours. */
const mostRows = 80;
/** With more executions still unfinished, the hour is read again next time. */
const mostLate = 50;

const from = (condition: Condition['condition'], hour: number): Condition => ({ columnName: 'hour', condition, value: hour });

/** Closed hours with their counts, in a table; without the table nothing is known and nothing is stored. */
export class ClosedHours {
	private readonly hours = new Map<number, Hour>();

	private constructor(
		private table: Table | undefined,
		/** Why nothing (more) is remembered; '' if it is. */
		public why: string,
	) {}

	/**
	 * What is known from this moment on. A faulty or unreachable table is no reason to stop: n8n's
	 * own history has the same information.
	 */
	static async open(api: InstanceApi, afterMs: number): Promise<ClosedHours> {
		try {
			const closed = new ClosedHours(await Table.open(api, historyTable), '');
			await closed.load(Math.floor(afterMs / hourMs));
			return closed;
		} catch (error) {
			return new ClosedHours(undefined, reasonOf(error));
		}
	}

	/** Whether new counts can be stored. */
	get keeps(): boolean {
		return this.table !== undefined;
	}

	/** Remembers nothing. */
	static none(why: string): ClosedHours {
		return new ClosedHours(undefined, why);
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

	private async load(first: number): Promise<void> {
		for await (const { hour, data } of this.table?.rows([from('gte', first)]) ?? []) {
			const at = Number(hour);
			// Rows that cannot be an hour somebody counted.
			if (!Number.isInteger(at) || at < first || !ClosedHours.isOver(at * hourMs)) continue;
			const known = this.hours.get(at) ?? new Hour(at * hourMs);
			this.hours.set(at, known);
			known.read(data);
		}
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

	/** Whether no execution can start in this hour any more. */
	static isOver(startMs: number): boolean {
		return startMs + hourMs + settlesMs <= Date.now();
	}

	/** Stores counts, and deletes what is older than any period. */
	async keep(counted: Hour[]): Promise<void> {
		const rows = counted
			.filter(({ late, startMs }) => late.size <= mostLate && this.hasRoom(startMs))
			.map((hour) => ({ hour: hour.startMs / hourMs, data: hour.write() }));
		if (rows.length === 0) return;
		await this.write(async (table) => {
			await table.add(rows);
			await table.deleteWhere([from('lt', Math.floor(Date.now() / hourMs) - keptHours)]);
		});
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
