import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { answerTooLarge } from '../../shared/http/answer';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi } from '../../instance/api';
import { cursorAfter, Unanswered } from '../../instance/pages';
import { SharedLists } from './sharedLists';

const id = z.union([z.string(), z.number()]).transform(String);
const optionalId = id.nullish().transform((value) => value ?? null);
const time = z
	.string()
	.nullish()
	.transform((value) => value ?? null);

/** One execution as the public API lists it; `data` and the fields after it only if requested. */
const executionRow = z.object({
	id,
	status: z.string(),
	mode: z.string().catch(''),
	retryOf: optionalId,
	retrySuccessId: optionalId,
	startedAt: time,
	stoppedAt: time,
	workflowId: id,
	data: z.unknown(),
	workflowData: z.unknown(),
	customData: z.record(z.string(), z.unknown()).nullish().catch(undefined),
	dataTooLargeToDisplay: z.boolean().nullish().catch(undefined),
});

/** An execution as n8n's API lists it. */
export type ExecutionRow = z.infer<typeof executionRow>;

/** n8n's execution statuses that this node reads, as the API's filter takes them. */
export type ApiStatus = 'error' | 'success' | 'running' | 'waiting' | 'crashed' | 'canceled' | 'new';

/** Which executions are read. */
export interface Reading {
	/** If empty, nothing is read. */
	workflowIds: string[];
	/** ISO 8601; undefined for the whole history. */
	after?: string;
	before?: string;
	/** Undefined for all. */
	statuses?: ApiStatus[];
	withData: boolean;
	/**
	 * `listed`: what n8n lists by its start. `neverStarted`: what it gave up before that. `settled`:
	 * both. Undefined for unfinished ones too.
	 */
	only?: 'listed' | 'neverStarted' | 'settled';
	/** Of what n8n gave up before it started: only what was stored after this one. */
	givenUpAbove?: number;
	/** Where that is looked up, for several readings in a row; undefined for this one alone. */
	lists?: StatusLists;
	/** Rows per request, if only the newest few are wanted. */
	pageSize?: number;
}

type Shared = Reading & { lists: StatusLists };

/** The API refuses more. Rows without data are about 300 bytes each. */
const listPageSize = 250;

/** Rows with data take kilobytes each, and one page per stream is in memory at once. */
const dataPageSize = 100;
const smallestDataPage = 25;

/** Running and queued executions: the list without a status omits them, or they have no start yet. */
const inFlight: ApiStatus[] = ['running', 'new'];

/** What n8n gave up before it started has no start time, so every list by time omits it. */
const withoutStart: ApiStatus[] = ['crashed', 'canceled', 'error'];

/** How long before a period an execution may have been stored that n8n gave up in it. */
const longestWaitMs = 24 * 3_600_000;

/** Up to this many workflows are listed one by one; for more, all executions are listed together. */
const fewStreams = 5;

/**
 * The executions of these workflows, newest first, read page by page as they are consumed: only one
 * page per stream is in memory, however long the history.
 */
export async function* executions(api: InstanceApi, reading: Reading): AsyncGenerator<ExecutionRow, void> {
	const { workflowIds, statuses, only } = reading;
	if (workflowIds.length === 0) return;
	const settled = statuses?.filter((status) => !inFlight.includes(status)) ?? [undefined];
	const moving = statuses?.filter((status) => inFlight.includes(status)) ?? inFlight;
	const isLimited = reading.after !== undefined || reading.before !== undefined;
	const unstarted = isLimited ? withoutStart.filter((status) => statuses?.includes(status) ?? true) : [];
	const isFew = workflowIds.length * settled.length <= fewStreams;
	const perWorkflow = isFew ? workflowIds.length * settled.length : 1;
	const limit =
		reading.pageSize ?? (reading.withData ? Math.max(smallestDataPage, Math.floor(dataPageSize / Math.max(perWorkflow, 1))) : listPageSize);
	const lists = reading.lists ?? statusLists(api);
	const list = isFew ? byWorkflow : together;
	// One request for all workflows, as there are never many. Made first, so that executions that
	// end meanwhile show up among the finished ones.
	const first = newestFirst((only === undefined ? moving : []).map((status) => unfinished(api, { ...reading, lists }, limit, status)));
	const head = await first.next();
	yield* newestFirst([
		begun(head, first),
		...(only === 'neverStarted' ? [] : settled).map((status) => list(api, reading, limit, { status, ...period(reading) })),
		...(only === 'listed' ? [] : unstarted).map((status) => neverStarted(api, { ...reading, lists }, status)),
	]);
}

