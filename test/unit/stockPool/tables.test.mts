import { Readable } from 'node:stream';

import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { InstanceApi } from '../../../nodes/BlingStockPool/framework';
import { openTables } from '../../../nodes/BlingStockPool/open';
import { memoriesOf } from '../../../nodes/BlingStockPool/store';
import { expectedStory, tableStory } from '../../support/table-story.mts';
import { FakeDataTables } from '../deliveries/dataTables.mts';

type Json = Record<string, any>;

/** n8n's public API in front of tables that no other test has. */
async function apiOf(tables: FakeDataTables): Promise<InstanceApi> {
	const request = async ({ method = 'GET', url, qs, body }: IHttpRequestOptions) => {
		const query = new URLSearchParams(Object.entries((qs ?? {}) as Json).map(([name, value]): [string, string] => [name, String(value)]));
		const parts = new URL(url).pathname.replace('/api/v1/data-tables', '').split('/').filter(Boolean);
		const { status, body: answer } = tables.answer(
			method,
			parts,
			query,
			(Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as Json,
		);
		return { statusCode: status, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
	};
	const context = {
		getNode: () => ({ name: 'Receber', type: 'blingStockPool', typeVersion: 1, credentials: { n8nInstanceApi: { id: '1', name: 'n8n' } } }),
		getCredentials: async () => ({ baseUrl: 'http://n8n.example.com', apiKey: 'fake', resendSecret: '' }),
		getWorkflowDataProxy: () => ({ $execution: { resumeUrl: 'http://n8n.example.com/webhook-waiting/1' } }),
		helpers: {
			httpRequest: request,
			httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => await request(options),
		},
	};
	return await InstanceApi.of(context as unknown as IExecuteFunctions, 0);
}

const make = (tables: FakeDataTables, name: string, columns: Record<string, string>, rows: Json[]) => {
	const query = new URLSearchParams();
	const { body } = tables.answer('POST', [], query, {
		name,
		columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
	});
	if (rows.length > 0) tables.answer('POST', [(body as Json).id, 'rows'], query, { data: rows, returnType: 'count' });
};

test('the tables of the unit tests tell the story that a real n8n tells', async () => {
	const tables = new FakeDataTables();
	const ask = async (method: string, path: string, body?: Json) => {
		const { pathname, searchParams } = new URL(`http://x${path.startsWith('/') ? '' : '/'}${path}`);
		const { status, body: answer } = tables.answer(method, pathname.split('/').filter(Boolean), searchParams, body ?? {});
		if (status >= 300) throw new Error(String(status));
		return answer;
	};
	expect(await tableStory(ask)).toEqual(expectedStory);
});

test('all tables are made at the first time, the row of the turn once, and opened afterwards', async () => {
	const tables = new FakeDataTables();
	const first = await openTables(await apiOf(tables));
	const again = await openTables(await apiOf(tables));
	expect(tables.tables.map(({ name }) => name).sort()).toEqual([
		'estoque_depositos',
		'estoque_fila',
		'estoque_participantes',
		'estoque_registro',
		'estoque_saldos',
		'estoque_vez',
	]);
	expect([first.tookOver, again.tookOver, first.turnRow === again.turnRow]).toEqual([false, false, true]);
	expect(tables.tables.find(({ name }) => name === 'estoque_vez')?.rows).toHaveLength(1);
});

test('what 0.1 remembers, waits for and holds is taken over once', async () => {
	const tables = new FakeDataTables();
	const text = 'string';
	make(
		tables,
		'estoque_situacao',
		{
			chave: text,
			conta: text,
			empresa: text,
			sku: text,
			produtoId: 'number',
			depositoId: 'number',
			fisico: 'number',
			movimento: text,
			situacao: text,
		},
		[
			{
				conta: 'A',
				empresa: 'c1',
				sku: 'X',
				produtoId: 7,
				depositoId: 13,
				fisico: 15,
				movimento: 'sim',
				situacao: 'movimento no depósito compartilhado',
			},
			{ conta: 'B', empresa: 'c2', sku: 'X', produtoId: 8, depositoId: 23, fisico: 15, movimento: '', situacao: 'igual' },
		],
	);
	make(tables, 'estoque_pendentes', { fila: text, chave: text, tipo: text, conta: text, referencia: text, parado: text, origem: text }, [
		{ tipo: 'sku', conta: '', referencia: 'X', parado: 'limite', origem: 'formulário' },
		{ tipo: 'produto', conta: 'c1', referencia: '7', parado: '', origem: 'webhook stock.created' },
	]);
	make(tables, 'estoque_registro', { quando: text, resultado: text }, []);
	const { tables: pool, tookOver } = await openTables(await apiOf(tables));
	expect(tookOver).toBe(true);
	expect(await memoriesOf(pool, ['X'])).toMatchObject([
		{ company: 'c1', productId: 7, depositId: 13, physical: 15, held: true },
		{ company: 'c2', physical: 15, held: false },
	]);
	const rows = tables.tables.find(({ name }) => name === 'estoque_fila')?.rows;
	expect(rows).toMatchObject([
		{ chave: 'sku|X', tipo: 'sku', parado: true },
		{ chave: 'c1|produto|7', empresa: 'c1', parado: false },
	]);
	expect((await openTables(await apiOf(tables))).tookOver).toBe(false);
	expect(rows).toHaveLength(2);
});

test.each(['estoque_situacao', 'estoque_fila'])(
	'a table %s of another layout is refused in words, and nothing is written',
	async (name) => {
		const tables = new FakeDataTables();
		make(tables, name, { outra: 'string' }, []);
		const refused = await openTables(await apiOf(tables)).catch((error: unknown) => error);
		expect(String(refused)).toMatch(new RegExp(`The data table "${name}" lacks columns: `));
		expect(tables.tables.find((table) => table.name === name)?.rows).toEqual([]);
	},
);

test.each(['dataTable:list', 'dataTable:create', 'dataTableRow:read'])(
	'an API key without %s: says which scopes it needs',
	async (scope) => {
		const tables = new FakeDataTables();
		tables.denied.push(scope);
		const refused = (await openTables(await apiOf(tables)).catch((error: unknown) => error)) as Error & { description?: string };
		expect(refused.message).toContain(scope);
		expect(refused.description).toMatch(/dataTable:\* and dataTableRow:\*/);
	},
);
