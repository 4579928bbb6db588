import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
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
import type { Memory, Remembered } from './memory';
import { refuseOtherTarget } from './refuseTarget';

/** What became of a missing change: `gone` where the vendor has it no more, `ignored` where the trigger does not want it. */
type Result = 'sent' | 'sentBefore' | 'ignored' | 'gone';

/** What became of each missing change. */
export interface Sendings {
	done: Array<{ change: Change; result: Result; workflow?: TrackedWorkflow }>;
	failed: Array<{ change: Change; reason: string; advice: string }>;
	/** Changes that were not tried: nothing would have been accepted. */
	left: number;
}

/** After so many failures one after the other the rest fails too, and each may take half a minute. */
const mostFailures = 5;

/** Where the changes are sent, and what is known. */
export interface Sender {
	api: InstanceApi;
	vendor: string;
	workflows: TrackedWorkflow[];
	arrivals: Arrivals;
	memory: Memory;
	/** The trigger of the field, if one was chosen. */
	chosen: string | undefined;
	credential: string;
}

/** Rebuilds the changes one after the other and sends each to its trigger. What fails is told, and does not stop the others. */
export async function sendMissing(sender: Sender, changes: Change[]): Promise<Sendings> {
	const sendings: Sendings = { done: [], failed: [], left: 0 };
	let inARow = 0;
	for (const [index, change] of changes.entries()) {
		if (inARow >= mostFailures) return { ...sendings, left: changes.length - index };
		try {
			sendings.done.push({ change, ...(await sendOne(sender, change)) });
			inARow = 0;
		} catch (error) {
			if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) return rethrow(error);
			inARow++;
			sendings.failed.push({ change, reason: error.message, advice: error.description ?? '' });
		}
	}
	return sendings;
}

async function sendOne(sender: Sender, change: Change): Promise<{ result: Result; workflow?: TrackedWorkflow }> {
	const { api, vendor, workflows, memory, chosen } = sender;
	const isOneWorkflow = workflows.filter(({ published }) => published).length === 1;
	const field = isOneWorkflow || chosen !== undefined ? recoverTriggerField.displayName : 'Workflow';
	const target = targetOf(api, workflows, { vendor, account: change.account }, { field, chosen });
	await refuseOtherTarget(sender, target, change);
	const { workflow, trigger } = target;
	const key = JSON.stringify([workflow.id, trigger.id ?? trigger.name, change.key]);
	if (isDone(api, change, memory.before(key))) return { result: 'sentBefore', workflow };
	const { ledger, claim } = await claimDelivery(api, `recover ${key}`);
	// Another run has it.
	if (claim === undefined) return { result: 'sentBefore', workflow };
	try {
		const notes = ledger.guard === 'table' && (await memory.isReady()) ? inTable(memory, change, key) : inLedger(ledger, key);
		if (isDone(api, change, await notes.now())) return { result: 'sentBefore', workflow };
		const delivery = await change.rebuild();
		if (delivery === undefined) return { result: 'gone' };
		if (!(await claim.renew())) return { result: 'sentBefore', workflow };
		return { result: await post(api, { target, delivery, notes }), workflow };
	} finally {
		await claim.release();
	}
}

/** What remembers one change of one trigger. */
interface Notes {
	now(): Promise<Remembered | undefined>;
	begin(): Promise<void>;
	end(result: 'sent' | 'ignored' | 'notSent'): Promise<void>;
}

const inTable = (memory: Memory, change: Change, key: string): Notes => ({
	now: async () => await memory.now(key),
	begin: async () => await memory.begin(change, key),
	end: async (result) => await memory.end(key, result),
});

/** For runs at the same time; later ones see it in the history. */
function inLedger(ledger: Ledger, key: string): Notes {
	const note = async (upTo: number, outcome: 'sent' | 'succeeded') =>
		await ledger.note(`recover ${key}`, { upTo, outcome, newExecution: '' });
	return {
		async now() {
			const known = await ledger.find(`recover ${key}`);
			return known === undefined || known.upTo === 0 ? undefined : known.outcome === 'sent' ? 'sending' : 'sent';
		},
		begin: async () => await note(1, 'sent'),
		end: async (result) => await note(result === 'notSent' ? 0 : 1, result === 'notSent' ? 'sent' : 'succeeded'),
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

/** Throws where nobody knows whether an earlier run sent it. */
function isDone(api: InstanceApi, { event, reference }: Change, remembered: Remembered | undefined): boolean {
	if (remembered !== 'sending') return remembered !== undefined;
	throw api.refusal(
		`A run ended while it sent ${event} of ${cutText(reference, 60)}: whether it arrived is not known`,
		'Look at the newest executions of its workflow. If it is not there, delete its row in the data table "reconciliacao_envios" (without that table, wait until n8n starts again) and run this again. It was not sent again.',
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
