import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

/** What this module needs from the client of n8n's public API; its errors are the caller's own. */
export interface TableApi {
	call(request: TableRequest): Promise<{ status: number; body: unknown }>;
	refused(request: TableRequest, status: number, body: unknown): Error;
	refusal(message: string, description: string): Error;
	notN8n(): Error;
}

interface TableRequest {
	method?: IHttpRequestMethods;
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** The scope that the API key needs for it. */
	scope: string;
}

/** A table by its name and its columns. */
export interface TableLayout {
	name: string;
	columns: Record<string, 'string' | 'number' | 'boolean' | 'date'>;
}

export type Cell = string | number | boolean | null;

/** One condition. */
export interface Condition {
	columnName: string;
	condition: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
	value: Cell;
}

/** Conditions of which all, or at least one, must hold. */
export type Filter = Condition[] | { any: Condition[] };

/** The API key may not do it, or this n8n has no data tables: nothing was read or written. */
export class TablesUnavailable extends Error {}

const row = z.object({ id: z.number() }).catchall(z.unknown());

/** A row with n8n's own column `id`, which increases with every insert. */
export type Row = z.infer<typeof row>;

const rows = z.array(row);
const page = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullish() });
const description = z.object({
	id: z.string(),
	name: z.string(),
	createdAt: z.string(),
	columns: z.array(z.object({ name: z.string(), type: z.string() })),
});

type Description = z.infer<typeof description>;

const pageSize = 250;
const conflict = 409;

const where = (filter: Filter): IDataObject => {
	const conditions = Array.isArray(filter) ? filter : filter.any;
	return { type: Array.isArray(filter) ? 'and' : 'or', filters: conditions.map((one) => ({ ...one })) };
};

/** n8n takes the row filter of reads and deletes in the address, of which servers accept at least 8 kB. */
const longestFilter = 5000;
/** A body with this many rows stays far below n8n's limit (16 MB). */
const insertedAtOnce = 500;

/** A data table of this n8n, through its public API. Every method throws `TablesUnavailable` if the API key may not. */
export class Table {
	private constructor(
		private readonly api: TableApi,
		/** Its path below the API: `at` opens the table with it without looking it up. */
		readonly path: string,
		/** Whether this call has just created it. */
		readonly isNew: boolean,
		/** Its columns and their types. */
		readonly columns: ReadonlyMap<string, string>,
	) {}

	/**
	 * The table of this name, the oldest if the key sees several; undefined if there is none.
	 * Throws if it lacks columns or has them with another type.
	 */
	static async find(api: TableApi, layout: TableLayout): Promise<Table | undefined> {
		const found = await existing(api, layout);
		return found && new Table(api, pathOf(found), false, columnsOf(found));
	}

	/** A table that was opened before, whose columns are known to be right. */
	static at(api: TableApi, path: string, layout: TableLayout): Table {
		return new Table(api, path, false, new Map(Object.entries(layout.columns)));
	}

	/** The same, created if there is none. */
	static async open(api: TableApi, layout: TableLayout): Promise<Table> {
		const found = await Table.find(api, layout);
		if (found !== undefined) return found;
		const columns = Object.entries(layout.columns).map(([name, type]) => ({ name, type }));
		const request: TableRequest = {
			method: 'POST',
			path: '/data-tables',
			body: { name: layout.name, columns },
			scope: 'dataTable:create',
		};
		const { status, body } = await api.call(request);
		if (status === conflict || status >= 500) {
			// Another process was faster; in that moment n8n 2.41.1 on PostgreSQL answers 500.
			const made = await Table.find(api, layout);
			if (made !== undefined) return made;
		}
		const made = description.pick({ id: true }).safeParse(checked(api, request, status, body));
		if (!made.success) throw api.notN8n();
		return new Table(api, pathOf(made.data), true, new Map(Object.entries(layout.columns)));
	}

	/** The existing tables of these names, in one call, with their columns checked. */
	static async findAll<Name extends string>(api: TableApi, layouts: Record<Name, TableLayout>): Promise<Partial<Record<Name, Table>>> {
		const listed = await list(api, commonStart(Object.values<TableLayout>(layouts).map(({ name }) => name)));
		const found: Partial<Record<Name, Table>> = {};
		for (const name in layouts) {
			const table = checkedColumns(api, layouts[name], listed);
			if (table !== undefined) found[name] = new Table(api, pathOf(table), false, columnsOf(table));
		}
		return found;
	}

	/** The rows that match the filter, page by page, ordered by ID; the first `most` of them. */
	async *rows(filter: Filter, most = Infinity): AsyncGenerator<Row, void> {
		for (const part of parts(filter)) yield* this.rowsOf(part, most);
	}

	private async *rowsOf(filter: Filter, most: number): AsyncGenerator<Row, void> {
		let cursor: string | undefined;
		let left = most;
		do {
			const query = {
				filter: JSON.stringify(where(filter)),
				sortBy: 'id:asc',
				limit: Math.min(pageSize, left),
				...(cursor === undefined ? {} : { cursor }),
			};
			const answer = page.safeParse(await ask(this.api, { path: `${this.path}/rows`, query, scope: 'dataTableRow:read' }));
			if (!answer.success) throw this.api.notN8n();
			const found = this.parsed(answer.data.data);
			yield* found;
			left -= found.length;
			cursor = answer.data.nextCursor ?? undefined;
		} while (cursor !== undefined && left > 0);
	}

