import type { InstanceApi } from '../../instance/api';
import type { StoredDelivery, StoredTrigger } from './executions';
import { contentsOf, tagsOf } from './executions';
import type { ApiStatus, ExecutionRow, Reading, StatusLists } from './history';
import { begun, executions, statusLists } from './history';
import type { Repeatable } from './recoveries';
import { Recoveries } from './recoveries';
import type { Resent } from '../resend/resendLedger';
import type { TrackedWorkflow } from '../../instance/workflows';

/** The status of a delivery, in this node's words; `other` is n8n's unknown. */
export type Status = 'succeeded' | 'failed' | 'crashed' | 'stalled' | 'canceled' | 'running' | 'waiting' | 'other';

const statusOf: Record<string, Status> = {
	success: 'succeeded',
	error: 'failed',
	crashed: 'crashed',
	canceled: 'canceled',
	running: 'running',
	new: 'running',
	waiting: 'waiting',
};

/** Our status for a status of n8n's API; `other` if this package does not know it. */
export const toStatus = (apiStatus: string): Status => statusOf[apiStatus] ?? 'other';

/**
 * An execution whose end n8n 2.41.1 could not store (full disk, locked database) stays "running"
 * until n8n restarts, and one killed before its first node stays so for ever. The API does not say
 * whether anything is still being done. A waiting execution stands still on purpose and is not
 * `running`.
 */
const stalledAfterMs = 3_600_000;

/** The status of an execution; `stalled` if n8n has shown it as running for more than an hour. */
export function statusOfRow({ status, startedAt }: ExecutionRow): Status {
	const isOld = startedAt !== null && Date.now() - Date.parse(startedAt) > stalledAfterMs;
	return status === 'running' && isOld ? 'stalled' : toStatus(status);
}

const toApiStatuses = (statuses: Status[]): ApiStatus[] =>
	(Object.keys(statusOf) as ApiStatus[]).filter(
		(status) => statuses.includes(statusOf[status]) || (status === 'running' && statuses.includes('stalled')),
	);

/** Whether it is over without success: what a person should look at. */
export const isFailure = (status: Status): boolean => ['failed', 'crashed', 'stalled', 'canceled'].includes(status);

/** Whether n8n is still working on it or it waits on purpose. */
export const isMoving = (status: Status): boolean => ['running', 'waiting'].includes(status);

/** One delivery in one execution. */
export interface DeliveryRecord {
	workflow: TrackedWorkflow;
	row: ExecutionRow;
	status: Status;
	trigger: string | undefined;
	source: StoredTrigger | undefined;
	/** Nodes that a retry would start with; undefined if n8n hides it. */
	stack: string[] | undefined;
	/** Nodes that have run. */
	ran: string[];
	/** Some node returned no item, so the nodes after it did not run. */
	isCutShort: boolean;
	/** Undefined if the execution's data cannot be read: then `tags` has what is known. */
	delivery: StoredDelivery | undefined;
	vendor: string | null;
	event: string | null;
	account: string | null;
	accountName: string | null;
	deliveryId: string | null;
	reference: string | null;
	state: string | null;
	/** How many deliveries this record stands for: more than one only without readable data. */
	weight: number;
	/** How many deliveries its execution holds. */
	gathered: number;
	outcome: string | null;
	/** Why the delivery cannot be read. */
	note: string | null;
	failingNode: string | null;
	errorMessage: string | null;
	unauthorized: boolean;
	/** A repetition of an earlier delivery: a retry of its execution, or a resend. */
	isRepetition: boolean;
	/** The execution in which a repetition succeeded. */
	recoveredBy: string | null;
}

/** Errors for which n8n stores no message. */
const unsaid: Partial<Record<Status, string>> = {
	crashed: 'n8n went down while it was running, or lost it before it could start',
	canceled: "It was stopped manually or by n8n's execution timeout",
	stalled: 'It has been shown as running for more than an hour: n8n may have failed to store how it ended',
};