interface ListFilter {
	workflowId?: string;
	status?: ApiStatus;
	startedAfter?: string;
	startedBefore?: string;
}

/** One list per workflow, so that executions of other workflows cost nothing. `cursor`: where all of them start. */
const byWorkflow = (
	api: InstanceApi,
	reading: Reading,
	limit: number,
	{ cursor, ...filter }: ListFilter & { cursor?: string },
): AsyncGenerator<ExecutionRow, void> =>
	newestFirst(reading.workflowIds.map((workflowId) => rowsOf(reading, pages(api, reading, limit, { ...filter, workflowId, cursor }))));

/**
 * One list of all workflows, so that the number of calls depends on the executions, not the
 * workflows. If other workflows run much more often, it is abandoned once it has wasted as many
 * calls as one list per workflow would cost.
 */
async function* together(api: InstanceApi, reading: Reading, limit: number, filter: ListFilter): AsyncGenerator<ExecutionRow, void> {
	let inVain = 0;
	let last: string | undefined;
	for await (const page of pages(api, reading, limit, filter)) {
		const wanted = wantedIn(reading, page);
		yield* wanted;
		last = page.at(-1)?.id;
		inVain += page.length === 0 ? 0 : 1 - wanted.length / page.length;
		if (last === undefined || inVain <= reading.workflowIds.length) continue;
		const size = reading.withData ? smallestDataPage : limit;
		return yield* byWorkflow(api, reading, size, { ...filter, cursor: cursorAfter(last, size) });
	}
}

/** How n8n lists an execution above its own size limit. */
const withoutData = { query: { includeData: false }, mark: { dataTooLargeToDisplay: true } };

/**
 * A row marked `isPassed` only says how far a list was read: it lets the merge continue without
 * waiting for a list that has nothing, and lets the consumer stop that list too.
 */
type Streamed = ExecutionRow & { isPassed?: true };

/** The executions of this status, which mostly are none. */
async function* unfinished(api: InstanceApi, reading: Shared, limit: number, status: ApiStatus): AsyncGenerator<ExecutionRow, void> {
	for await (const row of reading.lists.rows(status)) {
		if (wantedIn(reading, [row]).length === 0) continue;
		if (reading.withData) return yield* stream(api, reading, limit, { status });
		yield row;
	}
}

/** The executions of this status without a start time, found without their data: they are few among many. */
async function* neverStarted(api: InstanceApi, reading: Shared, status: ApiStatus): AsyncGenerator<Streamed, void> {
	const { after, withData, givenUpAbove = 0, lists } = reading;
	const wanted = new Set(reading.workflowIds);
	const oldest = after === undefined ? -Infinity : Date.parse(after) - longestWaitMs;
	for await (const row of lists.rows(status)) {
		if (!wanted.has(row.workflowId)) continue;
		if (Number(row.id) <= givenUpAbove) return;
		// Newer ones were stored later.
		if (row.startedAt !== null && Date.parse(row.startedAt) < oldest) return;
		if (row.startedAt !== null || !isWithin(row, reading)) {
			yield { ...row, isPassed: true };
			continue;
		}
		const whole = withData ? await wholeOrLean(api, row) : row;
		if (whole) yield whole;
	}
}

async function wholeOrLean(api: InstanceApi, row: ExecutionRow): Promise<ExecutionRow | undefined> {
	try {
		return await executionById(api, row.id);
	} catch (error) {
		if (!(error instanceof Unanswered && error.reason === answerTooLarge)) return rethrow(error);
		return { ...row, ...withoutData.mark };
	}
}

const period = ({ after, before }: Reading) => ({
	...(after === undefined ? {} : { startedAfter: after }),
	...(before === undefined ? {} : { startedBefore: before }),
});

const stream = (api: InstanceApi, reading: Reading, limit: number, filter: ListFilter) =>
	rowsOf(reading, pages(api, reading, limit, filter));

async function* rowsOf(reading: Reading, all: AsyncGenerator<ExecutionRow[], void>): AsyncGenerator<ExecutionRow, void> {
	for await (const page of all) yield* wantedIn(reading, page);
}

