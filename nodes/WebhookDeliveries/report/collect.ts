import { DateTime } from 'luxon';

import type { InstanceApi } from '../../instance/api';
import { ClosedHours } from '../history/closedHours';
import type { Filter } from '../history/filters';
import { matches, workflowsFor } from '../history/filters';
import type { StatusLists } from '../history/history';
import { statusLists } from '../history/history';
import type { Period } from '../history/period';
import { chosenAccounts } from '../history/heard';
import type { DeliveryRecord, Status } from '../history/records';
import { isFailure, records } from '../history/records';
import type { Figures, StatisticsRow } from '../history/statistics';
import { readDeliveries, statisticsByWorkflow, Tallies, totalOf } from '../history/statistics';
import type { TrackedWorkflow } from '../../instance/workflows';
import type { Bar } from './chart';
import type { Line } from './line';
import { Lines } from './line';
import { linesNeeded, newestLines } from './listed';
import type { PageQuery } from './query';
import { historyStart, seemsPruned } from './retention';
import { pageZone } from './texts';
import { warningsOf } from './warnings';

/** Everything the page shows about the deliveries of its period. */
export interface Collected {
	totals: Omit<Figures, 'p50Ms' | 'p95Ms'>;
	bars: Bar[];
	/** Whether the bars are days rather than hours. */
	byDay: boolean;
	/** Failures that nothing has made good, newest first; of a period that is not read whole the newest ones. */
	failures: Line[];
	/** How many there are. */
	unsolved: number;
	/** The period is not read whole: there may be more lines than `failures` and `lines` hold. */
	hasMore: boolean;
	/** Lines of the chosen tab and search, newest first, across all pages. */
	lines: Line[];
	/** In full sentences. */
	warnings: string[];
	historySince: string | null;
	/** The published triggers. */
	triggersInUse: Array<{ vendor: string; webhookId: string; label: string }>;
}

interface CollectRequest {
	period: Period;
	filter: Filter;
	query: PageQuery;
	/** Reads the data of at most this many of the newest executions. */
	maxExecutions: number;
}

/** A search reads further than the totals need, but not endlessly. */
const maxSearched = 10_000;

/** Lines kept for the pages of one table. */
const maxLines = 5_000;

const hoursShown = 72;

const failed: Status[] = ['failed', 'crashed', 'stalled', 'canceled'];

/**
 * Reads all that the page shows. One pass with data; if the period holds more than that, the totals come from the list,
 * and what is listed is asked for as far as it is shown: failures by status. What is remembered tells so beforehand.
 */
export async function collect(api: InstanceApi, request: CollectRequest): Promise<Collected> {
	const { period, filter, query, maxExecutions } = request;
	const workflows = await workflowsFor(api, filter);
	const toLine = new Lines(api, filter.accounts);
	const length = Date.parse(period.before) - Date.parse(period.after);
	const byDay = length > hoursShown * 3_600_000;
	const statistics = { period, interval: byDay ? ('day' as const) : ('hour' as const), zone: pageZone };

	const isRestricted = filter.accounts.length > 0 || filter.events.length > 0;
	const closed = isRestricted ? ClosedHours.none('') : await ClosedHours.open(api, period);
	const isLong = closed.counted(workflows, period) > maxExecutions;
	const lists = statusLists(api);
	const count = async () => await statisticsByWorkflow(api, workflows, { ...statistics, closed, lists });
	// At once: n8n, which has no index for most of it, searches its database in several threads.
	const [read, start, remembered] = await Promise.all([
		readLines(api, workflows, { ...request, lists, isLong, tallies: new Tallies(statistics), isRestricted }, toLine),
		historyStart(api),
		isLong ? count() : undefined,
	]);
	const { tallies, useList, failures, shownIds } = read;
	const isCut = start !== null && start > Date.parse(period.after) && seemsPruned(start, workflows);
	const counted = remembered ?? (useList || (isCut && !isRestricted) ? await count() : undefined);
	const rows = counted?.rows ?? tallies.rows();

	const totals = totalOf(rows);
	const inTab = query.tab === 'errors' ? failures : read.all;
	const { search } = query;
	const lines =
		search === undefined
			? inTab
			: read.isIncomplete
				? await searchAll(api, toLine, workflows, request)
				: inTab.filter((line) => isFound(line, search));
	return {
		totals,
		bars: toBars(rows, period, byDay),
		byDay,
		failures,
		unsolved: useList ? Math.max(totals.failed - totals.recovered, failures.length) : failures.length,
		hasMore: useList && search === undefined,
		lines,
		warnings: warningsOf({
			...read,
			workflows,
			named:
				filter.accounts.length === 0 ? workflows : workflows.filter((each) => shownIds.has(each.id) || isWholly(filter.accounts, each)),
			isCut,
			rememberedSince: counted?.rememberedSince != null && counted.rememberedSince < (start ?? 0) ? counted.rememberedSince : null,
			forgetsBecause: counted?.forgetsBecause ?? '',
			maxExecutions,
		}),
		triggersInUse: workflows.filter(({ published }) => published).flatMap(triggersOf),
		historySince: start === null ? null : new Date(start).toISOString(),
	};
}