/** n8n runs workflows in other modes too (manual tests, sub-workflows): those are not deliveries. */
const deliveryModes = ['webhook', 'retry'];

/**
 * The deliveries of an execution, in order. Empty if no trigger of this package started it, for a
 * test in the editor, and for a duplicate (it has no item).
 */
export function recordsOf(row: ExecutionRow, workflow: TrackedWorkflow): DeliveryRecord[] {
	if (!deliveryModes.includes(row.mode)) return [];
	const contents = contentsOf(row);
	if (contents === undefined) return [];
	const tags = tagsOf(row);
	const onlyVendor = new Set(workflow.triggers.map(({ type }) => type.vendor)).size === 1 ? workflow.triggers[0].type.vendor : null;
	const { trigger, source, stack, ran, isCutShort, deliveries, failingNode, errorMessage, unauthorized } = contents;
	const status = statusOfRow(row);
	const common = {
		workflow,
		row,
		status,
		trigger,
		source,
		stack,
		ran,
		isCutShort,
		outcome: tags.outcome,
		failingNode,
		errorMessage: errorMessage ?? unsaid[status] ?? null,
		unauthorized,
		recoveredBy: row.retrySuccessId,
	};
	if (deliveries.length > 0) {
		return deliveries.map((delivery) => ({
			...common,
			delivery,
			...pick(delivery),
			weight: 1,
			gathered: deliveries.length,
			note: null,
			isRepetition: row.mode === 'retry' || delivery.redelivery,
		}));
	}
	const isEmitted = contents.missing !== undefined && tags.outcome !== 'duplicate';
	if (!isEmitted && tags.outcome !== 'unconfirmed') return [];
	return [
		{
			...common,
			delivery: undefined,
			vendor: tags.vendor ?? onlyVendor,
			event: tags.event,
			account: tags.account,
			accountName: null,
			deliveryId: tags.deliveryId,
			reference: tags.reference,
			state: null,
			weight: tags.deliveries,
			gathered: tags.deliveries,
			note: contents.missing ?? 'The vendor does not know it: dropped before the next node',
			isRepetition: row.mode === 'retry',
		},
	];
}

const pick = ({ vendor, event, account, accountName, id, reference, state }: StoredDelivery) => ({
	vendor,
	event,
	account,
	accountName,
	deliveryId: id,
	reference,
	state,
});

/** Adds the deliveries of one execution, read newest first, and fills in their `recoveredBy`. */
export function seeRecords(recoveries: Recoveries, row: ExecutionRow, found: DeliveryRecord[]): void {
	const recoveredBy = recoveries.see(row, found.map(repeatableOf));
	found.forEach((record, index) => (record.recoveredBy = recoveredBy[index]));
}

/** What `Recoveries` compares of a record. */
export function repeatableOf(record: DeliveryRecord): Repeatable {
	const { status, failingNode, isCutShort, ran } = record;
	const isFailed = isFailure(status);
	return {
		key: deliveryKey(record),
		anyKey: isFailed ? deliveryKey({ ...record, source: undefined }) : undefined,
		outcome: isFailed ? 'failed' : status === 'succeeded' ? 'succeeded' : 'open',
		failingNode,
		only: isCutShort ? ran : undefined,
	};
}

/**
 * The same delivery of the same account to the same trigger, even if renamed: two shops number
 * their orders alike. Undefined if its id cannot be read. If the trigger is unknown, it stands for
 * all of them (`isSameDelivery`), so that nothing is processed twice on a guess.
 */
export function deliveryKey({ workflow, vendor, delivery, source }: DeliveryRecord): string | undefined {
	const node = source && (source.id ?? source.webhookId ?? source.name);
	return delivery && JSON.stringify([workflow.id, node ?? null, vendor, delivery.account, delivery.id]);
}

