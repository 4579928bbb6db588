import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

/** What this module needs of the client of n8n's public API; its errors are the caller's own. */
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

/** One condition; several must all hold. */
export interface Condition {
	columnName: string;
	condition: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte';
	value: Cell;
}

/** The API key may not do it, or this n8n has no tables: nothing was read or written. */
export class TablesUnavailable extends Error {}

const row = z.object({ id: z.number() }).catchall(z.unknown());

/** A row with n8n's own column `id`, which grows with every insert. */
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

const where = (filters: Condition[]): IDataObject => ({
	type: 'and',
	filters: filters.map((filter) => ({ ...filter })),
});

/** A data table of this n8n, by its public API. Every method throws `TablesUnavailable` where the API key may not. */
export class Table {
	private constructor(
		private readonly api: TableApi,
		private readonly path: string,
		/** Whether this call has just created it. */
		readonly isNew: boolean,
	) {}

	/**
	 * The table of this name, the oldest where the key sees several; undefined if there is none. Throws where it lacks
	 * columns or has them with another type.
	 */
	static async find(api: TableApi, layout: TableLayout): Promise<Table | undefined> {
		const found = await existing(api, layout);
		return found && new Table(api, pathOf(found), false);
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
			// Another process was quicker; at the same moment n8n 2.41.1 on PostgreSQL answers 500.
			const made = await Table.find(api, layout);
			if (made !== undefined) return made;
		}
		const made = description.pick({ id: true }).safeParse(checked(api, request, status, body));
		if (!made.success) throw api.notN8n();
		return new Table(api, pathOf(made.data), true);
	}

	/** The rows that fulfil all conditions, page by page, in the order of their ids. */
	async *rows(filters: Condition[]): AsyncGenerator<Row, void> {
		let cursor: string | undefined;
		do {
			const query = {
				filter: JSON.stringify(where(filters)),
				sortBy: 'id:asc',
				limit: pageSize,
				...(cursor === undefined ? {} : { cursor }),
			};
			const answer = page.safeParse(await ask(this.api, { path: `${this.path}/rows`, query, scope: 'dataTableRow:read' }));
			if (!answer.success) throw this.api.notN8n();
			yield* this.parsed(answer.data.data);
			cursor = answer.data.nextCursor ?? undefined;
		} while (cursor !== undefined);
	}

	/** Returns the new rows' ids. */
	async insert(data: Array<Record<string, Cell>>): Promise<number[]> {
		const body = { data, returnType: 'id' };
		const path = `${this.path}/rows`;
		const made = await ask(this.api, { method: 'POST', path, body, scope: 'dataTableRow:create' });
		return this.parsed(made).map(({ id }) => id);
	}

	/**
	 * Writes into all rows that fulfil the conditions and returns them as they are now. Of several callers at once that
	 * ask for the same old value exactly one gets the row back: a compare-and-set.
	 */
	async updateWhere(filters: Condition[], data: Record<string, Cell>): Promise<Row[]> {
		const body = { filter: where(filters), data, returnData: true };
		const path = `${this.path}/rows/update`;
		return this.parsed(await ask(this.api, { method: 'PATCH', path, body, scope: 'dataTableRow:update' }));
	}

	/** Deletes all rows that fulfil the conditions. */
	async deleteWhere(filters: Condition[]): Promise<void> {
		const query = { filter: JSON.stringify(where(filters)) };
		const path = `${this.path}/rows/delete`;
		await ask(this.api, { method: 'DELETE', path, query, scope: 'dataTableRow:delete' });
	}

	private parsed(json: unknown): Row[] {
		const parsed = rows.safeParse(json);
		if (!parsed.success) throw this.api.notN8n();
		return parsed.data;
	}
}

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

async function existing(api: TableApi, { name, columns }: TableLayout): Promise<Description | undefined> {
	const query = { filter: JSON.stringify({ name }), sortBy: 'createdAt:asc', limit: 100 };
	const answer = page.safeParse(await ask(api, { path: '/data-tables', query, scope: 'dataTable:list' }));
	const found = z.array(description).safeParse(answer.data?.data);
	if (!found.success) throw api.notN8n();
	const table = found.data.find((each) => each.name === name);
	if (table === undefined) return undefined;
	const has = new Map(table.columns.map((column) => [column.name, column.type]));
	const missing = Object.entries(columns).filter(([column, type]) => has.get(column) !== type);
	if (missing.length === 0) return table;
	throw api.refusal(
		`The data table "${name}" lacks columns: ${missing.map(([column, type]) => `${column} (${type})`).join(', ')}`,
		'It was made by another version or by hand. Rename or delete it under Data tables: it is then created anew. Nothing was written.',
	);
}
