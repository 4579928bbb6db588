type Json = Record<string, any>;

interface Answer {
	status: number;
	body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });

const compare: Record<string, (a: any, b: any) => boolean> = {
	eq: (a, b) => a === b,
	neq: (a, b) => a !== b,
	lt: (a, b) => a < b,
	lte: (a, b) => a <= b,
	gt: (a, b) => a > b,
	gte: (a, b) => a >= b,
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
				: `dataTableRow:${{ GET: 'read', POST: 'create', PATCH: 'update', DELETE: 'delete' }[method]}`;
		if (this.denied.includes(scope)) return { status: 403, body: { message: 'Forbidden' } };
		if (part === undefined) return method === 'GET' ? this.list(query) : this.create(body);
		const table = this.tables.find(({ id }) => id === tableId);
		if (!table) return { status: 404, body: { message: 'Not Found' } };
		const filter = verb === 'update' ? body.filter : JSON.parse(query.get('filter') ?? '{"filters":[]}');
		const matching = table.rows.filter((row) =>
			filter.filters.every(({ columnName, condition, value }: Json) => compare[condition](row[columnName], value)),
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
		const made = body.data.map((row: Json) => ({ ...row, id: ++this.ids }));
		table.rows.push(...made);
		return ok(made.map(({ id }: Json) => ({ id })));
	}

	private list(query: URLSearchParams): Answer {
		const { name } = JSON.parse(query.get('filter') ?? '{}');
		return ok({ data: this.tables.filter((table) => table.name === name).map(({ rows: _rows, ...table }) => table), nextCursor: null });
	}

	private create({ name, columns }: Json): Answer {
		if (this.tables.some((table) => table.name === name)) return { status: this.conflict, body: { message: 'exists' } };
		const table = { id: `table${++this.ids}`, name, createdAt: new Date().toISOString(), columns, rows: [] };
		this.tables.push(table);
		return { status: 201, body: table };
	}
}
