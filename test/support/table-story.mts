type Json = Record<string, unknown>;

/** One call below `/data-tables`; throws where n8n refuses. */
export type AskTables = (method: string, path: string, body?: Json) => Promise<unknown>;

const where = (type: 'and' | 'or', ...filters: Array<[column: string, condition: string, value: unknown]>) => ({
	type,
	filters: filters.map(([columnName, condition, value]) => ({ columnName, condition, value })),
});
const asQuery = (filter: object) => `filter=${encodeURIComponent(JSON.stringify(filter))}`;

/**
 * What the stock pool and the ledger of resends ask of data tables, one after the other, and what came. The fake of the
 * unit tests and a real n8n must tell the same story.
 */
export async function tableStory(ask: AskTables): Promise<unknown[]> {
	const name = `historia_${Math.floor(Math.random() * 1e9)}`;
	const columns = Object.entries({ chave: 'string', numero: 'number', sim: 'boolean' }).map(([column, type]) => ({ name: column, type }));
	const made = (await ask('POST', '', { name, columns })) as { id: string };
	const rows = `/${made.id}/rows`;
	const refused = async (method: string, path: string, body?: Json) =>
		await ask(method, path, body).then(
			() => 'taken',
			() => 'refused',
		);
	const keys = (found: unknown) => (found as Json[]).map(({ chave, numero, sim }) => [chave, numero, sim]);
	const read = async (filter: object, more = '') =>
		(await ask('GET', `${rows}?limit=250&sortBy=id%3Aasc&${asQuery(filter)}${more}`)) as { data: Json[]; nextCursor: string | null };
	const all = async () => keys((await read(where('and', ['id', 'gt', 0]))).data);
	const update = async (filter: object, data: Json) => keys(await ask('PATCH', `${rows}/update`, { filter, data, returnData: true }));

	const listed = (await ask('GET', `?${asQuery({ name: name.slice(1, -1).toUpperCase() })}&limit=100`)) as {
		data: Array<{ name: string; columns: Json[] }>;
	};
	const story: unknown[] = [listed.data.map((table) => [table.name === name, table.columns.map((column) => [column.name, column.type])])];
	const both = (await ask('GET', `?${asQuery({ name: [name, 'sem_esta'] })}&limit=100`)) as { data: unknown[] };
	story.push(both.data);
	story.push(await refused('POST', '', { name, columns }));
	const ids = (await ask('POST', rows, {
		data: [
			{ chave: 'a', numero: 1, sim: true },
			{ chave: 'b', numero: 2.5, sim: false },
		],
		returnType: 'id',
	})) as Json[];
	story.push([ids.length, ids.every(({ id }) => typeof id === 'number'), Number(ids[0].id) < Number(ids[1].id)]);
	await ask('POST', rows, { data: [{ chave: 'c' }], returnType: 'count' });
	story.push(await all());
	story.push(typeof (await read(where('and', ['chave', 'eq', 'a']))).data[0].createdAt);
	story.push(keys((await read(where('and', ['numero', 'lte', 2.5], ['sim', 'eq', false]))).data));
	story.push(keys((await read(where('or', ['chave', 'eq', 'a'], ['numero', 'eq', 2.5]))).data));
	story.push(keys((await read(where('and', ['numero', 'eq', null]))).data));
	const first = (await ask('GET', `${rows}?limit=2&sortBy=id%3Aasc&${asQuery(where('and', ['id', 'gt', 0]))}`)) as {
		data: Json[];
		nextCursor: string;
	};
	const rest = (await ask(
		'GET',
		`${rows}?limit=2&sortBy=id%3Aasc&${asQuery(where('and', ['id', 'gt', 0]))}&cursor=${encodeURIComponent(first.nextCursor)}`,
	)) as typeof first;
	story.push([keys(first.data).length, keys(rest.data), rest.nextCursor]);
	story.push([
		await update(where('and', ['chave', 'eq', 'a'], ['numero', 'lt', 2]), { numero: 9 }),
		await update(where('and', ['chave', 'eq', 'a'], ['numero', 'lt', 2]), { numero: 9 }),
	]);
	await ask('POST', `${rows}/upsert`, { filter: where('and', ['chave', 'eq', 'a']), data: { chave: 'a', sim: false } });
	await ask('POST', `${rows}/upsert`, { filter: where('and', ['chave', 'eq', 'd']), data: { chave: 'd', numero: 4 } });
	story.push(await all());
	story.push(await refused('POST', rows, { data: [{ outra: 1 }], returnType: 'count' }));
	story.push(await refused('DELETE', `${rows}/delete?${asQuery({ type: 'and', filters: [] })}`));
	await ask('DELETE', `${rows}/delete?${asQuery(where('or', ['id', 'eq', ids[0].id], ['chave', 'eq', 'd']))}`);
	story.push(await all());
	return story;
}

export const expectedStory: unknown[] = [
	[
		[
			true,
			[
				['chave', 'string'],
				['numero', 'number'],
				['sim', 'boolean'],
			],
		],
	],
	[],
	'refused',
	[2, true, true],
	[
		['a', 1, true],
		['b', 2.5, false],
		['c', null, null],
	],
	'string',
	[['b', 2.5, false]],
	[
		['a', 1, true],
		['b', 2.5, false],
	],
	[['c', null, null]],
	[2, [['c', null, null]], null],
	[[['a', 9, true]], []],
	[
		['a', 9, false],
		['b', 2.5, false],
		['c', null, null],
		['d', 4, null],
	],
	'refused',
	'refused',
	[
		['b', 2.5, false],
		['c', null, null],
	],
];