/** Whether two executions hold the same delivery, including when the trigger of one is unknown. */
export function isSameDelivery(one: DeliveryRecord, other: DeliveryRecord): boolean {
	const isUnknown = one.source === undefined || other.source === undefined;
	const [key, otherKey] = [one, other].map((record) => deliveryKey(isUnknown ? { ...record, source: undefined } : record));
	return key !== undefined && key === otherKey;
}

/**
 * A list of failures alone cannot show recoveries, so this many of the newest executions are read first: they fit into one
 * page beside some of other workflows.
 */
const recoveryDepth = 80;

interface Reader {
	api: InstanceApi;
	workflows: TrackedWorkflow[];
	/** How many newer executions are searched for repetitions; a resend searches deeper than a list. */
	recoveryDepth?: number;
	/** What was resent without a trace in the history, by `deliveryKey`. */
	remembered?: (key: string) => Resent | undefined;
	/** As in `Reading`. */
	lists?: StatusLists;
}

/** Stands for the recovering execution if n8n did not save it. */
const unsavedExecution = 'not saved';

function recall(record: DeliveryRecord, remembered: Reader['remembered']): DeliveryRecord {
	const key = deliveryKey(record);
	if (remembered === undefined || record.recoveredBy !== null || key === undefined) return record;
	const resent = isFailure(record.status) ? remembered(key) : undefined;
	const isMadeGood = resent?.outcome === 'succeeded' && Number(record.row.id) <= resent.upTo;
	return isMadeGood ? { ...record, recoveredBy: resent.newExecution || unsavedExecution } : record;
}

/**
 * The deliveries of a period, newest first, with repetitions; each with the execution that
 * recovered it, if any. The repetition may be newer than the period or have another status, so
 * newer executions are read first.
 */
export async function* records(
	{ api, workflows, recoveryDepth: depth = recoveryDepth, remembered, lists = statusLists(api) }: Reader,
	{ statuses, ...reading }: Omit<Reading, 'workflowIds' | 'withData' | 'statuses'> & { statuses?: Status[] },
): AsyncGenerator<DeliveryRecord, void> {
	const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
	const ofRow = (row: ExecutionRow) => {
		const workflow = byId.get(row.workflowId);
		return workflow ? recordsOf(row, workflow) : [];
	};
	const recoveries = new Recoveries();
	const common = { workflowIds: [...byId.keys()], withData: true, lists };
	const list = executions(api, { ...reading, ...common, statuses: statuses && toApiStatuses(statuses) });
	// Asked for now, while n8n searches its database for the other.
	const first = list.next();
	first.catch(() => undefined);
	const { after, before } = reading;
	const showsRecoveries = statuses === undefined || statuses.some(isFailure);
	const misses = statuses !== undefined || (before !== undefined && Date.parse(before) < Date.now() - 60_000);
	if (showsRecoveries && misses && depth > 0) {
		// With all statuses only executions newer than the period are missing. Unfinished ones recover nothing yet.
		const newer = { ...common, only: 'settled' as const, after: statuses === undefined ? before : after };
		let seen = 0;
		for await (const row of executions(api, newer)) {
			seeRecords(recoveries, row, ofRow(row));
			if (++seen >= depth) break;
		}
	}
	for await (const row of begun(await first, list)) {
		const found = ofRow(row);
		seeRecords(recoveries, row, found);
		const wanted = found.filter(({ status }) => statuses?.includes(status) ?? true);
		yield* wanted.map((record) => recall(record, remembered));
	}
}

/** An execution's address in n8n's editor. */
export const executionUrl = ({ baseUrl }: InstanceApi, { workflowId, id }: Pick<ExecutionRow, 'workflowId' | 'id'>): string =>
	`${baseUrl}/workflow/${encodeURIComponent(workflowId)}/executions/${encodeURIComponent(id)}`;

/** Milliseconds from start to end; null while it runs, or if n8n stored no end. */
export const durationMs = ({ startedAt, stoppedAt }: ExecutionRow): number | null =>
	startedAt !== null && stoppedAt !== null ? Math.max(0, Date.parse(stoppedAt) - Date.parse(startedAt)) : null;