interface LinesRead {
	lists: StatusLists;
	/** What is remembered tells that the period is not read whole. */
	isLong: boolean;
	tallies: Tallies;
	isRestricted: boolean;
}

/** The lines of the period; where it is too long to be read whole, as many as are shown. */
async function readLines(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, filter, query, maxExecutions, lists, isLong, tallies, isRestricted }: CollectRequest & LinesRead,
	toLine: Lines,
) {
	const all: Line[] = [];
	const shownIds = new Set<string>();
	const unreadable = new Map<string, number>();
	const see = (record: DeliveryRecord) => {
		if (record.note !== null) unreadable.set(record.row.id, record.weight);
		shownIds.add(record.workflow.id);
		return toLine.of(record);
	};
	const { isIncomplete } = isLong
		? { isIncomplete: true }
		: await readDeliveries(api, workflows, { period, filter, maxExecutions }, (record) => {
				tallies.addRecord(record);
				const line = see(record);
				if (all.length < maxLines) all.push(line);
			});
	const useList = isIncomplete && !isRestricted;
	const wanted = { period, limit: linesNeeded(query), maxExecutions, lists };
	const unsolvedOnly = (record: DeliveryRecord) => [see(record)].find(({ status }) => isUnsolved(status));
	const [newest, unsolved] = await Promise.all([
		isLong && query.tab === 'all' ? newestLines(api, workflows, wanted, see) : [],
		useList ? newestLines(api, workflows, { ...wanted, statuses: failed }, unsolvedOnly) : undefined,
	]);
	for (const line of newest) all.push(line);
	const failures = unsolved ?? all.filter(({ status }) => isUnsolved(status));
	const unreadableCount = [...unreadable.values()].reduce((sum, weight) => sum + weight, 0);
	return { tallies, all, failures, shownIds, isIncomplete, useList, unreadable: unreadableCount };
}

const triggersOf = ({ name: workflowName, triggers }: TrackedWorkflow): Collected['triggersInUse'] =>
	triggers.map(({ name, type, webhookId = '' }) => ({
		vendor: type.vendor,
		webhookId,
		label: `${type.displayName}: ${name} (${workflowName})`,
	}));

/** Whether the settings of a workflow's triggers accept only these accounts. */
const isWholly = (accounts: string[], { triggers }: TrackedWorkflow) =>
	triggers.every((trigger) => {
		const chosen = chosenAccounts(trigger);
		return chosen.length > 0 && chosen.every((account) => accounts.includes(account));
	});

/** Whether it failed and nothing has recovered it. */
export const isUnsolved = (status: Line['status']) => status !== 'recovered' && isFailure(status);

const isFound = ({ reference, deliveryId }: Line, search: string) =>
	[reference, deliveryId].some((value) => value?.toLowerCase().includes(search.toLowerCase()));

async function searchAll(
	api: InstanceApi,
	toLine: Lines,
	workflows: TrackedWorkflow[],
	{ period, filter, query }: CollectRequest,
): Promise<Line[]> {
	const lines: Line[] = [];
	let seen = 0;
	for await (const record of records({ api, workflows }, period)) {
		if (++seen > maxSearched) break;
		if (record.isRepetition || !matches({ ...filter, search: query.search }, record)) continue;
		const line = toLine.of(record);
		if (query.tab === 'all' || isUnsolved(line.status)) lines.push(line);
	}
	return lines;
}

/** Every hour or day of the period, including those without deliveries. */
function toBars(rows: StatisticsRow[], { after, before }: Period, byDay: boolean): Bar[] {
	const unit = byDay ? 'day' : 'hour';
	const counts = new Map<number, { received: number; failed: number }>();
	for (const { from, received, failed } of rows) {
		const at = from === null ? 0 : DateTime.fromISO(from).toMillis();
		const sum = counts.get(at) ?? { received: 0, failed: 0 };
		counts.set(at, { received: sum.received + received, failed: sum.failed + failed });
	}
	const bars: Bar[] = [];
	const end = DateTime.fromISO(before).toMillis();
	let from = DateTime.fromISO(after).setZone(pageZone).startOf(unit);
	while (from.toMillis() <= end) {
		bars.push({ from, ...(counts.get(from.toMillis()) ?? { received: 0, failed: 0 }) });
		from = from.plus(byDay ? { days: 1 } : { hours: 1 });
	}
	return bars;
}
