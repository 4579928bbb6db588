import type { InstanceApi } from '../../instance/api';
import type { ExecutionRow } from '../history/history';
import { executions } from '../history/history';
import type { DeliveryRecord } from '../history/records';
import { isFailure, isMoving, isSameDelivery, Recoveries, recordsOf, toStatus } from '../history/records';
import type { Ledger } from './resendLedger';
import type { TrackedWorkflow } from '../../instance/workflows';
import { state } from '../../state';
import { Refusal } from './refusal';

/** How many newer executions are searched for one that made the delivery good; beyond it nobody knows, and it is refused. */
const recoverySearch = 20_000;

const processAgain = 'Switch on Force to process it once more all the same: the nodes after the trigger will run again.';

/** The refusal of what is being done at this moment; `why` ends its sentence. */
export const running = (api: InstanceApi, { row }: DeliveryRecord, why: string) =>
	new Refusal(
		api,
		'running',
		`The delivery of execution ${row.id} was not resent: ${why}`,
		'Wait until it has ended, look at its status, and resend it then if it failed.',
	);

/** Throws while the delivery itself, a retry of it, or the same delivery in another execution is still being processed. */
export async function refuseWhileRunning(api: InstanceApi, record: DeliveryRecord, force: boolean): Promise<void> {
	const { row, workflow } = record;
	if (isMoving(record.status)) throw running(api, record, `it is still ${record.status}`);
	if (record.status === 'stalled' && !force) {
		throw new Refusal(
			api,
			'running',
			`The delivery of execution ${row.id} was not resent: it has been running for more than an hour`,
			'If it does nothing any more, switch on Force: n8n stops it first, and then it is processed again.',
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
 * Throws if the delivery succeeded, or a later execution made it good: one in n8n's history, or one that only the ledger
 * remembers, as n8n does not save it. `searchedUpTo` is the id up to which the caller has looked into the history.
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
			`The delivery of execution ${row.id} was resent by somebody else since this was asked for, and was not resent again`,
			'Look at what became of it, and ask for it again.',
		);
	}
	if (isCovered && newestFailure <= resent.upTo) {
		throw new Refusal(
			api,
			'unsaved',
			`The delivery of execution ${row.id} was resent before, and nothing tells what became of it`,
			`n8n saves no trace of it: it succeeded without being saved, or n8n ended in between. Look where its order should have arrived. ${processAgain}`,
		);
	}
}

const recovered = (api: InstanceApi, { row }: DeliveryRecord, by: string) =>
	new Refusal(
		api,
		'recovered',
		by === ''
			? `The delivery of execution ${row.id} was made good by a resend that n8n did not save, and was not resent`
			: `The delivery of execution ${row.id} was made good by execution ${by} and was not resent`,
		processAgain,
	);

/** What newer executions did with the delivery: which made it good, the newest that failed with it, when the newest began (0: none). */
async function laterExecutions(
	api: InstanceApi,
	record: DeliveryRecord,
	searchedUpTo: number,
): Promise<{ good: string | null; newestFailure: number; newestStart: number }> {
	const { row, workflow } = record;
	const recoveries = new Recoveries();
	// Of each execution the newest failure that a retry of it led to.
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
		recoveries.seeRecords(other, found);
		const failure = failureOf(other);
		if (other.retryOf !== null) failedRetry.set(other.retryOf, Math.max(failure, failedRetry.get(other.retryOf) ?? 0));
		const isSame = found.some((entry) => isSameDelivery(entry, record));
		if (isSame) newestFailure = Math.max(newestFailure, failure);
		if (isSame || other.retryOf === row.id) newestStart = Math.max(newestStart, Date.parse(other.startedAt ?? '') || 0);
	}
	newestFailure = Math.max(newestFailure, failedRetry.get(row.id) ?? 0);
	const again = { ...record };
	recoveries.seeRecords(row, [again]);
	return { good: again.recoveredBy, newestFailure, newestStart };
}

const unsearched = (api: InstanceApi, { row }: DeliveryRecord) =>
	new Refusal(
		api,
		'unsearched',
		`The delivery of execution ${row.id} was not resent: its workflow has run more than ${recoverySearch} times since, too often to see whether one of them made it good`,
		`Search for its reference with Get Many. If nothing made it good, switch on Force.`,
	);

const nameOf = ({ baseUrl }: InstanceApi, { id }: TrackedWorkflow) => ({ instance: baseUrl, workflow: id });

/** Remembers that n8n does not save the successes of this workflow. */
export const noteUnsaved = (api: InstanceApi, workflow: TrackedWorkflow): void =>
	void state.unsavedWorkflows.keep(nameOf(api, workflow), true);

/**
 * Whether n8n saves the successes of a workflow, so that its history tells what was made good. Where the workflow leaves
 * it to n8n's settings, which nobody can read, a success that was saved shows it.
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

/** Throws where nothing could tell later that the delivery was resent. */
export function refuseWhatNobodyRemembers(api: InstanceApi, { row, workflow }: DeliveryRecord, { why }: Ledger): void {
	throw new Refusal(
		api,
		'unsaved',
		`The delivery of execution ${row.id} was not resent: n8n does not seem to save the successes of the workflow "${workflow.name}", so nobody could see later that it was made good`,
		`Resent again and again, it would be processed again and again. Give the API key every dataTable: and dataTableRow: scope, so that this node remembers it in a data table (${why}); or set "Save successful production executions" to "Save" in the settings of the workflow. With Force it is processed all the same.`,
	);
}
