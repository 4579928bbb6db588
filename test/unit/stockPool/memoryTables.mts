import type { Cell, Condition, Filter, Row } from '../../../nodes/BlingStockPool/framework';
import type { PoolTable, PoolTables } from '../../../nodes/BlingStockPool/store';

type Cells = Record<string, Cell>;

const compare: Record<Condition['condition'], (a: Cell, b: Cell) => boolean> = {
	eq: (a, b) => a === b,
	neq: (a, b) => a !== b,
	lt: (a, b) => a !== null && b !== null && a < b,
	lte: (a, b) => a !== null && b !== null && a <= b,
	gt: (a, b) => a !== null && b !== null && a > b,
	gte: (a, b) => a !== null && b !== null && a >= b,
};

const matches = (row: Row, filter: Filter): boolean => {
	const fulfils = ({ columnName, condition, value }: Condition) => compare[condition]((row[columnName] ?? null) as Cell, value);
	return Array.isArray(filter) ? filter.every(fulfils) : filter.any.some(fulfils);
};

/** A table in memory: each method is one moment, before which `step` may wait, or never return. */
export class MemoryTable implements PoolTable {
	data: Row[] = [];

	constructor(
		private readonly about: { step: () => Promise<void>; nextId: () => number; now: () => number },
		data?: MemoryTable,
	) {
		if (data) this.data = data.data;
	}

	/** The same rows, seen by another run. */
	seenBy(step: () => Promise<void>): PoolTable {
		const owner = this;
		const at = async <T,>(act: () => T): Promise<T> => {
			await step();
			return act();
		};
		return {
			async *rows(filter, most = Infinity) {
				yield* await at(() =>
					owner
						.find(filter)
						.slice(0, most)
						.map((row) => ({ ...row })),
				);
			},
			insert: async (data) => await at(() => data.map((row) => owner.put(row))),
			add: async (data) => {
				if (data.length > 0) await at(() => data.forEach((row) => owner.put(row)));
			},
			upsert: async (filter, data) =>
				await at(() => {
					const found = owner.find(filter);
					if (found.length === 0) owner.put(data);
					for (const row of found) Object.assign(row, data);
				}),
			updateWhere: async (filter, data) => await at(() => owner.find(filter).map((row) => ({ ...Object.assign(row, data) }))),
			deleteWhere: async (filter) => {
				if (!Array.isArray(filter) && filter.any.length === 0) return;
				await at(() => {
					const gone = new Set(owner.find(filter));
					owner.data = owner.data.filter((row) => !gone.has(row));
				});
			},
		};
	}

	rows = (filter: Filter, most?: number) => this.seenBy(this.about.step).rows(filter, most);
	insert = async (data: Cells[]) => await this.seenBy(this.about.step).insert(data);
	add = async (data: Cells[]) => await this.seenBy(this.about.step).add(data);
	upsert: PoolTable['upsert'] = async (filter, data) => await this.seenBy(this.about.step).upsert(filter, data);
	updateWhere = async (filter: Filter, data: Cells) => await this.seenBy(this.about.step).updateWhere(filter, data);
	deleteWhere = async (filter: Filter) => await this.seenBy(this.about.step).deleteWhere(filter);

	private find(filter: Filter): Row[] {
		return this.data.filter((row) => matches(row, filter));
	}

	private put(data: Cells): number {
		const id = this.about.nextId();
		this.data.push({ ...data, id, createdAt: new Date(this.about.now()).toISOString() });
		return id;
	}
}

export type MemoryTables = Record<keyof PoolTables, MemoryTable>;

/** Empty tables of a pool, with the row of the turn. */
export function memoryTables(now: () => number): MemoryTables {
	let ids = 0;
	const about = { step: async () => undefined, nextId: () => ++ids, now };
	const table = () => new MemoryTable(about);
	const tables = { queue: table(), memories: table(), turn: table(), participants: table(), deposits: table() };
	tables.turn.data.push({ id: ++ids, nome: 'vez', dono: '', expira: 0, numero: 0 });
	return tables;
}

/** The same tables as one run sees them. */
export const tablesSeenBy = (tables: MemoryTables, step: () => Promise<void>): PoolTables => ({
	queue: tables.queue.seenBy(step),
	memories: tables.memories.seenBy(step),
	turn: tables.turn.seenBy(step),
	participants: tables.participants.seenBy(step),
	deposits: tables.deposits.seenBy(step),
});
