import type { InstanceApi } from '../../instance/api';
import type { ExecutionRow } from '../history/history';
import { executions } from '../history/history';
import type { DeliveryRecord } from '../history/records';
import { isFailure, isMoving, isSameDelivery, recordsOf, seeRecords, toStatus } from '../history/records';
import { Recoveries } from '../history/recoveries';
import type { Ledger } from './resendLedger';
import type { TrackedWorkflow } from '../../instance/workflows';
import { state } from '../../state';
import { Refusal } from './refusal';

/**
 * How many newer executions are searched for one that recovered the delivery. If there are more,
 * the resend is refused.
 */
const recoverySearch = 20_000;

const processAgain = 'Turn on Force to process it again anyway: the nodes after the trigger will run again.';

/** The refusal of something that is happening right now; `why` ends its sentence. */
export const running = (api: InstanceApi, { row }: DeliveryRecord, why: string) =>
	new Refusal(
		api,
		'running',
		`The delivery of execution ${row.id} was not resent: ${why}`,
		'Wait until it has ended, check its status, and resend it if it failed.',
	);

/**
 * Throws while the delivery itself, a retry of it, or the same delivery in another execution is
 * still being processed.
 */
export async function refuseWhileRunning(api: InstanceApi, record: DeliveryRecord, force: boolean): Promise<void> {
	const { row, workflow } = record;
	if (isMoving(record.status)) throw running(api, record, `it is still ${record.status}`);
	if (record.status === 'stalled' && !force) {
		throw new Refusal(
			api,
			'running',
			`The delivery of execution ${row.id} was not resent: it has been running for more than an hour`,
			'If it is stuck, turn on Force: n8n stops it first, then it is processed again.',
		);
	}
	const moving = executions(api, {
		workflowIds: [workflow.id],
		statuses: ['running', 'new', 'waiting'],
		withData: true,
	});
	for await (const other of moving) {
		if (other.id === row.id) continue;
		const isSame =
			other.retryOf === row.id ||
			(row.retryOf !== null && [other.id, other.retryOf].includes(row.retryOf)) ||
			recordsOf(other, workflow).some((entry) => isSameDelivery(entry, record));
		if (isSame) throw running(api, record, `the same delivery is ${toStatus(other.status)} in execution ${other.id}`);
	}
}

/**
 * Throws if the delivery succeeded or a later execution recovered it: one in n8n's history, or one
 * that only the ledger remembers because n8n does not save it. `searchedUpTo` is the ID up to which
 * the caller has searched.
 */
export async function refuseWhatSucceeded(
	api: InstanceApi,
	record: DeliveryRecord,
	{ ledger, key, searchedUpTo = 0, notSince = Infinity }: { ledger: Ledger; key: string; searchedUpTo?: number; notSince?: number },
): Promise<void> {
	const { row } = record;
	if (record.status === 'succeeded') {
		throw new Refusal(api, 'succeeded', `The delivery of execution ${row.id} succeeded and was not resent`, processAgain);
	}
	const resent = await ledger.find(key);
	const isCovered = resent !== undefined && Number(row.id) <= resent.upTo;
	if (isCovered && resent.outcome === 'succeeded') throw recovered(api, record, resent.newExecution);
	const { good, newestFailure, newestStart } = await laterExecutions(api, record, isCovered ? 0 : searchedUpTo);
	if (good !== null) throw recovered(api, record, good);
	if (newestStart > notSince) {
		throw new Refusal(
			api,
			'resent',
			`The delivery of execution ${row.id} was not resent: somebody else has resent it in the meantime`,
			'Check the result, and resend again if needed.',
		);
	}
	if (isCovered && newestFailure <= resent.upTo) {
		throw new Refusal(
			api,
			'unsaved',
			`The delivery of execution ${row.id} was resent before, and its result is unknown`,
			`n8n has no trace of it: it succeeded without being saved, or n8n went down in between. Check the system that should have received it. ${processAgain}`,
		);
	}
}

const recovered = (api: InstanceApi, { row }: DeliveryRecord, by: string) =>
	new Refusal(
		api,
		'recovered',
		by === ''
			? `The delivery of execution ${row.id} was not resent: a resend that n8n did not save has already recovered it`
			: `The delivery of execution ${row.id} was not resent: execution ${by} has already recovered it`,
		processAgain,
	);

