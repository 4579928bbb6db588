import { z } from 'zod';

import type { NewQueueRow } from './document';
import type { InstanceApi, TableLayout } from './framework';
import { Table } from './framework';
import type { MemoryRow } from './memories';
import { skuRow } from './queue';
import type { PoolTables } from './store';
import { memoryCells, queueCells } from './store';

/** What must not be lost of the tables of 0.1; their other columns are not read. */
const old = {
	situation: {
		name: 'estoque_situacao',
		columns: {
			empresa: 'string',
			conta: 'string',
			sku: 'string',
			produtoId: 'number',
			depositoId: 'number',
			fisico: 'number',
			movimento: 'string',
			situacao: 'string',
		},
	},
	pending: {
		name: 'estoque_pendentes',
		columns: {
			chave: 'string',
			tipo: 'string',
			conta: 'string',
			referencia: 'string',
			parado: 'string',
			origem: 'string',
		},
	},
} satisfies Record<string, TableLayout>;

const text = z
	.string()
	.nullish()
	.transform((given) => given ?? '');
const amount = z
	.number()
	.nullish()
	.transform((given) => given ?? null);

const situation = z
	.object({
		empresa: text,
		conta: text,
		sku: z.string().min(1),
		produtoId: amount,
		depositoId: amount,
		fisico: amount,
		movimento: text,
		situacao: text,
	})
	.transform(
		(row): MemoryRow => ({
			since: 0,
			turn: 0,
			company: row.empresa,
			account: row.conta,
			sku: row.sku,
			productId: row.produtoId,
			depositId: row.depositoId,
			physical: row.fisico,
			reserved: null,
			writing: null,
			sum: null,
			held: row.movimento === 'sim',
			situation: row.situacao,
			message: '',
			sales: [],
		}),
	);

const pending = z
	.object({
		tipo: z.enum(['sku', 'produto', 'pedido']),
		conta: text,
		referencia: z.string().min(1),
		parado: text,
		origem: text,
	})
	.transform(({ tipo, conta, referencia, parado, origem }): NewQueueRow => {
		const row = skuRow(referencia, origem, 0, { stopped: parado !== '' });
		return tipo === 'sku' ? row : { ...row, kind: tipo, company: conta, key: `${conta}|${tipo}|${referencia}` };
	});

/**
 * Copies version 0.1's memory, queue and holds. Repeating it, as after a crash, changes nothing:
 * the newest row of a SKU counts, and a row of the queue may occur twice. Throws if a table of that
 * name lacks the columns of 0.1.
 */
export async function takeOver(api: InstanceApi, { queue, memories }: PoolTables): Promise<boolean> {
	const tables = await Table.findAll(api, old);
	await copy(tables.situation, situation, async (rows) => await memories.add(rows.map(memoryCells)));
	await copy(tables.pending, pending, async (rows) => await queue.add(rows.map(queueCells)));
	return tables.situation !== undefined || tables.pending !== undefined;
}

const atOnce = 500;

async function copy<Schema extends z.ZodTypeAny>(
	table: Table | undefined,
	schema: Schema,
	add: (rows: Array<z.output<Schema>>) => Promise<void>,
): Promise<void> {
	let rows: Array<z.output<Schema>> = [];
	for await (const row of table?.rows([]) ?? []) {
		const one = schema.safeParse(row);
		if (one.success) rows.push(one.data);
		if (rows.length < atOnce) continue;
		await add(rows);
		rows = [];
	}
	if (rows.length > 0) await add(rows);
}
