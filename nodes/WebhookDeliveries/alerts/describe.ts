import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import type { InstanceApi } from '../../instance/api';
import { TablesUnavailable } from '../../instance/tables';
import { trackedWorkflow } from '../../instance/workflows';
import { maskText } from '../../shared/privacy/maskText';
import { rethrow } from '../../shared/rethrow';
import { executionById } from '../history/history';
import type { DeliveryRecord } from '../history/records';
import { recordsOf } from '../history/records';
import { Companies } from './companies';
import type { Fact } from './fact';
import { failureKey } from './fact';
import { factOfRecord } from './failures';
import { failureNotice } from './notice';
import { is, Register } from './register';
import { executionTitle, failureText, texts, triggerTitle } from './texts';

const id = z.union([z.string(), z.number()]).transform(String);
const errorSchema = z
	.object({ message: z.string().catch(''), node: z.object({ name: z.string() }).nullish().catch(undefined) })
	.catch({ message: '' });
const workflowSchema = z.object({ id: id.catch(''), name: z.string().catch('') });

/** What n8n's Error Trigger returns for a failed execution, and for a trigger that could not start (no execution). */
const failureSchema = z.union([
	z.object({
		execution: z.object({
			id: id.optional(),
			url: z.string().catch(''),
			retryOf: id.nullish().catch(undefined),
			error: errorSchema,
			lastNodeExecuted: z.string().nullish().catch(undefined),
		}),
		workflow: workflowSchema,
	}),
	z.object({ trigger: z.object({ error: errorSchema }), workflow: workflowSchema }),
]);

type ErrorTrigger = z.infer<typeof failureSchema>;

/** A notice, and whether it says something new. */
interface Described {
	notice: IDataObject;
	isNew: boolean;
}

/**
 * Describes what an Error Trigger returns. It is new unless the same workflow failed with the same
 * error minutes ago, its delivery was reported already, or a retry or "Resend Interrupted" takes
 * care of it. If that cannot be looked up or recorded, it counts as new: better two alerts than
 * none.
 */
export async function describeFailure(api: InstanceApi, json: unknown, repeatedMinutes: number): Promise<Described> {
	const parsed = failureSchema.safeParse(json);
	if (!parsed.success) {
		throw api.refusal(
			'The input is not the output of an Error Trigger',
			'Connect this node to an Error Trigger. It needs "workflow", and "execution" or "trigger" with the error.',
		);
	}
	const failure = parsed.data;
	const executionId = 'execution' in failure ? failure.execution.id : undefined;
	if (executionId !== undefined && !/^\d+$/.test(executionId)) {
		throw api.refusal('The input field "execution.id" is not an execution ID', 'Connect this node to an Error Trigger, which provides it.');
	}
	const problems: string[] = [];
	const orElse = async <Result>(attempt: () => Promise<Result>, fallback: Result): Promise<Result> => {
		try {
			return await attempt();
		} catch (error) {
			const isKnown = error instanceof NodeApiError || error instanceof NodeOperationError || error instanceof TablesUnavailable;
			if (!isKnown) return rethrow(error);
			problems.push(error.message);
			return fallback;
		}
	};
	const companies = await orElse(async () => await Companies.read(api), new Companies([]));
	const found = await orElse(async () => await deliveriesOf(api, failure), []);
	const told = found.filter(({ status, recoveredBy }) => status !== 'crashed' && recoveredBy === null);
	const facts =
		found.length === 0 ? [factOf(failure)] : (told.length > 0 ? told : found).map((record) => factOfRecord(api, record, companies));
	const isTold = found.length > 0 && told.length === 0;
	const isNew = isTold ? false : await orElse(async () => await isFirst(await Register.open(api), facts, repeatedMinutes), undefined);
	for (const message of problems) api.context.addExecutionHints({ type: 'warning', location: 'outputPane', message });
	return { notice: failureNotice(facts, isNew === undefined ? [texts.notNoted] : []), isNew: isNew ?? true };
}

async function deliveriesOf(api: InstanceApi, failure: ErrorTrigger): Promise<DeliveryRecord[]> {
	if (!('execution' in failure) || failure.execution.id === undefined) return [];
	const row = await executionById(api, failure.execution.id);
	const workflow = row && (await trackedWorkflow(api, row.workflowId));
	if (row === undefined || workflow === undefined) return [];
	return recordsOf(row, workflow).map((record) => ({ ...record, recoveredBy: row.retrySuccessId }));
}

/** For a workflow without one of our deliveries, and for a trigger. */
function factOf(failure: ErrorTrigger): Fact {
	const { workflow } = failure;
	const { error } = 'execution' in failure ? failure.execution : failure.trigger;
	const { id, retryOf, url, lastNodeExecuted } =
		'execution' in failure ? failure.execution : { id: undefined, retryOf: undefined, url: '', lastNodeExecuted: undefined };
	const said = maskText(error.message);
	const day = DateTime.now().toISODate();
	return {
		chave: failureKey(workflow.id, retryOf ?? id ?? `gatilho ${day}`, said),
		tipo: 'falha',
		titulo: 'execution' in failure ? executionTitle : triggerTitle,
		workflow_id: workflow.id,
		workflow: workflow.name,
		erro: failureText('failed', lastNodeExecuted ?? error.node?.name ?? null, said === '' ? null : said),
		pedido: '',
		conta: '',
		execucao: id ?? '',
		link: url,
	};
}

const tells = 'avisa';
const repeats = 'repete';

/**
 * Records the failures and returns whether this execution should report them: of several at once,
 * the first that recorded does.
 */
async function isFirst(register: Register, facts: Fact[], repeatedMinutes: number): Promise<boolean> {
	const [{ workflow_id: workflowId, erro }] = facts;
	const before = new Set((await register.openFacts([is('workflow_id', workflowId)])).map(({ chave }) => chave));
	const fresh = facts.filter(({ chave }) => !before.has(chave));
	if (fresh.length === 0) return false;
	const ids = await register.note(fresh);
	const same = await register.openFacts([is('tipo', 'falha'), is('workflow_id', workflowId), is('erro', erro)]);
	// Compared here because n8n on SQLite compares createdAt with a date as text.
	const since = Date.now() - repeatedMinutes * 60_000;
	const others = same.filter(({ id, createdAt }) => !ids.includes(id) && Date.parse(createdAt) >= since);
	const isLater = others.some(({ id, grupo }) => grupo === tells || (grupo === '' && id < Math.min(...ids)));
	await register.mark(ids, isLater ? repeats : tells);
	return !isLater;
}
