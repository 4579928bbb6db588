import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { TablesUnavailable } from '../../instance/tables';
import { isUnreachable } from '../../shared/http/transport';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi } from '../../instance/api';
import { executionById } from '../history/history';
import type { DeliveryRecord } from '../history/records';
import { deliveryKey, executionUrl, recordsOf, toStatus } from '../history/records';
import { noteUnsaved, refuseWhatNobodyRemembers, refuseWhatSucceeded, refuseWhileRunning, running, savesSuccesses } from './resendGuards';
import type { Claim, Ledger, Resent } from './resendLedger';
import { claimDelivery, resendsTable } from './resendLedger';
import type { Started, Version, Way } from './resendWays';
import { chooseWay, newestExecution, postAgain, retry } from './resendWays';
import { Sending } from './sending';
import { archivedWorkflow, trackedWorkflow } from '../../instance/workflows';
import { Refusal } from './refusal';

export type { Version } from './resendWays';

interface ResendRequest {
	executionId: string;
	/** Needed if the execution holds several deliveries. */
	deliveryId?: string;
	/** Its account, as two accounts may use the same ID; omitted if unknown. */
	account?: string | null;
	version: Version;
	/** Also resends what succeeded or was already recovered. */
	force: boolean;
	/** Refuses deliveries of other accounts; empty for all. */
	accounts?: string[];
	/** Refuses what was resent after this moment (Unix milliseconds), whatever became of it. */
	notSince?: number;
	/** ID of the newest execution up to which the caller knows that nothing recovered the delivery. */
	searchedUpTo?: number;
}

/**
 * Processes one delivery again: by retrying its failed execution or, if that would repeat more than
 * this delivery, skip part of it or run another version, by posting it to its trigger. Refuses
 * deliveries that are running, succeeded (unless forced), have no data left, or that somebody else
 * is resending. Returns what was done and the new execution as far as it is known. The error's item
 * has `sent: false` if certainly nothing was sent.
 */
export async function resendDelivery(api: InstanceApi, request: ResendRequest): Promise<IDataObject> {
	const sending = new Sending();
	try {
		return await claimAndResend(api, request, sending);
	} catch (error) {
		return rethrow(sending.told(error));
	}
}

async function claimAndResend(api: InstanceApi, request: ResendRequest, sending: Sending): Promise<IDataObject> {
	const record = await readRecord(api, request);
	const { workflow, row } = record;
	if (request.accounts?.length && !request.accounts.includes(record.account ?? '')) {
		throw new Refusal(api, 'otherAccount', `The delivery in execution ${row.id} belongs to another account`, 'Nothing was resent.');
	}
	const key = deliveryKey(record) ?? JSON.stringify([workflow.id, row.id]);
	const { ledger, claim } = await claimDelivery(api, key);
	if (claim === undefined) throw running(api, record, 'it is being resent right now');
	try {
		return await resendClaimed(api, record, { ...request, key, ledger, claim, sending });
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		throw unremembered(api, record, error);
	} finally {
		await claim.release();
	}
}

const unremembered = (api: InstanceApi, { row }: DeliveryRecord, { message }: TablesUnavailable) =>
	new Refusal(
		api,
		'unsaved',
		`The resend of execution ${row.id} could not be recorded: ${message}`,
		'Give the API key all dataTable: and dataTableRow: scopes, or none of them. Look at the newest executions of the workflow before you resend it again.',
	);

