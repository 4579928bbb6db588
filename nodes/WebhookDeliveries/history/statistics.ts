import { DateTime } from 'luxon';

import type { InstanceApi } from '../../instance/api';
import type { Filter } from './filters';
import { matches } from './filters';
import { ClosedHours } from './closedHours';
import type { ExecutionRow, StatusLists } from './history';
import { isWithin, timeOf } from './history';
import type { Counts } from './counts';
import { addTo, roundedMs } from './counts';
import type { Period } from './period';
import type { DeliveryRecord, Status } from './records';
import { durationMs, isFailure, records, statusOfRow } from './records';
import { Recoveries } from './recoveries';
import { readRemembered } from './remembered';
import type { TrackedWorkflow } from '../../instance/workflows';

interface Group {
	/** Start of the hour or day (ISO 8601 with zone); null for the whole period. */
	from: string | null;
	vendor: string | null;
	workflowId: string;
	workflowName: string;
	/** Only in the breakdown by account and event. */
	account?: string | null;
	accountName?: string | null;
	event?: string | null;
}

/** The figures of one group. Repetitions (retries, resends) are not received deliveries: they recover failures. */
export interface Figures {
	received: number;
	succeeded: number;
	/** How many of them a repetition recovered later. */
	failed: number;
	recovered: number;
	/** Running or waiting. */
	pending: number;
	/** failed / (succeeded + failed), 0 to 1; null if nothing has ended. */
	failureRate: number | null;
	p50Ms: number | null;
	p95Ms: number | null;
}

/** One item of the operation Statistics → Get. */
export type StatisticsRow = Group & Figures;

/** How finely a period is divided. */
export type Interval = 'hour' | 'day' | 'period';

/** What is asked for, whatever the breakdown. */
export interface StatisticsRequest {
	period: Period;
	interval: Interval;
	zone: string;
}

/** Counts deliveries of one group. */
class Tally {
	private received = 0;
	private succeeded = 0;
	private failed = 0;
	private recovered = 0;
	private pending = 0;
	private readonly durations = new Map<number, number>();

	add(status: Status, isRecovered: boolean, duration: number | null, weight: number): void {
		this.received += weight;
		if (status === 'succeeded') this.succeeded += weight;
		else if (isFailure(status)) this.failed += weight;
		else this.pending += weight;
		if (isRecovered) this.recovered += weight;
		// A crashed execution ends when n8n starts again, which says nothing about its duration.
		if (duration !== null && (status === 'succeeded' || status === 'failed')) addTo(this.durations, roundedMs(duration), 1);
	}

	addCounts({ succeeded, other, durations }: Counts): void {
		this.received += succeeded + other;
		this.succeeded += succeeded;
		this.pending += other;
		for (const [ms, count] of durations) addTo(this.durations, ms, count);
	}

	figures(): Figures {
		const { received, succeeded, failed, recovered, pending } = this;
		const sorted = [...this.durations].sort(([a], [b]) => a - b);
		const ended = succeeded + failed;
		return {
			received,
			succeeded,
			failed,
			recovered,
			pending,
			failureRate: ended === 0 ? null : failed / ended,
			p50Ms: percentile(sorted, 0.5),
			p95Ms: percentile(sorted, 0.95),
		};
	}
}

/** Nearest rank: the smallest duration that at least this share of all does not exceed. */
function percentile(sorted: Array<[ms: number, count: number]>, share: number): number | null {
	let left = Math.ceil(share * sorted.reduce((sum, [, count]) => sum + count, 0));
	return sorted.find(([, count]) => (left -= count) <= 0)?.[0] ?? null;
}

const quarterMs = 15 * 60_000;

/** Tallies by group, in the order of their first delivery. */
export class Tallies {
	private readonly groups = new Map<string, { group: Group; tally: Tally }>();
	/** Buckets by the quarter of an hour: no zone changes within one, and to ask luxon for each row took a sixth of all time. */
	private readonly buckets = new Map<number, string | null>();

