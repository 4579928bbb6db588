import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours } from './closedHours';
import type { Success } from './details';
import { matches } from './filters';
import { isWithin } from './history';
import type { Hour } from './hour';
import type { About, Part, SeenRow } from './parts';
import { isFailure, statusOfRow } from './records';
import type { Repeatable } from './recoveries';
import { Recoveries } from './recoveries';
import type { Sink } from './remembered';
import { readRemembered } from './remembered';
import type { Counted, DeliveriesRead, StatisticsRequest, StatisticsRow } from './statistics';
import { hasWholeHours, readDeliveries, Tallies } from './statistics';

type Request = StatisticsRequest & DeliveriesRead;

/**
 * By account and event too, from the deliveries themselves. Closed hours come from a table; of what
 * it lacks, and for a search of everything, at most so many of the newest executions are read.
 */
export async function statisticsByAccountAndEvent(api: InstanceApi, workflows: TrackedWorkflow[], request: Request): Promise<Counted> {
	const { period, filter, maxExecutions } = request;
	const isKept = filter.search === undefined && hasWholeHours(request);
	const closed = isKept ? await ClosedHours.open(api, period, { isDetailed: true }) : ClosedHours.none('');
	if (!closed.keeps) {
		const tallies = new Tallies(request);
		const read = await readDeliveries(api, workflows, request, (record) => tallies.addRecord(record));
		return { rows: tallies.rows(), ...read, rememberedSince: null, forgetsBecause: closed.why, goesOn: false };
	}
	const events = new Events(workflows, request);
	const { executions, isCut } = await readRemembered(api, workflows, { period, closed, most: maxExecutions }, events);
	const rememberedSince = closed.since(Date.parse(period.after));
	const told = { rememberedSince, forgetsBecause: closed.why, goesOn: closed.hasKept };
	return { rows: events.rows(), executionsRead: executions, isIncomplete: isCut, ...told };
}

/** Counts the deliveries of a period by account and event. */
class Events implements Sink {
	private readonly workflows: ReadonlyMap<string, TrackedWorkflow>;
	private readonly seen: SeenRow[] = [];
	private readonly hours: Array<[hour: Hour, workflowId: string]> = [];

	constructor(
		workflows: TrackedWorkflow[],
		private readonly request: Request,
	) {
		this.workflows = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	}

	row(row: SeenRow): void {
		this.seen.push(row);
	}

	counted(hour: Hour, workflowId: string): void {
		this.hours.push([hour, workflowId]);
	}

	/** Once all is known. */
	rows(): StatisticsRow[] {
		const tallies = new Tallies(this.request);
		/** With the id of the execution: the newest names the account, and its group comes first. */
		const found: Array<[id: number, add: () => void]> = [];
		const { period } = this.request;
		for (const [{ startMs, details }, workflowId] of this.hours) {
			if (startMs > Date.parse(period.before)) continue;
			for (const { about, newest, counts } of details?.groupsOf(workflowId) ?? []) {
				const group = this.groupOf(workflowId, about);
				if (group) found.push([newest, () => tallies.addCounts(startMs, group, counts)]);
			}
		}
		for (const { row, part, isRecovered } of this.recovered()) {
			const group = part.isRepetition || !isWithin(row, period) ? undefined : this.groupOf(row.workflowId, part);
			if (group) found.push([Number(row.id), () => tallies.add(row, group, isRecovered, part.weight)]);
		}
		for (const [, add] of found.sort(([one], [other]) => other - one)) add();
		return tallies.rows();
	}

	/** The deliveries that are recorded individually, and whether a later execution recovered them. */
	private recovered(): Array<{ row: SeenRow; part: Part; isRecovered: boolean }> {
		const recoveries = new Recoveries();
		const keys = this.seen.flatMap(({ parts = [] }) => parts.flatMap(({ key, anyKey }) => [key ?? [], anyKey ?? []].flat()));
		const wanted = new Set(keys);
		const recalled = this.hours.flatMap(([{ details }, workflowId]) => details?.successesOf(workflowId, wanted) ?? []);
		const all = [
			...this.seen.map((row) => ({ id: Number(row.id), see: () => seeRow(recoveries, row) })),
			...recalled.map((success) => ({ id: Number(success.id), see: () => seeSuccess(recoveries, success) })),
		];
		// Newest first, so that a repetition is known before what it repeats.
		return all.sort((one, other) => other.id - one.id).flatMap(({ see }) => see());
	}

	/** Undefined if it is not asked for. */
	private groupOf(workflowId: string, about: About): Parameters<Tallies['add']>[1] | undefined {
		const { vendor, account, accountName, event, isRead } = about;
		const compared = { vendor, account, event, reference: null, deliveryId: null, delivery: isRead ? about : undefined };
		const workflow = this.workflows.get(workflowId);
		if (workflow === undefined || !matches(this.request.filter, compared)) return undefined;
		return { vendor, workflowId, workflowName: workflow.name, account, accountName, event };
	}
}

function seeRow(recoveries: Recoveries, row: SeenRow): Array<{ row: SeenRow; part: Part; isRecovered: boolean }> {
	const { parts = [] } = row;
	const status = statusOfRow(row);
	const outcome = isFailure(status) ? 'failed' : status === 'succeeded' ? 'succeeded' : 'open';
	const repeatables = parts.map(({ key, anyKey, failingNode, only }): Repeatable => {
		return { key: key ?? undefined, anyKey: anyKey ?? undefined, outcome, failingNode, only: only ?? undefined };
	});
	const recoveredBy = recoveries.see(row, repeatables);
	return parts.map((part, index) => ({ row, part, isRecovered: recoveredBy[index] !== null }));
}

function seeSuccess(recoveries: Recoveries, { id, key, only }: Success): [] {
	const execution = { id, status: 'success', retryOf: null, retrySuccessId: null };
	recoveries.see(execution, [{ key, anyKey: undefined, outcome: 'succeeded', failingNode: null, only: only ?? undefined }]);
	return [];
}
