import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { adviceOf } from './account';
import { BlingApi } from './bling';
import type { Work } from './document';
import { workSchema } from './document';
import { planFields, readAccountFields, receiveFields, writeAccountFields } from './fields';
import { InstanceApi, Parameters, rethrow } from './framework';
import { openTables, pruneLog, withTables } from './open';
import type { Opened } from './open';
import { planBatch } from './planBatch';
import { readAccount } from './readAccount';
import type { Around, Given } from './receive';
import { namelessEvents } from './queue';
import { enqueue, givenIn, receive } from './receive';
import { record } from './record';
import * as texts from './texts';
import { faultOf, writeAccount } from './writeAccount';

/** One entry of the node's menu. Its outputs are in the editor's order. */
interface PoolOperation {
	name: string;
	value: string;
	action: string;
	description: string;
	outputs: string[];
	fields: INodeProperties[];
	run(context: IExecuteFunctions, param: Parameters): Promise<Array<IDataObject[]>>;
}

const some = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);

/** The tables stay open for one call of the node. */
function around(context: IExecuteFunctions, { tables, turnRow }: Opened, mostBatches = 0): Around {
	return { tables, turnRow, now: () => Date.now(), execution: context.getExecutionId(), mostBatches };
}

/** The document in the first item; the pool processes one batch at a time. */
function workIn(context: IExecuteFunctions, param: Parameters): Work {
	const items = context.getInputData();
	const parsed = workSchema.safeParse(items[0].json);
	if (items.length === 1 && parsed.success) return parsed.data;
	const what = parsed.success ? `is ${items.length} items instead of one batch` : 'is not a batch of the stock pool';
	const where = parsed.success ? '' : ` (${parsed.error.issues[0].path.join('.')} ${parsed.error.issues[0].message})`;
	return param.refuse(
		'operation',
		`cannot run: its input ${what}${where}`,
		'Connect it as in the workflow "Bling: estoque unificado", without nodes in between that change the item.',
	);
}

const receiveOperation: PoolOperation = {
	name: 'Receive',
	value: 'receive',
	action: 'Receive events, the schedule or a form into the stock pool',
	description: 'Used by the bundled workflow: queues what arrived and returns the next batch',
	outputs: ['Work', 'Busy', 'Answer'],
	fields: receiveFields,
	async run(context, param) {
		const mostBatches = param.in('options').optionalCount('batches') ?? 100;
		const given = givenIn(context.getInputData());
		if (given === undefined) {
			return param.refuse(
				'operation',
				'received something other than events of a Bling Trigger, a schedule or the form "conciliar"',
				'Connect it as in the workflow "Bling: estoque unificado".',
			);
		}
		try {
			return await take(context, param, given, mostBatches);
		} catch (error) {
			// Whoever sent the form reads the page, not n8n's executions.
			const isTold = given.kind === 'form' && (error instanceof NodeOperationError || error instanceof NodeApiError);
			if (!isTold) return rethrow(error);
			const mensagem = texts.form.refused([error.message, error.description].filter(Boolean).join(' '));
			return [[], [], [{ titulo: texts.form.refusedTitle, mensagem }]];
		}
	},
};

async function take(context: IExecuteFunctions, param: Parameters, given: Given, mostBatches: number): Promise<IDataObject[][]> {
	const api = await InstanceApi.of(context, 0);
	const opened = await openTables(api);
	if (opened.tookOver) {
		const message = 'The tables of version 0.1 (estoque_situacao, estoque_pendentes) were migrated. You can delete them.';
		context.addExecutionHints({ type: 'info', location: 'outputPane', message });
	}
	return await withTables(api, async () => {
		if (given.kind === 'schedule') await pruneLog(opened.log, Date.now());
		const nameless = given.kind === 'deliveries' ? namelessEvents(given.deliveries) : [];
		if (nameless.length > 0) {
			await enqueue(given, around(context, opened));
			return param.refuse(
				'operation',
				`received events without a product or order: ${nameless.slice(0, 10).join('; ')}`,
				'Check the item in the input: either Bling sent it like this, or an earlier node changed it. The other events are queued for the next execution.',
			);
		}
		const { work, busy, answer } = await receive(given, around(context, opened, mostBatches));
		return [some(work), busy ? [{ busy }] : [], some(answer)];
	});
}

