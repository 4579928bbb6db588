import type { INodeExecutionData } from 'n8n-workflow';

import type { NewQueueRow, QueueRow, Run, Work } from './document';
import { freshRun, moreSchema } from './document';
import { isForm, readForm } from './form';
import { rethrow } from './framework';
import type { Asked } from './form';
import type { BlingDelivery, ToldBalance } from './queue';
import { balanceIn, blingDelivery, eventRows, nextBatch, skuRow, sweepOf, sweepRow } from './queue';
import type { PoolTables } from './store';
import { depositsOf, dueRows, is, memoriesOf, participantsOf, queueCells, stoppedRows, writtenOf } from './store';
import { rounded } from './bling';
import * as texts from './texts';
import { giveBackTurn, takeTurn } from './turn';

/** The input of one call of Receive. */
export type Given =
	| { kind: 'deliveries'; deliveries: BlingDelivery[] }
	| { kind: 'form'; asked: Asked }
	| { kind: 'schedule' }
	| { kind: 'more'; run: Run };

/** A page for the person who sent the form. */
export type Answer = { titulo: string; mensagem: string };

export interface Received {
	work?: Work;
	/** Whether somebody else is working: the input waits in the queue. */
	busy: boolean;
	answer?: Answer;
}

export interface Around {
	tables: PoolTables;
	turnRow: number;
	now: () => number;
	execution: string;
	/** Batches that one execution processes. */
	mostBatches: number;
}

/** Undefined for anything that none of the pool's nodes and triggers returns; all items of a call are of one kind. */
export function givenIn(items: INodeExecutionData[]): Given | undefined {
	const jsons = items.map(({ json }) => json);
	const [first] = jsons;
	if (first === undefined) return undefined;
	const deliveries = jsons.map((json) => blingDelivery.safeParse(json));
	if (deliveries.every(({ success }) => success)) {
		return { kind: 'deliveries', deliveries: deliveries.flatMap(({ data }) => (data ? [data] : [])) };
	}
	if (jsons.length > 1) return undefined;
	const more = moreSchema.safeParse(first);
	if (more.success) return { kind: 'more', run: more.data.run };
	if (isForm(first)) return { kind: 'form', asked: readForm(first) };
	// The output of n8n's Schedule Trigger and Manual Trigger.
	return typeof first.timestamp === 'string' || Object.keys(first).length === 0 ? { kind: 'schedule' } : undefined;
}

/** Queues the input, and takes the turn and the next batch if there is something to do and nobody is working. */
export async function receive(given: Given, around: Around): Promise<Received> {
	if (given.kind === 'form' && given.asked.mode === 'refused') {
		const { why } = given.asked;
		return {
			busy: false,
			answer: { titulo: texts.form.refusedTitle, mensagem: texts.form.refused(why) },
		};
	}
	const isNews = await enqueue(given, around);
	// The notice of our own writing is no reason to work.
	if (!isNews) return { busy: false };
	const asked = given.kind === 'form';
	const run = given.kind === 'more' ? given.run : { ...freshRun, asked };
	const taken = run.batch >= around.mostBatches ? 'nothing' : await take(run, around);
	if (typeof taken !== 'string') return { work: taken, busy: false };
	if (!asked) return { busy: taken === 'busy' };
	const more = taken === 'busy' ? texts.form.busy : texts.form.nothing;
	const mensagem = `${texts.form.received(around.execution)}\n${more}`;
	return { busy: taken === 'busy', answer: { titulo: texts.form.title, mensagem } };
}

/** Queues the input; false if there is nothing to do. */
export async function enqueue(given: Given, { tables, now }: Around): Promise<boolean> {
	if (given.kind === 'more') return true;
	const at = now();
	if (given.kind === 'deliveries') {
		const rows = eventRows(given.deliveries, at, await echoes(tables, given.deliveries));
		await tables.queue.add(rows.map(queueCells));
		return rows.length > 0;
	}
	if (given.kind === 'schedule') {
		await tables.queue.updateWhere([is('falhou', true)], { tentarApos: at });
		await tables.queue.add([queueCells(sweepRow('hour', texts.origins.schedule, at))]);
		return true;
	}
	await enqueueAsked(given.asked, tables, at);
	return true;
}