/** The chosen delivery of the execution. Throws with a readable reason if there is none. */
async function readRecord(api: InstanceApi, request: ResendRequest): Promise<DeliveryRecord> {
	const row = await executionById(api, request.executionId);
	if (row === undefined) {
		throw new Refusal(
			api,
			'gone',
			`The execution ${request.executionId} does not exist`,
			'n8n has deleted it (see its pruning settings), or the API key cannot access its workflow. Nothing was resent.',
		);
	}
	const workflow = await trackedWorkflow(api, row.workflowId);
	if (workflow !== undefined) return chooseDelivery(api, recordsOf(row, workflow), request);
	const archived = await archivedWorkflow(api, row.workflowId);
	if (archived !== undefined) {
		throw new Refusal(
			api,
			'archived',
			`The workflow "${archived}" of the execution ${row.id} is archived`,
			'Unarchive it in the workflow list, publish it and resend again, or send the delivery to another workflow with the operation Send. Nothing was resent.',
		);
	}
	throw new Refusal(
		api,
		'foreign',
		`The execution ${row.id} does not belong to a workflow with a trigger of this package`,
		"Only deliveries of this package's triggers can be resent. Nothing was resent.",
	);
}

function chooseDelivery(api: InstanceApi, found: DeliveryRecord[], { executionId, deliveryId, account }: ResendRequest): DeliveryRecord {
	if (found.length === 0) {
		throw new Refusal(
			api,
			'foreign',
			`The execution ${executionId} holds no delivery`,
			'It was a duplicate, a test, or started by another node. Nothing was resent.',
		);
	}
	const chosen =
		deliveryId === undefined
			? found
			: found.filter((record) => record.deliveryId === deliveryId && (account === undefined || record.account === account));
	if (chosen.length === 1) return chosen[0];
	if (deliveryId !== undefined && chosen.length > 1) {
		throw new Refusal(
			api,
			'ambiguous',
			`The execution ${executionId} holds ${chosen.length} deliveries with the ID ${deliveryId}, from the accounts ${chosen.map((record) => record.account ?? '?').join(', ')}`,
			'Use Resend Many with the filter "Accounts" to resend the one of your account. Nothing was resent.',
		);
	}
	const ids = found
		.slice(0, 10)
		.map((record) => record.deliveryId ?? '?')
		.join(', ');
	throw new Refusal(
		api,
		'ambiguous',
		chosen.length === 0
			? `The execution ${executionId} holds no delivery with the ID ${deliveryId}`
			: `The execution ${executionId} holds ${found.length} deliveries`,
		`Enter the Delivery ID of one of them: ${ids}${found.length > 10 ? ', …' : ''}. Nothing was resent.`,
	);
}

type ClaimedRequest = ResendRequest & { key: string; ledger: Ledger; claim: Claim; sending: Sending };

async function resendClaimed(api: InstanceApi, record: DeliveryRecord, request: ClaimedRequest): Promise<IDataObject> {
	const { force, version, ledger, claim } = request;
	await refuseWhileRunning(api, record, force);
	if (!force) await refuseWhatSucceeded(api, record, request);
	const isSaved = await savesSuccesses(api, record.workflow);
	if (!isSaved && !force && ledger.guard === 'process') refuseWhatNobodyRemembers(api, record, ledger);
	const chosen = record.status === 'stalled' ? await stop(api, record, request) : record;
	const way = chooseWay(api, chosen, version);
	const newest = await newestExecution(api, record.workflow);
	if (!(await claim.renew())) throw running(api, record, 'the check took so long that another resend may have started');
	const started = await perform(api, chosen, { ...request, way, newest, isSaved });
	return { ...result(api, chosen, way, started), guard: ledger.guard };
}

interface Performance extends ClaimedRequest {
	way: Way;
	/** The newest execution before it. */
	newest: number;
	/** Whether n8n's history will show its result. */
	isSaved: boolean;
}

