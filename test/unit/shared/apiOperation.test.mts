import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { publishedByBling } from '../../../nodes/Bling/resources/apiOperation';
import { publishedByNfeIo } from '../../../nodes/NfeIo/resources/apiOperation';
import { Contract } from '../../../nodes/shared/operations/apiOperation/contract';
import { contractOf } from '../../../nodes/shared/operations/apiOperation/published';
import { callExecute, loadOptionsOf, place } from '../support/contexts.mts';
import { hurry } from '../support/time.mts';

hurry(200);

let sent: string[] = [];
let bodies: string[] = [];
let answers: Array<{ type?: string; body: string | Buffer }> = [];
const server = createServer((request, response) => {
	let body = '';
	request.on('data', (chunk: Buffer) => (body += chunk.toString()));
	request.on('end', () => {
		sent.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`);
		bodies.push(body);
		const answer = answers.shift() ?? { body: '{"data":{"id":1}}' };
		response.setHeader('content-type', answer.type ?? 'application/json').end(answer.body);
	});
});
let address = '';
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
	sent = [];
	bodies = [];
	answers = [];
});

const bling = new Bling();
const nfeIo = new NfeIo();
const asTool = (type: INodeType): INodeType =>
	Object.assign(Object.create(type), { description: { ...type.description, name: `${type.description.name}Tool` } });

const byList = (value: string) => ({ __rl: true, mode: 'list', value });
const byPath = (value: string) => ({ __rl: true, mode: 'path', value });
const mapped = (value: IDataObject | null) => ({ mappingMode: 'defineBelow', value });

function placed(type: INodeType, chosen: IDataObject, value: IDataObject | null = null, own: IDataObject = {}) {
	return place({
		type,
		credentials: {
			blingOAuth2Api: { environment: 'custom', apiBaseUrl: `${address}/Api/v3` },
			nfeIoApi: { apiKey: 'k', webhooksBaseUrl: address, invoicesBaseUrl: address },
		},
		parameters: {
			resource: 'apiOperation',
			operation: 'call',
			apiOperation: chosen,
			fields: mapped(value),
			options: {},
			returnAll: false,
			limit: 50,
			...own,
		} as IDataObject,
	});
}
const run = async (...given: Parameters<typeof placed>) => (await callExecute(placed(...given), [{ json: {} }])).output;
const json = async (...given: Parameters<typeof placed>) => (await run(...given)).map((item) => item.json);
const pageOf = (length: number, first = 0) => ({ body: JSON.stringify({ data: Array.from({ length }, (_, n) => ({ id: first + n })) }) });

describe('what does not fit is refused by its field, and nothing is sent', () => {
	afterEach(() => expect(sent).toEqual([]));

	test.each<[string, string, IDataObject | null, string]>([
		[
			'an unknown parameter',
			'GET /contatos',
			{ query_cor: 'azul' },
			'The field "Fields" has "cor", which the chosen operation does not have',
		],
		['a number that is none', 'GET /contatos', { query_idVendedor: 'abc' }, 'The field "idVendedor (Query)" is not a number: "abc"'],
		['a fraction', 'GET /contatos', { query_idVendedor: 1.5 }, 'The field "idVendedor (Query)" must be a whole number, not 1.5'],
		['another choice', 'GET /produtos', { query_tipo: 'Z' }, 'The field "tipo (Query)" is not in the list: "Z"'],
		['no date', 'GET /pedidos/vendas', { query_dataInicial: 'ontem' }, 'The field "dataInicial (Query)" is not a date: "ontem"'],
		[
			'a list with a word',
			'GET /contatos',
			{ query_idsContatos: '1,b' },
			'The field "idsContatos[] (Query)" has an entry that is not a whole number: "b"',
		],
		['no id', 'GET /contatos/{idContato}', null, 'The field "idContato (Path)" is empty'],
		[
			'an id that climbs',
			'GET /contatos/{idContato}',
			{ path_idContato: '../produtos' },
			'The field "idContato (Path)" is not a number: "../produtos"',
		],
		[
			'an id with a slash',
			'GET /nfe/documento/{chaveAcesso}',
			{ path_chaveAcesso: '1/../../contatos' },
			'The field "chaveAcesso (Path)" is not an ID: "1/../../contatos"',
		],
		[
			'an encoded slash',
			'GET /nfe/documento/{chaveAcesso}',
			{ path_chaveAcesso: '..%2Fcontatos' },
			'The field "chaveAcesso (Path)" is not an ID: "..%2Fcontatos"',
		],
		[
			'a member of the wrong type',
			'POST /pedidos/vendas',
			{ wholeBody_body: { data: '2026-11-30', contato: { id: '7' }, itens: [] } },
			'The field "Body (JSON)" does not match: contato.id must be a whole number, not "7"',
		],
		[
			'an unknown member',
			'POST /contatos',
			{ wholeBody_body: '{"nome": "A", "tipo": "F", "situacao": "A", "cor": 1}' },
			'The field "Body (JSON)" does not match: cor is unknown to the vendor',
		],
		[
			'a missing member',
			'POST /contatos',
			{ wholeBody_body: '{"tipo": "F", "situacao": "A"}' },
			'The field "Body (JSON)" does not match: nome is missing',
		],
		['an empty body', 'PATCH /produtos/{idProduto}', { path_idProduto: 1, wholeBody_body: '{}' }, 'The field "Body (JSON)" is empty'],
		['a flat body without a field', 'POST /depositos', { body_descricao: 'Loja' }, 'The field "desconsiderarSaldo" is empty'],
		['nothing chosen', '', null, 'The field "API Operation" is empty'],
		['another form', 'contatos', null, 'The field "API Operation" does not match an operation'],
		['a method in small letters', 'get /contatos', null, 'The field "API Operation" does not match an operation'],
		['an own path that climbs', 'GET /a/../b', null, 'The field "API Operation" is not a path below the API'],
		['an own path with a query', 'GET /a?b=1', null, 'The field "API Operation" is not a path below the API'],
		['an own path to a host', 'GET //host/a', null, 'The field "API Operation" is not a path below the API'],
	])('%s', async (_title, chosen, value, message) => {
		await expect(run(bling, byPath(chosen), value)).rejects.toMatchObject({ message, description: expect.stringMatching(/\w/) });
	});

	test('all mistakes of a body in one error', async () => {
		const refused = run(bling, byList('POST /contatos'), { wholeBody_body: { nome: 1, tipo: 'F', situacao: 'A', cor: 1 } });
		await expect(refused).rejects.toMatchObject({
			message: 'The field "Body (JSON)" does not match: nome must be a text, not 1',
			description: "Nothing was sent. Correct it according to the vendor's documentation. Also: cor is unknown to the vendor.",
		});
	});

	test.each(['DELETE /v2/webhooks', 'DELETE /v2/webhooks/'])('NFE.io: %s', async (chosen) => {
		await expect(run(nfeIo, byPath(chosen))).rejects.toThrow('would delete all webhooks of the account');
	});

	test('an expression that gives nothing', async () => {
		const refused = run(bling, byList('GET /contatos'), { query_pesquisa: '={{ undefined }}' });
		await expect(refused).rejects.toThrow('The field "pesquisa (Query)" has an expression that returned nothing');
	});
});

describe('an agent', () => {
	const tool = asTool(bling);

	test('reads what is published', async () => {
		await json(tool, byList('GET /contatos/{idContato}'), { path_idContato: 7 });
		expect(sent).toEqual(['GET /Api/v3/contatos/7']);
	});

	test.each<[string, unknown]>([
		['without the switch', false],
		['with an expression in its place', '={{ true }}'],
		['with a word in its place', 'true'],
	])('does not write %s', async (_title, allowWriting) => {
		const refused = run(tool, byList('DELETE /contatos/{idContato}'), { path_idContato: 7 }, { allowWriting } as IDataObject);
		await expect(refused).rejects.toMatchObject({
			message: 'An AI agent may not call DELETE /contatos/{idContato}, which changes data',
			description: expect.stringContaining('"Allow the Agent to Write"'),
		});
		expect(sent).toEqual([]);
	});

	test('writes where a person switched it on', async () => {
		await json(tool, byList('DELETE /contatos/{idContato}'), { path_idContato: 7 }, { allowWriting: true });
		expect(sent).toEqual(['DELETE /Api/v3/contatos/7']);
	});

	test('calls nothing that is not published', async () => {
		const refused = run(tool, byPath('GET /segredos'), null, { allowWriting: true });
		await expect(refused).rejects.toThrow('An AI agent may only call operations in the list');
	});
});

describe('by path', () => {
	test('ids may stand in it; the rest is asked and checked', async () => {
		await json(bling, byPath('PATCH /pedidos/vendas/12/situacoes/9'));
		await json(bling, byPath('GET /contatos/7'));
		expect(sent).toEqual(['PATCH /Api/v3/pedidos/vendas/12/situacoes/9', 'GET /Api/v3/contatos/7']);
	});

	test('what is not published takes a query and a body as they are', async () => {
		const value = { wholeQuery_query: '{"a": 1}', wholeBody_body: { b: 2 } };
		expect(await json(bling, byPath('POST /novidades'), value)).toEqual([{ id: 1 }]);
		expect([sent, bodies]).toEqual([['POST /Api/v3/novidades?a=1'], ['{"b":2}']]);
	});
});

describe('a path finds what is published', () => {
	const contracts = [
		['Bling', publishedByBling],
		['NFE.io', publishedByNfeIo],
	] as const;

	test.each(contracts)('%s: each operation by its own words, and with ids in their places', async (_name, published) => {
		const contract = await contractOf<never>(published);
		for (const { key, path } of contract.operations) {
			expect(contract.place(key)).toMatchObject({ published: { key }, ids: {} });
			const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
			const called = contract.place(key.replace(/\{[^}]+\}/g, '7'));
			// Two that differ in the names of their ids alone are one call.
			expect(called?.published?.key.replace(/\{[^}]+\}/g, '{}')).toBe(key.replace(/\{[^}]+\}/g, '{}'));
			expect(Object.values(called?.published ? called.ids : {})).toEqual(names.map(() => '7'));
		}
	});

	test('words win over ids, wherever the file has them', () => {
		const operations = Object.fromEntries(['GET /a/{x}', 'GET /a/me'].map((key) => [key, { parameters: [], responses: {} }]));
		const contract = new Contract({ operations, schemas: {} }, [], () => true);
		expect(contract.place('GET /a/me')).toMatchObject({ published: { key: 'GET /a/me' } });
		expect(contract.place('GET /a/you')).toMatchObject({ published: { key: 'GET /a/{x}' }, ids: { x: 'you' } });
	});

	test.each<[string, string, string]>([
		['of 5,000 steps', '/a'.repeat(5_000), 'GET'],
		['of one long step', `/${'a'.repeat(10_000)}`, 'POST'],
		['of slashes', '/'.repeat(10_000), 'GET'],
		['of braces', `/contatos/${'{'.repeat(10_000)}`, 'GET'],
	])('a path of 10,000 characters, %s, is nothing that is published, for 1,000 items', async (_name, path, method) => {
		const contract = await contractOf(publishedByBling);
		const places = Array.from({ length: 1_000 }, () => contract.place(`${method} ${path}`));
		expect(places.every((place) => place?.published === undefined && place?.path === path)).toBe(true);
	});

	test.each([`GET ${'/a'.repeat(5_000)}/..`, `GET /${'.'.repeat(10_000)}/ü`, `GET ${'/'.repeat(10_000)}`, `GET ${' '.repeat(10_000)}`])(
		'a hostile one is refused',
		async (chosen) => {
			await expect(run(bling, byPath(chosen))).rejects.toThrow('The field "API Operation"');
			expect(sent).toEqual([]);
		},
	);
});

describe('answers', () => {
	test('Return All asks page after page', async () => {
		answers = [pageOf(100), pageOf(100, 100), pageOf(3, 200)];
		expect(await json(bling, byList('GET /contatos'), { query_idsContatos: [1, 2] }, { returnAll: true })).toHaveLength(203);
		expect(sent[2]).toBe('GET /Api/v3/contatos?idsContatos[]=1&idsContatos[]=2&pagina=3&limite=100');
	});

	test('a limit is kept over pages', async () => {
		answers = [pageOf(100), pageOf(100, 100)];
		expect(await json(bling, byList('GET /contatos'), null, { limit: 120 })).toHaveLength(120);
	});

	test.each<[string, boolean]>([
		['GET /contatos', true],
		['GET /contatos/7', true],
		['={{ "GET /contatos" }}', true],
		['GET /contatos/{idContato}', false],
		['POST /contatos', false],
		['', false],
	])('"Return All" beside %j: %s', (chosen, isShown) => {
		const parameters = { resource: 'apiOperation', operation: 'call', apiOperation: byList(chosen) };
		const field = bling.description.properties.find(
			({ name, displayOptions }) => name === 'returnAll' && displayOptions?.show?.resource?.includes('apiOperation'),
		);
		expect(field && NodeHelpers.displayParameter(parameters, field, null, bling.description)).toBe(isShown);
	});

	test('a list whose pages have no published size ends with an empty page, or one that comes again', async () => {
		answers = [pageOf(2), pageOf(0)];
		expect(await json(bling, byList('GET /caixas'), null, { returnAll: true })).toHaveLength(2);
		answers = [pageOf(2), pageOf(2)];
		expect(await json(bling, byList('GET /caixas'), null, { returnAll: true })).toHaveLength(2);
		expect(sent[0]).toBe('GET /Api/v3/caixas?pagina=1');
	});

	test('NFE.io: the list beside the page numbers; secrets stay out', async () => {
		answers = [{ body: '{"companies":[{"id":"1"},{"id":"2"}],"page":1}' }, { body: '{"webHooks":[{"id":"1","secret":"geheim"}]}' }];
		expect(await json(nfeIo, byList('GET /v1/companies'))).toEqual([{ id: '1' }, { id: '2' }]);
		expect(await json(nfeIo, byList('GET /v2/webhooks'))).toEqual([{ id: '1' }]);
		expect(sent[0]).toBe('GET /v1/companies?pageIndex=1&pageCount=50');
	});

	test('NFE.io: secrets stay out of what is not published too', async () => {
		answers = [{ body: '{"webHooks":[{"id":"1","secret":"geheim"}]}' }];
		expect(await json(nfeIo, byPath('GET /v2/webhooks/'))).toEqual([{ id: '1' }]);
	});

	test.each(['application/zip', 'application/pdf', 'application/xml'])('%s becomes a file', async (type) => {
		answers = [{ type, body: Buffer.from([0x50, 0x4b, 0xff, 0]) }];
		const [{ json: told, binary }] = await run(bling, byPath('GET /arquivos'), null, { options: { binaryField: 'arquivo' } });
		expect(told).toEqual({ mimeType: type, size: 4 });
		expect(Buffer.from(binary?.arquivo.data ?? '', 'base64')).toEqual(Buffer.from([0x50, 0x4b, 0xff, 0]));
	});

	test('NFE.io: a published document becomes a file', async () => {
		answers = [{ type: 'application/pdf', body: '%PDF-1.4' }];
		const [{ binary }] = await run(nfeIo, byPath('GET /v1/companies/c/serviceinvoices/i/pdf'));
		expect(binary?.data.mimeType).toBe('application/pdf');
	});

	test.each(['GET /arquivos', 'GET /contatos/7', 'GET /contatos'])('a page in place of an answer to %s is an error', async (chosen) => {
		answers = [{ type: 'text/html', body: '<html>Manutenção</html>' }];
		await expect(run(bling, byPath(chosen))).rejects.toThrow('is not what its API documents');
	});
});

describe('the editor', () => {
	const search = async (type: INodeType, filter: string) =>
		(await type.methods?.listSearch?.searchApiOperations.call(loadOptionsOf(placed(type, byList(''))), filter))?.results ?? [];
	const fields = async (type: INodeType, chosen: IDataObject) =>
		(await type.methods?.resourceMapping?.getApiOperationFields.call(loadOptionsOf(placed(type, chosen))))?.fields ?? [];

	test.each<[string, INodeType, number]>([
		['Bling', bling, 255],
		['NFE.io', nfeIo, 76],
	])('%s: each operation has a label of its own', async (_name, type, count) => {
		const results = await search(type, '');
		expect(new Set(results.map(({ name }) => name)).size).toBe(count);
		expect(results.filter(({ name }) => !/^[A-Z].*: [A-Z].* \(.+\)$/.test(name))).toEqual([]);
	});

	test('words are found in both languages, without accents', async () => {
		expect((await search(bling, 'lancar estoque pedidos vendas')).map(({ name }) => name)).toEqual([
			'Sales Order: Post Stock by idDeposito (Pedidos › Vendas › Lançar estoque)',
			'Sales Order: Post Stock by idPedidoVenda (Pedidos › Vendas › Lançar estoque)',
		]);
		expect((await search(bling, 'contact get many')).map(({ value }) => value)).toContain('GET /contatos');
	});

	test.each<[INodeType, string, RegExp, RegExp?]>([
		[bling, 'nota', /^NFC?-e: /],
		[bling, 'Nota Fiscal', /^NFC?-e: /, /NFC?-e|NFS-e/],
		[bling, 'notas fiscais', /^NFC?-e: /, /NFC?-e|NFS-e/],
		[bling, 'nota fiscal de serviço', /^NFS-e: /, /NFS-e/],
		[bling, 'serviço', /^NFS-e: /],
		[bling, 'emitir', /^NF-e: (Create|Send) /],
		[bling, 'emitir nota de serviço', /^NFS-e: (Create|Send) /, /^NFS-e: (Create|Send) /],
		[bling, 'boleto', /^Receivable Boleto: /, /^Receivable/],
		[bling, 'pedido', /^(Sales|Purchase) Order: /],
		[bling, 'depósito', /^Warehouse: /],
		[nfeIo, 'nota', /^Service Invoice: /],
		[nfeIo, 'serviço', /^Service Invoice: /],
		[nfeIo, 'emitir', /^Service Invoice: Create /],
	])('a person finds what the contract names otherwise, the best first: case %#', async (type, filter, best, all = /./) => {
		const names = (await search(type, filter)).map(({ name }) => name);
		expect(names[0]).toMatch(best);
		expect(names.filter((name) => !all.test(name))).toEqual([]);
	});

	test('what nothing has is not found', async () => {
		expect(await search(bling, 'xadrez')).toEqual([]);
		expect(await search(bling, 'emitir contato')).toEqual([]);
	});

	test('fields have the types of the contract; optional ones come by "Add field"', async () => {
		const list = await fields(bling, byList('GET /contatos'));
		expect(list.find(({ id }) => id === 'query_dataAlteracaoInicial')).toMatchObject({ removed: true, required: false });
		expect(list.find(({ id }) => id === 'query_pagina')).toBeUndefined();
		expect(await fields(bling, byList('PATCH /pedidos/vendas/{idPedidoVenda}/situacoes/{idSituacao}'))).toMatchObject([
			{ id: 'path_idPedidoVenda', type: 'string', required: true, removed: false },
			{ id: 'path_idSituacao', type: 'string', required: true, removed: false },
		]);
		expect(await fields(bling, byPath('GET /contatos/7'))).toEqual([]);
		expect((await fields(bling, byPath('POST /novidades'))).map(({ displayName }) => displayName)).toEqual(['Query (JSON)', 'Body (JSON)']);
	});
});

test('a contract with a word that is not checked is refused', () => {
	const contract = { operations: {}, schemas: { Thing: { type: 'string', pattern: '^a' } } };
	expect(() => new Contract(contract, [], () => true)).toThrow('pattern');
});