async function enqueueAsked(asked: Asked, { queue }: PoolTables, now: number): Promise<void> {
	const origin = texts.origins.form;
	const rows: NewQueueRow[] = [];
	if (asked.mode === 'suspects') await queue.updateWhere([is('falhou', true)], { tentarApos: now });
	if (asked.mode === 'release') await queue.updateWhere([is('parado', true)], { parado: false, autorizado: true, tentarApos: now });
	if (asked.mode === 'all' || asked.mode === 'recent') rows.push(sweepRow(asked.mode, origin, now));
	if (asked.mode === 'list' || asked.mode === 'confirm') {
		const confirmed = asked.mode === 'confirm';
		for (const sku of asked.skus) rows.push(skuRow(sku, origin, now, { confirmed }));
	}
	await queue.add(rows.map(queueCells));
}

/** Whether an event only reports what we last wrote into that warehouse, or are just writing. */
async function echoes(tables: PoolTables, deliveries: BlingDelivery[]): Promise<(balance: ToldBalance) => boolean> {
	const products = deliveries.flatMap((delivery) => balanceIn(delivery)?.productId ?? []);
	const written = await writtenOf(tables, [...new Set(products)]);
	return ({ company, productId, depositId, physical }) =>
		written.some(
			(one) =>
				one.company === company &&
				one.productId === productId &&
				one.depositId === depositId &&
				[one.physical, one.writing].some((left) => left !== null && rounded(left) === rounded(physical)),
		);
}

async function take(run: Run, around: Around): Promise<Work | 'busy' | 'nothing'> {
	const { tables, turnRow, now } = around;
	for (;;) {
		const turn = await takeTurn(tables, turnRow, now());
		if (turn === undefined) return 'busy';
		const at = now();
		try {
			const work = await batch({ turn, run, at }, tables);
			if (work !== undefined) return work;
		} catch (error) {
			await giveBackTurn(tables, turn);
			return rethrow(error);
		}
		await giveBackTurn(tables, turn);
		// Somebody may have queued something in the meantime, and found the turn taken.
		if (!(await isAnyDue(tables, now()))) return 'nothing';
	}
}

/** Whether something is waiting that may be done now. */
export async function isAnyDue(tables: PoolTables, now: number): Promise<boolean> {
	const [finders, skus] = [await dueRows(tables, 'finders', now, 1), await dueRows(tables, 'skus', now, 1)];
	return finders.length + skus.length > 0;
}

const mostRows = 500;

async function batch(about: Pick<Work, 'turn' | 'run' | 'at'>, tables: PoolTables): Promise<Work | undefined> {
	const finders = await dueRows(tables, 'finders', about.at, mostRows);
	const skus = await dueRows(tables, 'skus', about.at, mostRows);
	const rows = nextBatch(finders, skus, about.at);
	return rows.length === 0 ? undefined : await workOf({ ...about, rows, waiting: skus }, tables);
}

type Taken = Pick<Work, 'rows' | 'turn' | 'run' | 'at'> & { waiting: QueueRow[] };

async function workOf({ rows, turn, run, at, waiting }: Taken, tables: PoolTables): Promise<Work> {
	const skus = [...new Set(rows.flatMap(({ kind, reference }) => (kind === 'sku' ? [reference] : [])))];
	const look = rows.flatMap((row) => (row.kind === 'varredura' ? (sweepOf(row) ?? []) : []))[0];
	return {
		pool: 'work',
		turn,
		run: { ...run, batch: run.batch + 1 },
		at,
		rows: [...rows, ...(skus.length > 0 ? await stoppedRows(tables, skus) : [])],
		skus,
		sweep: look ? { ...look, deposits: await depositsOf(tables) } : null,
		waiting: skus.length > 0 ? [] : [...new Set(waiting.map(({ reference }) => reference))],
		memories: skus.length === 0 ? [] : await memoriesOf(tables, skus),
		participants: await participantsOf(tables),
		readings: [],
		plan: null,
		results: [],
	};
}