/** Resends it, and records what the history will not show. */
async function perform(api: InstanceApi, record: DeliveryRecord, performance: Performance): Promise<Started | undefined> {
	const { way, version, ledger, key, newest, isSaved, sending } = performance;
	const { row, workflow } = record;
	const upTo = Math.max(newest, Number(row.id));
	const sent: Resent = { upTo, outcome: 'sent', newExecution: '' };
	const known = isSaved ? undefined : await ledger.find(key);
	// A success that was resent with Force stays a success.
	if (!isSaved && !isKnownSuccess(known, row.id)) {
		sending.remember = async () => await ledger.note(key, sent);
		sending.takeBack = async () => await ledger.note(key, known ?? nothing);
	}
	const attempt = way === 'post' ? postAgain(api, record, performance) : retry(api, record, version !== 'executed', performance);
	const started = await attempt.catch(async (error: unknown) => {
		if (!(error instanceof NodeApiError) || !isUnreachable(error)) return rethrow(error);
		if (isSaved) await ledger.note(key, sent);
		error.description = `${error.description ?? ''} It is recorded as sent, so that it is not sent twice without Force.`;
		throw error;
	});
	if (started === undefined && isSaved) await ledger.note(key, sent);
	if (way === 'post' && started?.id) await link(api, record, ledger, started.id);
	const isSuccess = started !== undefined && toStatus(started.status) === 'succeeded';
	if (isSuccess && (!isSaved || (await hasVanished(api, started)))) {
		noteUnsaved(api, workflow);
		await ledger.note(key, { upTo, outcome: 'succeeded', newExecution: started.id });
	}
	return started;
}

/**
 * Lets the statistics, which read no data, recognize it as a repetition. If that cannot be
 * recorded, it is sent anyway.
 */
async function link(api: InstanceApi, { row, gathered }: DeliveryRecord, ledger: Ledger, newExecution: string): Promise<void> {
	try {
		await ledger.link(newExecution, gathered > 1 ? newExecution : row.id);
	} catch (error) {
		const isKnown = error instanceof TablesUnavailable || error instanceof NodeOperationError || error instanceof NodeApiError;
		if (!isKnown) return rethrow(error);
		const message = `The statistics count the resend of execution ${row.id} as a new delivery, because it could not be recorded in the data table "${resendsTable.name}" (${error.message}).`;
		api.context.addExecutionHints({ type: 'warning', location: 'outputPane', message });
	}
}

/** Covers no execution. Overwritten rather than deleted, as the API key may lack that scope. */
const nothing: Resent = { upTo: 0, outcome: 'sent', newExecution: '' };

const isKnownSuccess = (resent: Resent | undefined, executionId: string) =>
	resent?.outcome === 'succeeded' && Number(executionId) <= resent.upTo;

/** Whether n8n did not keep an execution that has ended. */
async function hasVanished(api: InstanceApi, { id }: Started): Promise<boolean> {
	if (id === '') return true;
	const path = `/executions/${encodeURIComponent(id)}`;
	return (await api.find({ path, query: { includeData: false }, scope: 'execution:read' })) === undefined;
}

/**
 * Stops it so that nothing happens twice if it runs after all; n8n keeps its data. Returns what n8n
 * has of it afterwards.
 */
async function stop(api: InstanceApi, { row, deliveryId, account }: DeliveryRecord, request: ResendRequest): Promise<DeliveryRecord> {
	const path = `/executions/${encodeURIComponent(row.id)}/stop`;
	await api.request({ method: 'POST', path, scope: 'execution:stop' });
	return await readRecord(api, { ...request, deliveryId: deliveryId ?? undefined, account });
}

function result(
	api: InstanceApi,
	{ row, vendor, event, account, deliveryId, reference, workflow }: DeliveryRecord,
	how: Way,
	started: Started | undefined,
): IDataObject {
	const id = started?.id ? started.id : null;
	return {
		resent: true,
		how,
		vendor,
		event,
		account,
		id: deliveryId,
		reference,
		workflowId: workflow.id,
		workflowName: workflow.name,
		executionId: row.id,
		newExecutionId: id,
		newExecutionUrl: id === null ? null : executionUrl(api, { workflowId: workflow.id, id }),
		// Running: it did not end within five seconds.
		newStatus: started ? toStatus(started.status) : 'running',
		retryOf: how === 'retry' ? row.id : null,
	};
}
