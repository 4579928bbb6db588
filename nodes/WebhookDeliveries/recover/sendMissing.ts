import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { rethrow } from '../../shared/rethrow';
import { postDelivery } from '../resend/postDelivery';
import { Refusal } from '../resend/refusal';
import type { Target } from '../resend/target';
import { targetOf } from '../resend/target';
import type { Arrivals } from './arrivals';
import type { Change } from './change';
import type { Memory } from './memory';

/** What became of a missing change: `gone` where the vendor has it no more, `ignored` where the trigger does not want it. */
type Result = 'sent' | 'ignored' | 'gone';

/** What became of each missing change. */
export interface Sendings {
	done: Array<{ change: Change; result: Result; workflow?: TrackedWorkflow }>;
	failed: Array<{ change: Change; reason: string; advice: string }>;
	/** Changes that were not tried: nothing would have been accepted. */
	left: number;
}

/** After so many failures one after the other the rest fails too, and each may take half a minute. */
const mostFailures = 5;

interface Sender {
	api: InstanceApi;
	vendor: string;
	workflows: TrackedWorkflow[];
	arrivals: Arrivals;
	memory: Memory;
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
	const { api, vendor, workflows, memory } = sender;
	const target = targetOf(api, workflows, { vendor, account: change.account }, { field: 'Workflow' });
	const isTold = historyTells(sender, target);
	if (!isTold && !(await memory.isReady())) throw cannotRemember(api, target);
	const delivery = await change.rebuild();
	if (delivery === undefined) return { result: 'gone' };
	const { workflow } = target;
	try {
		await postDelivery(api, target, delivery);
	} catch (error) {
		if (!(error instanceof Refusal && error.reason === 'ignored')) return rethrow(error);
		// It leaves no execution. Without a table it is sent and ignored again, which changes nothing.
		if (await memory.isReady()) await memory.keep(change, 'ignored');
		return { result: 'ignored', workflow };
	}
	if (!isTold) await memory.keep(change, 'sent');
	return { result: 'sent', workflow };
}

/** n8n's own default is not visible: a workflow without a setting of its own must have been seen to keep a success. */
const historyTells = ({ arrivals }: Sender, { workflow }: Target): boolean =>
	workflow.surelySavesSuccesses || (workflow.savesSuccesses && arrivals.keeps(workflow.id));

const cannotRemember = (api: InstanceApi, { workflow }: Target) =>
	api.refusal(
		`What is sent to the workflow "${workflow.name}" could not be remembered, and would be sent again by every run`,
		'Let that workflow keep its executions (⋯ → Settings → Save successful production executions: Save), or give the API key of the "N8n Instance API" credential the scopes dataTable:list, dataTable:create, dataTableRow:read, dataTableRow:create and dataTableRow:delete. It was not sent.',
	);

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
