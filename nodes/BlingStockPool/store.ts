import { z } from 'zod';

import type { Memory, NewQueueRow, Participant, QueueRow } from './document';
import { queueKinds } from './queueRow';
import type { Cell, Filter, Row } from './framework';
import type { layouts } from './layouts';
import type { MemoryRow } from './memories';

/** What the pool needs of a table: n8n's own (nodes/instance/tables.ts), or a test's. */
export interface PoolTable {
	rows(filter: Filter, most?: number): AsyncIterable<Row>;
	insert(data: Array<Record<string, Cell>>): Promise<number[]>;
	add(data: Array<Record<string, Cell>>): Promise<void>;
	upsert(filter: Array<{ columnName: string; condition: 'eq'; value: Cell }>, data: Record<string, Cell>): Promise<void>;
	updateWhere(filter: Filter, data: Record<string, Cell>): Promise<Row[]>;
	deleteWhere(filter: Filter): Promise<void>;
}

/** The tables of the pool by their content. */
export type PoolTables = Record<keyof typeof layouts, PoolTable>;

export const is = (columnName: string, value: Cell) => ({ columnName, condition: 'eq' as const, value });

export const among = (columnName: string, values: Array<string | number>): Filter => ({
	any: values.map((value) => is(columnName, value)),
});

const text = z
	.string()
	.nullish()
	.transform((given) => given ?? '');
const flag = z
	.boolean()
	.nullish()
	.transform((given) => given === true);
const count = z
	.number()
	.nullish()
	.transform((given) => given ?? 0);
const amount = z
	.number()
	.nullish()
	.transform((given) => given ?? null);

/** When n8n created a row. */
const instantOf = (createdAt: string | null | undefined): number => {
	const at = Date.parse(createdAt ?? '');
	return Number.isFinite(at) ? at : 0;
};

const queueRow = z
	.object({
		id: z.number(),
		createdAt: z.string().nullish(),
		chave: z.string().min(1),
		tipo: z.enum(queueKinds),
		empresa: text,
		referencia: z.string().min(1),
		origem: text,
		tentarApos: count,
		tentativas: count,
		falhou: flag,
		parado: flag,
		autorizado: flag,
		confirmado: flag,
	})
	.transform((row): QueueRow & { since: number } => ({
		id: row.id,
		since: instantOf(row.createdAt),
		key: row.chave,
		kind: row.tipo,
		company: row.empresa,
		reference: row.referencia,
		origin: row.origem,
		notBefore: row.tentarApos,
		attempts: row.tentativas,
		failed: row.falhou,
		stopped: row.parado,
		authorised: row.autorizado,
		confirmed: row.confirmado,
	}));

const memoryRow = z
	.object({
		id: z.number(),
		empresa: text,
		conta: text,
		sku: z.string().min(1),
		produtoId: amount,
		depositoId: amount,
		fisico: amount,
		reservado: amount,
		gravando: amount,
		soma: amount,
		segurado: flag,
		situacao: text,
		mensagem: text,
		pedidos: text,
		vistoEm: count,
		vez: count,
	})
	.transform(
		(row): Memory => ({
			ids: [row.id],
			since: row.vistoEm,
			turn: row.vez,
			company: row.empresa,
			account: row.conta,
			sku: row.sku,
			productId: row.produtoId,
			depositId: row.depositoId,
			physical: row.fisico,
			reserved: row.reservado,
			writing: row.gravando,
			sum: row.soma,
			held: row.segurado,
			situation: row.situacao,
			message: row.mensagem,
			sales: row.pedidos
				.split(', ')
				.map(Number)
				.filter((order) => Number.isSafeInteger(order) && order > 0),
		}),
	);

const participantRow = z
	.object({
		empresa: z.string().min(1),
		conta: text,
		pagina: count,
		produtos: count,
		pedidosDesde: amount,
		problema: text,
	})
	.transform(
		(row): Participant => ({
			company: row.empresa,
			account: row.conta,
			page: Math.max(1, row.pagina),
			products: row.produtos,
			ordersSince: row.pedidosDesde,
			problem: row.problema,
		}),
	);