/**
 * What newer executions did with the delivery: which one recovered it, the newest that failed with
 * it, and when the newest started (0: none).
 */
async function laterExecutions(
	api: InstanceApi,
	record: DeliveryRecord,
	searchedUpTo: number,
): Promise<{ good: string | null; newestFailure: number; newestStart: number }> {
	const { row, workflow } = record;
	const recoveries = new Recoveries();
	// For each execution, the newest failure that a retry of it led to.
	const failedRetry = new Map<string, number>();
	const failureOf = (other: ExecutionRow) =>
		Math.max(isFailure(toStatus(other.status)) ? Number(other.id) : 0, failedRetry.get(other.id) ?? 0);
	let newestFailure = 0;
	let newestStart = 0;
	let seen = 0;
	if (row.retrySuccessId !== null) return { good: row.retrySuccessId, newestFailure, newestStart };
	const oldest = Math.max(Number(row.id), searchedUpTo);
	for await (const other of executions(api, { workflowIds: [workflow.id], withData: true })) {
		if (Number(other.id) <= oldest) break;
		if (++seen > recoverySearch) throw unsearched(api, record);
		const found = recordsOf(other, workflow);
		seeRecords(recoveries, other, found);
		const failure = failureOf(other);
		if (other.retryOf !== null) failedRetry.set(other.retryOf, Math.max(failure, failedRetry.get(other.retryOf) ?? 0));
		const isSame = found.some((entry) => isSameDelivery(entry, record));
		if (isSame) newestFailure = Math.max(newestFailure, failure);
		if (isSame || other.retryOf === row.id) newestStart = Math.max(newestStart, Date.parse(other.startedAt ?? '') || 0);
	}
	newestFailure = Math.max(newestFailure, failedRetry.get(row.id) ?? 0);
	const again = { ...record };
	seeRecords(recoveries, row, [again]);
	return { good: again.recoveredBy, newestFailure, newestStart };
}

const unsearched = (api: InstanceApi, { row }: DeliveryRecord) =>
	new Refusal(
		api,
		'unsearched',
		`The delivery of execution ${row.id} was not resent: its workflow has run more than ${recoverySearch} times since, too often to check whether one of them recovered it`,
		`Search for its reference with Get Many. If nothing has recovered it, turn on Force.`,
	);

const nameOf = ({ baseUrl }: InstanceApi, { id }: TrackedWorkflow) => ({ instance: baseUrl, workflow: id });

/** Remembers that n8n does not save this workflow's successes. */
export const noteUnsaved = (api: InstanceApi, workflow: TrackedWorkflow): void =>
	void state.unsavedWorkflows.keep(nameOf(api, workflow), true);

/**
 * Whether n8n saves a workflow's successes, so that its history shows recoveries. If the workflow
 * leaves it to n8n's settings, which cannot be read, a saved success proves it.
 */
export async function savesSuccesses(api: InstanceApi, workflow: TrackedWorkflow): Promise<boolean> {
	if (workflow.surelySavesSuccesses) return true;
	if (!workflow.savesSuccesses || state.unsavedWorkflows.get(nameOf(api, workflow))) return false;
	const saved = executions(api, {
		workflowIds: [workflow.id],
		statuses: ['success'],
		withData: false,
		pageSize: 20,
	});
	for await (const { mode } of saved) if (mode !== 'manual') return true;
	return false;
}

/** Throws if nothing could show later that the delivery was resent. */
export function refuseWhatNobodyRemembers(api: InstanceApi, { row, workflow }: DeliveryRecord, { why }: Ledger): void {
	throw new Refusal(
		api,
		'unsaved',
		`The delivery of execution ${row.id} was not resent: n8n does not seem to save successful executions of the workflow "${workflow.name}", so the recovery would leave no trace`,
		`Each further resend would process it again. Give the API key all dataTable: and dataTableRow: scopes, so that this node can record it in a data table (${why}), or set "Save successful production executions" to "Save" in the workflow settings. With Force it is processed anyway.`,
	);
}
