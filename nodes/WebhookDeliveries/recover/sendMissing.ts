import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { cutText } from '../../shared/cutText';
import { rethrow } from '../../shared/rethrow';
import type { Delivery } from '../../shared/trigger/delivery';
import { recoverTriggerField } from '../endpoints/triggerList';
import { postDelivery } from '../resend/postDelivery';
import { Refusal } from '../resend/refusal';
import type { Ledger } from '../resend/resendLedger';
import { claimDelivery } from '../resend/resendLedger';
import { Sending } from '../resend/sending';
import type { Target } from '../resend/target';
import { targetOf } from '../resend/target';
import type { Arrivals } from './arrivals';
import type { Change } from './change';
import type { Memory, Place, Remembered } from './memory';
import { refuseOtherTarget } from './refuseTarget';

/**
 * The outcome of a missing change: `gone` if the vendor no longer has it, `ignored` if the trigger
 * does not want it.
 */
type Result = 'sent' | 'sentBefore' | 'ignored' | 'gone';

/** The outcome of each missing change. */
export interface Sendings {
	done: Array<{ change: Change; result: Result; workflow?: TrackedWorkflow }>;
	failed: Array<{ change: Change; reason: string; advice: string }>;
	/** Changes held by another run, which may have been killed: whether they are sent is unknown. */
	held: Change[];
	/** Changes that were not attempted, as nothing would have been accepted. */
	left: number;
}

/** Retries, with a pause of `pauseMs`, of what another run holds: a live run soon lets go of it. */
const mostPauses = 4;
const pauseMs = 500;

/** After this many failures in a row the rest would fail too, and each may take half a minute. */
const mostFailures = 5;

/** Where the changes are sent, and what is known about them. */
export interface Sender {
	api: InstanceApi;
	vendor: string;
	workflows: TrackedWorkflow[];
	arrivals: Arrivals;
	memory: Memory;
	/** The trigger chosen in the field, if any. */
	chosen: string | undefined;
	credential: string;
}

/**
 * Rebuilds the changes one by one and sends each to its trigger. A failure is reported and does not
 * stop the others.
 */
export async function sendMissing(sender: Sender, changes: Change[]): Promise<Sendings> {
	const sendings: Sendings = { done: [], failed: [], held: [], left: 0 };
	await sendEach(sender, changes, sendings);
	for (let pauses = 0; pauses < mostPauses && sendings.held.length > 0 && sendings.left === 0; pauses++) {
		await sleep(pauseMs);
		await sendEach(sender, sendings.held.splice(0), sendings);
	}
	return sendings;
}

async function sendEach(sender: Sender, changes: Change[], sendings: Sendings): Promise<void> {
	let inARow = 0;
	for (const [index, change] of changes.entries()) {
		if (inARow >= mostFailures) {
			sendings.left += changes.length - index;
			return;
		}
		try {
			const one = await sendOne(sender, change);
			if (one === undefined) sendings.held.push(change);
			else sendings.done.push({ change, ...one });
			inARow = 0;
		} catch (error) {
			if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return rethrow(error);
			inARow++;
			sendings.failed.push({ change, reason: error.message, advice: error.description ?? '' });
		}
	}
}

/** Undefined if another run holds it. */
async function sendOne(sender: Sender, change: Change): Promise<{ result: Result; workflow?: TrackedWorkflow } | undefined> {
	const { api, vendor, workflows, memory, chosen } = sender;
	const isOneWorkflow = workflows.filter(({ published }) => published).length === 1;
	const field = isOneWorkflow || chosen !== undefined ? recoverTriggerField.displayName : 'Workflow';
	const target = targetOf(api, workflows, { vendor, account: change.account }, { field, chosen });
	await refuseOtherTarget(sender, target, change);
	const { workflow, trigger } = target;
	const place = { key: JSON.stringify([workflow.id, trigger.id ?? trigger.name, change.key]), settings: settingsOf(trigger) };
	const known = resultOf(api, change, memory.before(place));
	if (known !== undefined) return { result: known, workflow };
	const { ledger, claim } = await claimDelivery(api, `recover ${place.key}`);
	if (claim === undefined) return undefined;
	try {
		const notes = ledger.guard === 'table' && (await memory.isReady()) ? inTable(memory, change, place) : inLedger(ledger, place);
		const knownNow = resultOf(api, change, await notes.now());
		if (knownNow !== undefined) return { result: knownNow, workflow };
		const delivery = await change.rebuild();
		if (delivery === undefined) return { result: 'gone' };
		if (!(await claim.renew())) return undefined;
		return { result: await post(api, { target, delivery, notes }), workflow };
	} finally {
		await claim.release();
	}
}

/** Changes with anything that may make the trigger want what it ignored. */
const settingsOf = ({ parameters, credentials }: Trigger): string =>
	createHash('sha256')
		.update(JSON.stringify([parameters, credentials]))
		.digest('hex')
		.slice(0, 12);

/** The key that remembers one change for one trigger. */
interface Notes {
	now(): Promise<Remembered | undefined>;
	begin(): Promise<void>;
	end(result: 'sent' | 'ignored' | 'notSent'): Promise<void>;
}

const inTable = (memory: Memory, change: Change, place: Place): Notes => ({
	now: async () => await memory.now(place),
	begin: async () => await memory.begin(change, place),
	end: async (result) => await memory.end(place, result),
});

/** For concurrent runs; later ones see it in the history, and ask the trigger again about what it ignored. */
function inLedger(ledger: Ledger, { key }: Place): Notes {
	const note = async (upTo: number, outcome: 'sent' | 'succeeded') =>
		await ledger.note(`recover ${key}`, { upTo, outcome, newExecution: '' });
	return {
		async now() {
			const known = await ledger.find(`recover ${key}`);
			return known === undefined || known.upTo === 0 ? undefined : known.outcome === 'sent' ? 'sending' : 'sent';
		},
		begin: async () => await note(1, 'sent'),
		end: async (result) => await note(result === 'sent' ? 1 : 0, 'succeeded'),
	};
}

async function post(
	api: InstanceApi,
	{ target, delivery, notes }: { target: Target; delivery: Delivery; notes: Notes },
): Promise<'sent' | 'ignored'> {
	const sending = new Sending();
	sending.remember = async () => await notes.begin();
	sending.takeBack = async () => await notes.end('notSent');
	try {
		await postDelivery(api, target, delivery, sending);
	} catch (error) {
		if (!(error instanceof Refusal && error.reason === 'ignored')) return rethrow(error);
		await notes.begin();
		await notes.end('ignored');
		return 'ignored';
	}
	await notes.end('sent');
	return 'sent';
}

/** What an earlier run did with it; undefined if nothing. Throws if it is unknown whether that run sent it. */
function resultOf(api: InstanceApi, { event, reference }: Change, remembered: Remembered | undefined): Result | undefined {
	if (remembered !== 'sending') return remembered === 'sent' ? 'sentBefore' : remembered;
	throw api.refusal(
		`A run ended while sending ${event} of ${cutText(reference, 60)}, so whether it arrived is unknown`,
		'Look for it in the newest executions of its workflow. If it is not there, delete its row in the data table "reconciliacao_envios" (without that table, restart n8n) and run this again. It was not sent again.',
	);
}

/** One row of the node's output. */
export const shownRow = ({ change, result, workflow }: Sendings['done'][number]): IDataObject => ({
	result,
	event: change.event,
	id: change.id,
	account: change.account,
	reference: change.reference,
	workflowId: workflow?.id ?? null,
	workflowName: workflow?.name ?? null,
});