const depositRow = z
	.object({ id: z.number(), empresa: z.string(), deposito: z.number(), nome: text })
	.transform((row) => ({ rowId: row.id, company: row.empresa, id: row.deposito, name: row.nome }));

/** Parsed rows; one that somebody edited beyond recognition is dropped. */
async function parsed<Schema extends z.ZodTypeAny>(rows: AsyncIterable<Row>, schema: Schema): Promise<Array<z.output<Schema>>> {
	const found: Array<z.output<Schema>> = [];
	for await (const row of rows) {
		const one = schema.safeParse(row);
		if (one.success) found.push(one.data);
	}
	return found;
}

/** The first rows that are due: those that find SKUs, or SKUs. */
export const dueRows = async ({ queue }: PoolTables, which: 'finders' | 'skus', now: number, most: number) =>
	await parsed(
		queue.rows(
			[
				{ columnName: 'tipo', condition: which === 'skus' ? 'eq' : 'neq', value: 'sku' },
				{ columnName: 'tentarApos', condition: 'lte', value: now },
				is('parado', false),
			],
			most,
		),
		queueRow,
	);

/** The rows of SKUs that the limit stopped and that are waiting for a person. */
export const stoppedRows = async ({ queue }: PoolTables, skus: string[]): Promise<QueueRow[]> =>
	(
		await parsed(
			queue.rows(
				among(
					'chave',
					skus.map((sku) => `sku|${sku}`),
				),
			),
			queueRow,
		)
	).filter(({ stopped }) => stopped);

/** What is remembered about SKUs; of several rows for one, left by a crash, the newest of the latest turn counts. */
export async function memoriesOf({ memories }: PoolTables, skus: string[]): Promise<Memory[]> {
	const found = new Map<string, Memory>();
	for (const memory of await parsed(memories.rows(among('sku', skus)), memoryRow)) {
		const key = `${memory.company || memory.account}|${memory.sku}`;
		const other = found.get(key);
		const counts = other && other.turn > memory.turn ? other : memory;
		found.set(key, { ...counts, ids: [...(other?.ids ?? []), ...memory.ids] });
	}
	return [...found.values()];
}

/** What we wrote, or are writing, for these products. */
export const writtenOf = async ({ memories }: PoolTables, productIds: number[]): Promise<Memory[]> =>
	await parsed(memories.rows(among('produtoId', productIds)), memoryRow);

export const participantsOf = async ({ participants }: PoolTables): Promise<Participant[]> =>
	await parsed(participants.rows([]), participantRow);

export const depositsOf = async ({ deposits }: PoolTables) => await parsed(deposits.rows([]), depositRow);

export const queueCells = (row: NewQueueRow): Record<string, Cell> => ({
	chave: row.key,
	tipo: row.kind,
	empresa: row.company,
	referencia: row.reference,
	origem: row.origin,
	tentarApos: row.notBefore,
	tentativas: row.attempts,
	falhou: row.failed,
	parado: row.stopped,
	autorizado: row.authorised,
	confirmado: row.confirmed,
});

export const memoryCells = (row: MemoryRow): Record<string, Cell> => ({
	empresa: row.company,
	conta: row.account,
	sku: row.sku,
	produtoId: row.productId,
	depositoId: row.depositId,
	fisico: row.physical,
	reservado: row.reserved,
	gravando: row.writing,
	soma: row.sum,
	segurado: row.held,
	situacao: row.situation,
	mensagem: row.message,
	pedidos: row.sales.join(', '),
	vistoEm: row.since,
	vez: row.turn,
});

export const participantCells = (row: Participant): Record<string, Cell> => ({
	empresa: row.company,
	conta: row.account,
	pagina: row.page,
	produtos: row.products,
	pedidosDesde: row.ordersSince,
	problema: row.problem,
});