const wantedIn = (reading: Reading, page: ExecutionRow[]): ExecutionRow[] => {
	const wanted = new Set(reading.workflowIds);
	return page.filter((row) => wanted.has(row.workflowId) && isWithin(row, reading));
};

async function* pages(
	api: InstanceApi,
	reading: Reading,
	limit: number,
	{ cursor, ...filter }: ListFilter & { cursor?: string },
): AsyncGenerator<ExecutionRow[], void> {
	const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
	const request = {
		path: '/executions',
		query: { ...given, includeData: reading.withData },
		limit,
		cursor,
		lean: reading.withData ? withoutData : undefined,
		scope: 'execution:list',
	};
	for await (const page of api.pages(request)) yield page.flatMap((json) => executionRow.safeParse(json).data ?? []);
}

/** When it started (ISO 8601), or when n8n gave it up before that; null if it is still queued. */
export const timeOf = ({ startedAt, stoppedAt }: ExecutionRow): string | null => startedAt ?? stoppedAt;

/** A queued execution counts as starting now. */
export function isWithin(row: ExecutionRow, { after, before }: Pick<Reading, 'after' | 'before'>): boolean {
	const time = timeOf(row);
	if (time === null) return before === undefined || Date.parse(before) > Date.now() - 60_000;
	const at = Date.parse(time);
	return (after === undefined || at >= Date.parse(after)) && (before === undefined || at <= Date.parse(before));
}

/** A stream whose first row was taken already. */
export async function* begun<Row>({ value, done }: IteratorResult<Row, void>, rest: AsyncGenerator<Row, void>): AsyncGenerator<Row, void> {
	if (done) return;
	yield value;
	yield* rest;
}

/** Merges streams by descending id; an execution in two of them comes once, in the version of the later stream. */
async function* newestFirst(streams: Array<AsyncGenerator<Streamed, void>>): AsyncGenerator<ExecutionRow, void> {
	const heads: Array<{ row: Streamed; rest: AsyncGenerator<Streamed, void> }> = [];
	const advance = async (rest: AsyncGenerator<Streamed, void>) => {
		const { value } = await rest.next();
		if (value) heads.push({ row: value, rest });
	};
	const firsts = await Promise.all(streams.map(async (rest) => ({ rest, row: (await rest.next()).value })));
	heads.push(...firsts.flatMap(({ row, rest }) => (row ? [{ row, rest }] : [])));
	let last: string | undefined;
	while (heads.length > 0) {
		let newest = 0;
		for (let index = 1; index < heads.length; index++) {
			if (Number(heads[index].row.id) >= Number(heads[newest].row.id)) newest = index;
		}
		const [{ row, rest }] = heads.splice(newest, 1);
		if (!row.isPassed) {
			if (row.id !== last) yield row;
			last = row.id;
		}
		await advance(rest);
	}
}

/** What n8n lists by status alone, without data: without an index for it n8n goes through its whole history for each page. */
export const statusLists = (api: InstanceApi): StatusLists =>
	new SharedLists((status) => pages(api, { workflowIds: [], withData: false }, listPageSize, { status }));

export type StatusLists = SharedLists<ApiStatus, ExecutionRow>;

/** One execution with its data, however large. Undefined if n8n no longer has it or the key cannot access it. */
export const executionById = async (api: InstanceApi, executionId: string): Promise<ExecutionRow | undefined> =>
	await oneExecution(api, executionId, { includeData: true, ignoreDataSizeLimit: true });

/** The same, with its data only where that is wanted and not too large. */
export async function executionLike(
	api: InstanceApi,
	executionId: string,
	{ withData }: Pick<Reading, 'withData'>,
): Promise<ExecutionRow | undefined> {
	const row = await oneExecution(api, executionId, { includeData: false });
	return row !== undefined && withData ? await wholeOrLean(api, row) : row;
}

async function oneExecution(api: InstanceApi, executionId: string, query: IDataObject): Promise<ExecutionRow | undefined> {
	const path = `/executions/${encodeURIComponent(executionId)}`;
	const found = await api.find({ path, query, scope: 'execution:read' });
	if (found === undefined) return undefined;
	const row = executionRow.safeParse(found);
	if (!row.success) throw api.notN8n();
	return row.data;
}
