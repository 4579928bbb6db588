import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours } from './closedHours';
import { hourMs } from './counts';
import type { Gap } from './gaps';
import { knownOf } from './gaps';
import type { ExecutionRow, StatusLists } from './history';
import { executionLike, executions, timeOf } from './history';
import type { Hour } from './hour';
import type { SeenRow } from './parts';
import { withParts } from './parts';
import type { Period } from './period';
import type { Known, Listed } from './readGaps';
import { beginOf, readGaps } from './readGaps';
import { isFailure, isMoving, toStatus } from './records';

/** Receives what the history of a period holds. */
export interface Sink {
	/** An execution, in any order. */
	row(row: SeenRow): void;
	/** What else an hour, also one after the period, holds of a workflow: deliveries that ended without failing. */
	counted(hour: Hour, workflowId: string): void;
}

/**
 * The executions of these workflows from the start of the period until now, without their data: the
 * recovery of a failure may be newer than the period. Closed hours come from memory, others from
 * n8n: once `most` executions were listed, no further hours are started. Where the memory is
 * detailed, they are read with their data, and never more than `most` of the period, and as many
 * newer ones.
 */
export async function readRemembered(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, closed, most = Infinity, lists }: { period: Period; closed: ClosedHours; most?: number; lists?: StatusLists },
	sink: Sink,
): Promise<Listed> {
	if (workflows.length === 0) return { executions: 0, isCut: false };
	const [afterMs, beforeMs] = [Date.parse(period.after), Date.parse(period.before)];
	const workflowIds = workflows.map(({ id }) => id);
	const reading = { workflowIds, after: new Date(Math.floor(afterMs / hourMs) * hourMs).toISOString(), withData: closed.isDetailed, lists };
	// n8n links a retry to what it repeats; posted resends are linked here, and remembered so.
	const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	const repeats = closed.isDetailed ? new Map<string, string>() : await closed.posted(api);
	const link: Known['link'] = (row) => {
		// What such a resend holds says so itself.
		if (closed.isDetailed) return withParts(row, byId.get(row.workflowId));
		const original = row.mode === 'webhook' ? repeats.get(row.id) : undefined;
		return original === undefined ? row : { ...row, mode: 'retry', retryOf: original };
	};
	// The first hour is read whole so that it can be stored; what precedes the period is not passed
	// on.
	const pass = (row: SeenRow) => {
		const at = timeOf(row);
		if (at === null || Date.parse(at) >= afterMs) sink.row(row);
	};
	const linked = async (rows: AsyncGenerator<ExecutionRow, void>) => {
		const found = new Map<string, SeenRow>();
		for await (const row of rows) found.set(row.id, link(row));
		return found;
	};
	const moving = await linked(executions(api, { ...reading, statuses: ['running', 'new'] }));
	await closed.join(workflows);
	const { whole, gaps } = knownOf(closed, workflows, period);
	const late = whole.flatMap((hour) => [...hour.late].map(([id, workflowId]) => ({ id, workflowId, hour })));
	const unknown = late.filter(({ id, workflowId }) => workflowIds.includes(workflowId) && !moving.has(id));
	if (unknown.length > 0) {
		for (const [id, row] of await linked(executions(api, { ...reading, statuses: ['waiting'] }))) moving.set(id, row);
	}

	const oldestMs = Math.min(...gaps.filter(({ part }) => part === undefined).map(({ fromMs }) => fromMs));
	const neverStarted = (await givenUpSince(api, workflowIds, { oldestMs, closed, moving, lists })).map(link);

	const wanted = new Set(workflowIds);
	for (const hour of whole) {
		for (const workflowId of hour.counts.keys()) if (wanted.has(workflowId)) sink.counted(hour, workflowId);
		for (const row of hour.told.values()) if (wanted.has(row.workflowId)) sink.row(row);
	}
	for (const each of unknown.filter(({ id }) => !moving.has(id))) await settle(api, closed, { ...each, link }, sink);
	const isLater = ({ fromMs }: Gap) => closed.isDetailed && fromMs > beforeMs;
	const read = { closed, moving, neverStarted, link, most };
	const later = await readGaps(api, gaps.filter(isLater), read, pass);
	const within = gaps.filter((gap) => !isLater(gap));
	const listed = await readGaps(api, within, read, pass);
	for (const row of moving.values()) pass(row);
	return { executions: later.executions + listed.executions, isCut: later.isCut || listed.isCut };
}

/** What n8n gave up before it started, since this moment: what was not looked through yet, and what was still open then. */
async function givenUpSince(
	api: InstanceApi,
	workflowIds: string[],
	{ oldestMs, closed, moving, lists }: Pick<Known, 'closed' | 'moving'> & { oldestMs: number; lists: StatusLists | undefined },
): Promise<ExecutionRow[]> {
	const withData = closed.isDetailed;
	const { upTo, open = [] } = closed.looked(workflowIds, oldestMs) ?? {};
	const reading = {
		workflowIds,
		after: new Date(oldestMs).toISOString(),
		withData,
		only: 'neverStarted' as const,
		givenUpAbove: upTo,
		lists,
	};
	const found = new Map<string, ExecutionRow>();
	for await (const row of executions(api, reading)) found.set(row.id, row);
	for (const [id, workflowId] of open.filter((each) => !found.has(each[0]) && !moving.has(each[0]))) {
		const row = await executionLike(api, id, { withData });
		if (row?.workflowId === workflowId && row.startedAt === null && isFailure(toStatus(row.status))) found.set(id, row);
	}
	return [...found.values()];
}

/** Looks up the outcome of an execution that was unfinished when its hour was counted. */
async function settle(
	api: InstanceApi,
	closed: ClosedHours,
	{ id, workflowId, hour, link }: { id: string; workflowId: string; hour: Hour; link: Known['link'] },
	sink: Sink,
): Promise<void> {
	const found = await executionLike(api, id, { withData: closed.isDetailed });
	// Ignores a row of the table that is about another execution.
	const row = found?.workflowId === workflowId && beginOf(found, hourMs) === hour.startMs ? link(found) : undefined;
	if (row !== undefined) sink.row(row);
	if (row !== undefined && isMoving(toStatus(row.status))) return;
	const alone = hour.empty([workflowId]);
	if (row !== undefined) alone.see(row);
	await closed.settle(alone, id);
}