const readAccountOperation: PoolOperation = {
	name: 'Read Account',
	value: 'readAccount',
	action: 'Read an account of the stock pool',
	description: 'Used by the bundled workflow: finds the SKUs of events and reads their balances in this account',
	outputs: ['Work'],
	fields: readAccountFields,
	async run(context, param) {
		const settings = {
			account: param.text('account'),
			// An expression may contain a warehouse twice; its balance counts once.
			principals: [...new Set(param.ids('principals'))],
			shared: param.optionalId('shared') ?? null,
			safety: param.number('safety'),
		};
		const work = workIn(context, param);
		const reading = await readAccount(new BlingApi(context, 0), settings, work);
		for (const message of reading.problems.map(adviceOf)) context.addExecutionHints({ type: 'warning', location: 'outputPane', message });
		return [[{ ...work, readings: [...work.readings, reading] }]];
	},
};

const planOperation: PoolOperation = {
	name: 'Plan',
	value: 'plan',
	action: 'Plan the balances of the stock pool',
	description: 'Used by the bundled workflow: computes the new balance of each shared warehouse',
	outputs: ['Write', 'Nothing', 'Answer'],
	fields: planFields,
	async run(context, param) {
		const settings = {
			simulate: param.flag('simulate'),
			limitPercent: param.number('limitPercent'),
			limitMinimum: param.count('limitMinimum'),
		};
		const batch = workIn(context, param);
		const api = await InstanceApi.of(context, 0);
		const opened = await openTables(api);
		const { work, writes, answer } = await withTables(api, async () => await planBatch(batch, settings, around(context, opened)));
		return [writes ? [work] : [], writes ? [] : [work], some(answer)];
	},
};

const writeAccountOperation: PoolOperation = {
	name: 'Write Account',
	value: 'writeAccount',
	action: 'Write an account of the stock pool',
	description: "Used by the bundled workflow: writes this account's planned balances unless they changed in the meantime",
	outputs: ['Work'],
	fields: writeAccountFields,
	async run(context, param) {
		const note = param.optionalText('note') ?? '';
		const work = workIn(context, param);
		const fault = faultOf(work, Date.now());
		if (fault !== undefined) {
			return param.refuse('operation', `wrote nothing: ${fault}`, 'No node between Plan and Write Account may change the item.');
		}
		const results = await writeAccount(new BlingApi(context, 0), work, note);
		return [[{ ...work, results: [...work.results, ...results] }]];
	},
};

const recordOperation: PoolOperation = {
	name: 'Record',
	value: 'record',
	action: 'Record a batch of the stock pool',
	description: 'Used by the bundled workflow: records the result of a batch and lets the next one start',
	outputs: ['Log', 'Alert', 'More'],
	fields: [],
	async run(context, param) {
		const work = workIn(context, param);
		const api = await InstanceApi.of(context, 0);
		const opened = await openTables(api);
		const { log, notice, more } = await withTables(api, async () => await record(work, around(context, opened)));
		return [log.map((line) => ({ ...line })), some(notice), some(more)];
	},
};

/** The menu, by name. */
export const operations: PoolOperation[] = [planOperation, readAccountOperation, receiveOperation, recordOperation, writeAccountOperation];

/** Runs the chosen operation once for all items; each of its outputs is linked to the first. */
export async function runPool(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const chosen = context.getNodeParameter('operation', 0);
	const operation = operations.find(({ value }) => value === chosen);
	const param = new Parameters(context, 0, [
		...(operation?.fields ?? []),
		{ displayName: 'Operation', name: 'operation', type: 'options', noDataExpression: true, options: [], default: '' },
	]);
	if (operation === undefined)
		return param.refuse('operation', `"${String(chosen)}" does not exist`, 'Open the node and choose one from the list.');
	if (context.getNode().type.endsWith('Tool')) {
		return param.refuse(
			'operation',
			'may not be used by an AI agent',
			'It changes the stock of whole accounts. Run it in the workflow "Bling: estoque unificado".',
		);
	}
	const outputs = await operation.run(context, param);
	return outputs.map((items) => items.map((json) => ({ json, pairedItem: { item: 0 } })));
}