	/** Returns the new rows' ids. */
	async insert(data: Array<Record<string, Cell>>): Promise<number[]> {
		const body = { data, returnType: 'id' };
		const path = `${this.path}/rows`;
		const made = await ask(this.api, { method: 'POST', path, body, scope: 'dataTableRow:create' });
		return this.parsed(made).map(({ id }) => id);
	}

	/** Inserts rows whose IDs nobody needs, so that n8n writes many with one statement. */
	async add(data: Array<Record<string, Cell>>): Promise<void> {
		const path = `${this.path}/rows`;
		for (let from = 0; from < data.length; from += insertedAtOnce) {
			const body = { data: data.slice(from, from + insertedAtOnce), returnType: 'count' };
			await ask(this.api, { method: 'POST', path, body, scope: 'dataTableRow:create' });
		}
	}

	/** Updates the rows that match the conditions, or inserts one. Two concurrent callers may both insert. */
	async upsert(filter: Condition[], data: Record<string, Cell>): Promise<void> {
		const body = { filter: where(filter), data };
		const path = `${this.path}/rows/upsert`;
		await ask(this.api, { method: 'POST', path, body, scope: 'dataTableRow:upsert' });
	}

	/**
	 * Updates all rows that match the filter and returns them as they are now. Of several
	 * concurrent callers that ask for the same old value exactly one gets the row back: a
	 * compare-and-set.
	 */
	async updateWhere(filter: Filter, data: Record<string, Cell>): Promise<Row[]> {
		const body = { filter: where(filter), data, returnData: true };
		const path = `${this.path}/rows/update`;
		return this.parsed(await ask(this.api, { method: 'PATCH', path, body, scope: 'dataTableRow:update' }));
	}

	/** Deletes all rows that match the filter; n8n refuses a filter without conditions. */
	async deleteWhere(filter: Filter): Promise<void> {
		const path = `${this.path}/rows/delete`;
		for (const part of parts(filter)) {
			const query = { filter: JSON.stringify(where(part)) };
			await ask(this.api, { method: 'DELETE', path, query, scope: 'dataTableRow:delete' });
		}
	}

	private parsed(json: unknown): Row[] {
		const parsed = rows.safeParse(json);
		if (!parsed.success) throw this.api.notN8n();
		return parsed.data;
	}
}

/** A list of alternatives, split so that each part fits into an address; without alternatives nothing is requested. */
function parts(filter: Filter): Filter[] {
	if (Array.isArray(filter)) return [filter];
	const found: Condition[][] = [];
	let room = 0;
	for (const condition of filter.any) {
		const length = encodeURIComponent(JSON.stringify(condition)).length + 3;
		if (length > room) found.push([]);
		room = (length > room ? longestFilter : room) - length;
		found.at(-1)?.push(condition);
	}
	return found.map((any) => ({ any }));
}

const columnsOf = ({ columns }: Description) => new Map(columns.map(({ name, type }) => [name, type]));

const pathOf = ({ id }: { id: string }) => `/data-tables/${encodeURIComponent(id)}`;

async function ask(api: TableApi, request: TableRequest): Promise<unknown> {
	const { status, body } = await api.call(request);
	return checked(api, request, status, body);
}

function checked(api: TableApi, request: TableRequest, status: number, body: unknown): unknown {
	if (status >= 200 && status < 300) return body;
	if (status === 403) throw new TablesUnavailable(`the API key lacks the scope ${request.scope}`);
	if (status === 404) throw new TablesUnavailable('the public API of this n8n has no data tables');
	throw api.refused(request, status, body);
}

/**
 * All tables whose names contain this, oldest first: that is how n8n reads the filter, and of
 * several names it requires all.
 */
async function list(api: TableApi, name: string): Promise<Description[]> {
	const found: Description[] = [];
	let cursor: string | undefined;
	do {
		const query = {
			...(name === '' ? {} : { filter: JSON.stringify({ name }) }),
			sortBy: 'createdAt:asc',
			limit: 100,
			...(cursor === undefined ? {} : { cursor }),
		};
		const answer = page.safeParse(await ask(api, { path: '/data-tables', query, scope: 'dataTable:list' }));
		const rows = z.array(description).safeParse(answer.data?.data);
		if (!answer.success || !rows.success) throw api.notN8n();
		found.push(...rows.data);
		cursor = answer.data.nextCursor ?? undefined;
	} while (cursor !== undefined);
	return found;
}

/** The common start of all names. */
function commonStart([first = '', ...others]: string[]): string {
	let length = first.length;
	while (!others.every((name) => name.startsWith(first.slice(0, length)))) length--;
	return first.slice(0, length);
}

const existing = async (api: TableApi, layout: TableLayout): Promise<Description | undefined> =>
	checkedColumns(api, layout, await list(api, layout.name));

/** The oldest of this name; throws if it lacks columns. */
function checkedColumns(api: TableApi, { name, columns }: TableLayout, found: Description[]): Description | undefined {
	const table = found.find((each) => each.name === name);
	if (table === undefined) return undefined;
	const has = columnsOf(table);
	const missing = Object.entries(columns).filter(([column, type]) => has.get(column) !== type);
	if (missing.length === 0) return table;
	throw api.refusal(
		`The data table "${name}" lacks columns: ${missing.map(([column, type]) => `${column} (${type})`).join(', ')}`,
		'It was created manually or by another version. Rename or delete it under Data tables, and it is created again. Nothing was written.',
	);
}
