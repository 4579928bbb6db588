type Json = Record<string, any>;

interface Answer {
	status: number;
	body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });

const compare: Record<string, (a: any, b: any) => boolean> = {
	eq: (a, b) => a === b,
	neq: (a, b) => a !== b,
	lt: (a, b) => a !== null && a < b,
	lte: (a, b) => a !== null && a <= b,
	gt: (a, b) => a !== null && a > b,
	gte: (a, b) => a !== null && a >= b,
};

/** n8n's data tables behind its public API: no unique keys, an update that returns the rows it changed. */
export class FakeDataTables {
	tables: Array<{ id: string; name: string; createdAt: string; columns: Json[]; rows: Json[] }> = [];
	/** Scopes that the API key lacks, such as `dataTable:list`. */
	denied: string[] = [];
	/** What who creates an existing table is answered. */
	conflict = 409;
	private ids = 0;

	answer(method: string, [tableId, part, verb]: string[], query: URLSearchParams, body: Json): Answer {
		const scope =
			part === undefined
				? `dataTable:${method === 'GET' ? 'list' : 'create'}`
				: `dataTableRow:${verb === 'upsert' ? 'upsert' : { GET: 'read', POST: 'create', PATCH: 'update', DELETE: 'delete' }[method]}`;
		if (this.denied.includes(scope)) return { status: 403, body: { message: 'Forbidden' } };
		if (part === undefined) return method === 'GET' ? this.list(query) : this.create(body);
		const table = this.tables.find(({ id }) => id === tableId);
		if (!table) return { status: 404, body: { message: 'Not Found' } };
		const unknown = [body?.data ?? {}]
			.flat()
			.flatMap((row: Json) => Object.keys(row))
			.find((key) => !table.columns.some(({ name }) => name === key));
		if (unknown) return { status: 400, body: { message: `unknown column name '${unknown}'` } };
		const filter = verb === 'update' || verb === 'upsert' ? body.filter : JSON.parse(query.get('filter') ?? '{"filters":[]}');
		if (verb === 'delete' && filter.filters.length === 0)
			return { status: 400, body: { message: 'At least one filter condition is required' } };
		const fulfils =
			(row: Json) =>
			({ columnName, condition, value }: Json) =>
				compare[condition](row[columnName] ?? null, value);
		const matching = table.rows.filter((row) =>
			filter.type === 'or' ? filter.filters.some(fulfils(row)) : filter.filters.every(fulfils(row)),
		);
		if (method === 'GET') {
			const from = Number(query.get('cursor') ?? 0);
			const data = matching.slice(from, from + Number(query.get('limit')));
			return ok({ data, nextCursor: from + data.length < matching.length ? String(from + data.length) : null });
		}
		if (verb === 'update') return ok(matching.map((row) => Object.assign(row, body.data)));
		if (verb === 'delete') {
			table.rows = table.rows.filter((row) => !matching.includes(row));
			return ok(true);
		}
		if (verb === 'upsert' && matching.length > 0) return ok(matching.map((row) => Object.assign(row, body.data)));
		const empty = Object.fromEntries(table.columns.map((column) => [column.name, null]));
		const createdAt = new Date().toISOString();
		const made = [body.data].flat().map((row: Json) => ({ ...empty, ...row, id: ++this.ids, createdAt, updatedAt: createdAt }));
		table.rows.push(...made);
		return ok(body.returnType === 'id' ? made.map(({ id }: Json) => ({ id })) : { success: true, insertedRows: made.length });
	}

	private list(query: URLSearchParams): Answer {
		const { name = [] } = JSON.parse(query.get('filter') ?? '{}');
		const wanted: string[] = [name].flat();
		const found = this.tables.filter((table) => wanted.every((part) => table.name.toLowerCase().includes(part.toLowerCase())));
		return ok({ data: found.map(({ rows: _rows, ...table }) => table), nextCursor: null });
	}

	private create({ name, columns }: Json): Answer {
		if (this.tables.some((table) => table.name === name)) return { status: this.conflict, body: { message: 'exists' } };
		const table = { id: `table${++this.ids}`, name, createdAt: new Date().toISOString(), columns, rows: [] };
		this.tables.push(table);
		return { status: 201, body: table };
	}
}