	constructor(private readonly request: Pick<StatisticsRequest, 'interval' | 'zone'>) {}

	add(row: ExecutionRow, group: Omit<Group, 'from'>, isRecovered: boolean, weight = 1): void {
		this.of(timeOf(row), group).add(statusOfRow(row), isRecovered, durationMs(row), weight);
	}

	/** The counts of an hour, which starts at this moment. */
	addCounts(startMs: number, group: Omit<Group, 'from'>, counts: Counts): void {
		if (counts.succeeded + counts.other > 0) this.of(new Date(startMs).toISOString(), group).addCounts(counts);
	}

	private of(time: string | null, group: Omit<Group, 'from'>): Tally {
		const from = this.bucket(time);
		const key = JSON.stringify([from, group.vendor, group.workflowId, group.account, group.event]);
		let entry = this.groups.get(key);
		if (!entry) this.groups.set(key, (entry = { group: { from, ...group }, tally: new Tally() }));
		entry.group.accountName ??= group.accountName;
		return entry.tally;
	}

	addRecord(record: DeliveryRecord): void {
		const { row, workflow, vendor, account, accountName, event, recoveredBy, weight } = record;
		const group = {
			vendor,
			workflowId: workflow.id,
			workflowName: workflow.name,
			account,
			accountName,
			event,
		};
		this.add(row, group, recoveredBy !== null, weight);
	}

	/** Oldest first. */
	rows(): StatisticsRow[] {
		return [...this.groups.values()]
			.map(({ group, tally }) => ({ ...group, ...tally.figures() }))
			.sort((a, b) => (a.from ?? '').localeCompare(b.from ?? '') || a.workflowName.localeCompare(b.workflowName));
	}

	private bucket(time: string | null): string | null {
		const { interval, zone } = this.request;
		if (interval === 'period') return null;
		const quarter = Math.floor((time === null ? Date.now() : Date.parse(time)) / quarterMs);
		let bucket = this.buckets.get(quarter);
		if (bucket === undefined) {
			bucket = DateTime.fromMillis(quarter * quarterMs, { zone })
				.startOf(interval)
				.toISO({ suppressMilliseconds: true });
			this.buckets.set(quarter, bucket);
		}
		return bucket;
	}
}

/** The answer. */
export interface Counted {
	rows: StatisticsRow[];
	executionsRead: number;
	/** The limit was reached before the start of the period: older deliveries are not counted. */
	isIncomplete: boolean;
	/** The first remembered hour of the period (Unix milliseconds); null if none is. */
	rememberedSince: number | null;
	/** Why nothing is remembered; '' if it is. */
	forgetsBecause: string;
	/** The next call reads further. */
	goesOn: boolean;
}

/** With several triggers, or other ways to start: only the data says what an execution is. */
export const isPlain = (workflow: TrackedWorkflow) =>
	!workflow.hasOtherStarts && new Set(workflow.triggers.map(({ type }) => type.vendor)).size === 1;

/**
 * By workflow, vendor and time, from the list without data: one execution counts as one delivery,
 * even if it is grouped or a duplicate that only n8n's database recognized; a delivery posted by
 * the operation Send counts as received. A workflow with several ways to start is read with its
 * data. Closed hours come from a table.
 */
export async function statisticsByWorkflow(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	request: StatisticsRequest & { closed?: ClosedHours; lists?: StatusLists },
): Promise<Counted> {
	const tallies = new Tallies(request);
	const plain = new Map(workflows.filter(isPlain).map((workflow) => [workflow.id, workflow]));
	const groupOf = ({ id, name, triggers }: TrackedWorkflow) => ({
		vendor: triggers[0].type.vendor,
		workflowId: id,
		workflowName: name,
	});
	/** Failures and repetitions: only once all are known is it known what was recovered. */
	const linked: ExecutionRow[] = [];
	const take = (row: ExecutionRow, isRecovered: boolean) => {
		const workflow = plain.get(row.workflowId);
		if (workflow && row.mode === 'webhook' && isWithin(row, { before: request.period.before }))
			tallies.add(row, groupOf(workflow), isRecovered);
	};
	const { after } = request.period;
	const isNeeded = plain.size > 0 && hasWholeHours(request);
	const closed = isNeeded ? (request.closed ?? (await ClosedHours.open(api, request.period))) : ClosedHours.none('');
	const { executions: executionsRead } = await readRemembered(
		api,
		[...plain.values()],
		{ period: request.period, closed, lists: request.lists },
		{
			row(row) {
				if (row.retryOf !== null || isFailure(statusOfRow(row))) linked.push(row);
				else take(row, false);
			},
			counted({ startMs, counts }, workflowId) {
				const [workflow, of] = [plain.get(workflowId), counts.get(workflowId)];
				if (workflow && of && startMs <= Date.parse(request.period.before)) tallies.addCounts(startMs, groupOf(workflow), of);
			},
		},
	);
	const recoveries = new Recoveries();
	// Newest first, so that a retry of a retry is known before what it repeats.
	for (const row of linked.sort((a, b) => Number(b.id) - Number(a.id))) {
		const madeGoodBy = recoveries.seeRow(row);
		take(row, isFailure(statusOfRow(row)) && madeGoodBy !== null);
	}
	const mixed = workflows.filter((workflow) => !isPlain(workflow));
	for await (const record of records({ api, workflows: mixed }, request.period)) {
		if (record.isRepetition) continue;
		const { row, workflow, vendor, recoveredBy, weight } = record;
		tallies.add(row, { vendor, workflowId: workflow.id, workflowName: workflow.name }, recoveredBy !== null, weight);
	}
	const rememberedSince = closed.since(Date.parse(after));
	return { rows: tallies.rows(), executionsRead, isIncomplete: false, rememberedSince, forgetsBecause: closed.why, goesOn: false };
}

/** Whether the zone's hours match those of UTC: if they start at half past, remembered counts do not fit. */
export const hasWholeHours = ({ interval, zone, period }: StatisticsRequest): boolean =>
	interval === 'period' || [period.after, period.before].every((at) => DateTime.fromISO(at, { zone }).offset % 60 === 0);

/** Which deliveries are wanted, from how many executions at most. */
export interface DeliveriesRead {
	period: Period;
	filter: Filter;
	maxExecutions: number;
}

/** Reads deliveries until this many executions are done; the callback sees each original delivery once. */
export async function readDeliveries(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, filter, maxExecutions }: DeliveriesRead,
	see: (record: DeliveryRecord) => void,
): Promise<Pick<Counted, 'executionsRead' | 'isIncomplete'>> {
	let executionsRead = 0;
	let lastId: string | undefined;
	for await (const record of records({ api, workflows, recoveryDepth: maxExecutions }, period)) {
		if (record.row.id !== lastId) {
			if (executionsRead === maxExecutions) return { executionsRead, isIncomplete: true };
			executionsRead++;
			lastId = record.row.id;
		}
		if (record.isRepetition || !matches(filter, record)) continue;
		see(record);
	}
	return { executionsRead, isIncomplete: false };
}

/** All rows combined. Percentiles of groups cannot be added, so they are left out. */
export function totalOf(rows: Figures[]): Omit<Figures, 'p50Ms' | 'p95Ms'> {
	const sum = (of: (row: Figures) => number) => rows.reduce((total, row) => total + of(row), 0);
	const succeeded = sum((row) => row.succeeded);
	const failed = sum((row) => row.failed);
	return {
		received: sum((row) => row.received),
		succeeded,
		failed,
		recovered: sum((row) => row.recovered),
		pending: sum((row) => row.pending),
		failureRate: succeeded + failed === 0 ? null : failed / (succeeded + failed),
	};
}
