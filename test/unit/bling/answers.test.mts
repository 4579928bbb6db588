import { gzipSync } from 'node:zlib';

import { jest } from '@jest/globals';
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import nock from 'nock';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { BlingStockPool } from '../../../nodes/BlingStockPool/BlingStockPool.node';
import type { Work } from '../../../nodes/BlingStockPool/document';
import { workSchema } from '../../../nodes/BlingStockPool/document';
import { hurry } from '../support/time.mts';
import { reading, workOf } from '../stockPool/works.mts';
import { callExecute, place } from '../support/contexts.mts';
import { credentialFor, refusalOf, runnerFor } from './support.mts';

jest.setTimeout(60_000);

const host = 'https://bling.example.com';
const run = runnerFor(credentialFor(` ${host}/Api/v3/ `, 'token'));
const api = () => nock(`${host}/Api/v3`);

beforeAll(() => {
	hurry(20);
	nock.disableNetConnect();
});
afterEach(() => {
	const pending = nock.pendingMocks();
	nock.cleanAll();
	expect(pending).toEqual([]);
});
afterAll(() => nock.restore());

/** What an operation of the stock pool makes of a batch, with a credential that nothing else used. */
async function runPool(operation: string, parameters: IDataObject, given: Partial<Work>): Promise<Work> {
	const type = new BlingStockPool();
	const credentials = { blingOAuth2Api: credentialFor(`${host}/Api/v3`, `token-of-the-pool-${operation}`) };
	const target = place({ type, parameters: { operation, ...parameters } as never, credentials });
	const { output } = await callExecute(target, [{ json: { ...workOf(given) } }]);
	return workSchema.parse(output[0].json);
}

const bearerOf = ({ accessToken }: IDataObject, options: IHttpRequestOptions) => ({
	...options,
	headers: { Authorization: `Bearer ${String(accessToken)}` },
});
const html = '<!doctype html><title>Manutenção</title>';
const missing = { error: { type: 'RESOURCE_NOT_FOUND', message: 'Não encontrado.', description: '' } };
const exit = { movement: 'S', productId: 1, depositId: 2, quantity: 1 };

describe('an answer that is not what was asked for', () => {
	test.each<[string, string, string, IDataObject, string, RegExp]>([
		['a movement', 'stock', 'addMovement', exit, 'POST /estoques', /posted anyway.*repeating it would post it twice/s],
		['an invoice', 'salesOrder', 'generateNfe', { orderId: 1 }, 'POST /pedidos/vendas/1/gerar-nfe', /generated anyway/],
	])('%s may have been carried out', async (_name, resource, operation, parameters, call, advice) => {
		for (const [status, body] of [
			[200, html],
			[201, '{"data":'],
			[201, {}],
			[201, { data: { id: 0 }, idNotaFiscal: 0 }],
		] as const) {
			api().post(/.*/).reply(status, body);
			const { message, description } = await refusalOf(run(resource, operation, parameters));
			expect(message).toBe(`Bling's answer to ${call} is not what its API documents`);
			expect(description).toMatch(advice);
		}
	});

	test.each<[string, string, IDataObject, string]>([
		['salesOrder', 'changeSituation', { orderId: 1, situationId: 9 }, 'PATCH /pedidos/vendas/1/situacoes/9'],
		['salesOrder', 'launchStock', { orderId: 1, depositId: '' }, 'POST /pedidos/vendas/1/lancar-estoque'],
		['salesOrder', 'revertStock', { orderId: 1 }, 'POST /pedidos/vendas/1/estornar-estoque'],
		['product', 'update', { productId: 1, changes: { productName: 'Caneca' } }, 'PATCH /produtos/1'],
	])('%s %s: what confirms nothing is no success', async (resource, operation, parameters, call) => {
		const own = runnerFor(credentialFor(`${host}/Api/v3`, `token-of-${operation}`));
		if (operation === 'changeSituation') api().get('/situacoes/modulos').reply(403);
		for (const body of [html, '{"data":', '{}', '[]', 'null', '{"error":{"type":"SERVER_ERROR"}}', '{"data":{"id":0}}']) {
			api().patch(/.*/).optionally().reply(200, body).post(/.*/).optionally().reply(200, body);
			const { message, description } = await refusalOf(own(resource, operation, parameters));
			expect(message).toBe(`Bling's answer to ${call} is not what its API documents`);
			expect(description).toMatch(/anyway/);
			nock.cleanAll();
		}
	});

	test('a product that was changed names itself', async () => {
		api()
			.patch('/produtos/1')
			.reply(200, { data: { id: 1, variations: null, warnings: [] } });
		const { items } = await run('product', 'update', { productId: 1, changes: { productName: 'Caneca' } });
		expect(items).toEqual([{ productId: 1, changed: ['nome'], data: { id: 1, variations: null, warnings: [] } }]);
	});

	test.each<[string, string, string, IDataObject, string]>([
		['balances', 'stock', 'getBalances', { productsBy: 'id', productIds: '1' }, 'GET /estoques/saldos'],
		['products', 'product', 'findBySku', { sku: 'A' }, 'GET /produtos'],
		['orders', 'salesOrder', 'findByNumber', { orderNumber: 1, fullOrder: true }, 'GET /pedidos/vendas'],
		['situations', 'salesOrder', 'changeSituation', { orderId: 1, situationId: 9 }, 'GET /situacoes/modulos'],
	])('%s: whose answer it is and to which call', async (_name, resource, operation, parameters, call) => {
		api()
			.get(/.*/)
			.reply(200, { data: [{ id: 'x' }], itens: html });
		if (operation === 'getBalances') {
			nock.cleanAll();
			api().get(/.*/).reply(200, html);
		}
		const { message, description, itemIndex } = await refusalOf(run(resource, operation, parameters));
		expect(message).toBe(`Bling's answer to ${call} is not what its API documents`);
		expect(description).toContain('API Base URL');
		expect(itemIndex).toBe(0);
	});
});

const key = '1'.repeat(44);
const document = async (documents: unknown, format = 'pdf') => {
	api()
		.get('/nfe/7')
		.reply(200, { data: { id: 7, chaveAcesso: key } });
	api().get(`/nfe/documento/${key}`).query({ formato: format }).reply(200, { data: documents });
	return await run('invoiceNfe', 'getDocument', { invoiceId: 7, format, binaryField: 'data' });
};
const zipped = (text: string | Buffer) => gzipSync(text).toString('base64');

describe('a document', () => {
	test.each<[string, unknown, string]>([
		['a page', zipped(html), 'pdf'],
		['a page for XML', zipped(html), 'xml'],
		['nothing', zipped(''), 'pdf'],
		['no gzip', Buffer.from('%PDF-1.4').toString('base64'), 'pdf'],
		['a bomb', zipped(Buffer.alloc(400_000_000)), 'pdf'],
	])('that is %s is a failure and no file', async (_name, conteudo, format) => {
		const { message } = await refusalOf(document([{ nome: 'x', conteudo }], format));
		expect(message).toBe(`The document that Bling sent is not a valid ${format.toUpperCase()} file`);
	});

	test('two bombs that fit one by one do not fit together', async () => {
		const half = zipped(Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(40 * 1024 * 1024)]));
		await expect(
			refusalOf(
				document([
					{ nome: 'a', conteudo: half },
					{ nome: 'b', conteudo: half },
				]),
			),
		).resolves.toMatchObject({ message: expect.stringContaining('not a valid PDF') });
	});

	test.each([
		['../../etc/danfe.pdf', 'danfe.pdf'],
		['C:\\x\\danfe.pdf', 'danfe.pdf'],
		['..', `${key}.pdf`],
	])('named %s is stored as %s', async (nome, fileName) => {
		const { items, binary } = await document([{ nome, conteudo: zipped('%PDF-1.4') }]);
		expect(items).toMatchObject([{ fileName }]);
		expect(binary[0]?.data.fileName).toBe(fileName);
	});
});

describe('errors', () => {
	test.each<[string, string, IDataObject, string]>([
		['salesOrder', 'get', { orderId: 1827 }, 'Order 1827'],
		['product', 'get', { productId: 5 }, 'Product 5'],
		['invoiceNfe', 'get', { invoiceId: 6 }, 'Invoice 6'],
		['consumerInvoiceNfce', 'get', { invoiceId: 7 }, 'Consumer invoice 7'],
		['deposit', 'get', { depositId: 8 }, 'Warehouse 8'],
	])('a 404 of %s %s names the thing, then the call', async (resource, operation, parameters, thing) => {
		api().get(/.*/).reply(404, missing);
		const { message, description, httpCode } = await refusalOf(run(resource, operation, parameters));
		expect(message).toMatch(
			new RegExp(`^${thing} does not exist in this Bling account\\. Bling answered 404 RESOURCE_NOT_FOUND to GET /.*: Não encontrado\\.$`),
		);
		expect(description).toMatch(/It may have been deleted/);
		expect(httpCode).toBe('404');
	});

	test.each<[string, number, unknown, string, RegExp]>([
		[
			'of the gateway keeps its message',
			504,
			{ message: 'Endpoint request timed out' },
			'Bling answered 504 to GET /produtos/5: Endpoint request timed out',
			/Try again later/,
		],
		[
			'of a redirect names the address',
			302,
			'',
			'Bling answered 302 to GET /produtos/5',
			/^Redirects are not followed: check the credential's API Base URL\./,
		],
		[
			'of an address that is too long',
			414,
			'',
			'Bling answered 414 to GET /produtos/5',
			/^This item's fields are too long for one request: shorten/,
		],
		[
			'of 403 without a body suggests the IP block first',
			403,
			'',
			'Bling answered 403 to GET /produtos/5',
			/^Bling gave no reason.*IP address.*wait 10 minutes.*If it persists.*scope/s,
		],
		[
			'of the day that has no period',
			429,
			{ error: { type: 'TOO_MANY_REQUESTS', message: 'x', description: 'O limite diário de requisições foi atingido.' } },
			'Bling answered 429 TOO_MANY_REQUESTS to GET /produtos/5: x O limite diário de requisições foi atingido.',
			/limit resets at/,
		],
	])('an error %s', async (_name, status, body, expected, advice) => {
		api()
			.get('/produtos/5')
			.reply(status, body as nock.Body);
		const { message, description } = await refusalOf(run('product', 'get', { productId: 5 }));
		expect(message).toBe(expected);
		expect(description).toMatch(advice);
	});

	test('an error that quotes the token does not store it', async () => {
		const token = 'fake-token-0123456789';
		api()
			.get('/produtos/5')
			.reply(400, { error: { type: 'X', message: `bad ${token}`, fields: [{ msg: token, element: token }] } });
		const refusal = await refusalOf(runnerFor(credentialFor(`${host}/Api/v3`, token))('product', 'get', { productId: 5 }));
		expect(refusal.message).toContain('bad ***');
		expect(JSON.stringify(refusal)).not.toContain(token);
	});

	test('a refresh token that was burnt says why', async () => {
		const refuse = () => {
			throw Object.assign(new Error('[object Object]'), {
				body: { error: { type: 'invalid_grant', message: 'Invalid refresh token', description: '' } },
			});
		};
		const { message, description } = await refusalOf(runnerFor(credentialFor(host, 'token'), refuse)('product', 'get', { productId: 5 }));
		expect(message).toBe('The Bling credential cannot be used: Invalid refresh token');
		expect(description).toMatch(/invalid_grant.*update n8n to 2\.30/);
	});
});

describe('situations', () => {
	const patch = () => api().patch('/pedidos/vendas/1/situacoes/9').reply(204);
	const change = async (credential = credentialFor(`${host}/Api/v3`, 'token-of-situations')) =>
		await runnerFor(credential)('salesOrder', 'changeSituation', { orderId: 1, situationId: 9 });

	test('without the right to read them the id is sent unchecked', async () => {
		api()
			.get('/situacoes/modulos')
			.reply(403, { error: { type: 'insufficient_scope', message: 'x' } });
		patch();
		api()
			.get('/pedidos/vendas')
			.query((query) => JSON.stringify(query).includes('"9"'))
			.reply(200, { data: [] });
		expect((await change()).items).toMatchObject([{ changed: true }]);
		const { items } = await runnerFor(credentialFor(`${host}/Api/v3`, 'token-of-situations'))('salesOrder', 'getMany', {
			limit: 1,
			filters: { situationIds: '9' },
		});
		expect(items).toEqual([]);
	});

	test('the module is found in any case, and another account is asked anew', async () => {
		for (const [token, nome] of [
			['token-1', 'VENDAS'],
			['token-2', 'vendas'],
		]) {
			api()
				.get('/situacoes/modulos')
				.reply(200, { data: [{ id: 3, nome }] });
			api()
				.get('/situacoes/modulos/3')
				.reply(200, { data: [{ id: 9, nome: 'Atendido' }] });
			patch();
			expect((await change(credentialFor(`${host}/Api/v3`, token))).items).toMatchObject([{ changed: true }]);
		}
	});

	test('any other failure is one', async () => {
		api().get('/situacoes/modulos').reply(500, {});
		expect((await refusalOf(change(credentialFor(`${host}/Api/v3`, 'token-3')))).message).toBe(
			'Bling answered 500 to GET /situacoes/modulos',
		);
	});
});

describe('a deposit without rows', () => {
	const deposits = (rows: IDataObject[]) => api().get('/depositos').query(true).reply(200, { data: rows });

	test('is no error where the account has it: its balances are unknown, and are set', async () => {
		api()
			.get('/produtos')
			.query(true)
			.reply(200, { data: [{ id: 1, codigo: 'A', situacao: 'A' }] });
		api().get('/estoques/saldos/2').query(true).reply(404, missing);
		deposits([{ id: 2, descricao: 'Novo' }]);
		api()
			.post('/estoques')
			.reply(201, { data: { id: 77 } });
		const { items } = await run('stock', 'setBalance', { productBy: 'id', productId: 1, depositId: 2, quantity: 5 });
		expect(items).toMatchObject([{ changed: true, before: null, movementId: 77 }]);
	});

	test('is named where the account lacks it', async () => {
		api().get('/estoques/saldos/3').query(true).times(2).reply(404, missing);
		deposits([{ id: 2, descricao: 'Novo' }]);
		expect((await refusalOf(run('stock', 'getBalances', { productsBy: 'id', productIds: '1', depositId: 3 }))).message).toMatch(
			/^Warehouse 3 does not exist in this Bling account\. Bling answered 404/,
		);
	});

	const rows = [
		{ id: 1, descricao: 'Geral', padrao: true },
		{ id: 2, descricao: 'Compartilhado', desconsiderarSaldo: true },
	];
	const company = () =>
		api()
			.get('/empresas/me/dados-basicos')
			.reply(200, { data: { id: 'c1', nome: 'Conta A' } });

	test('is zero for the stock pool', async () => {
		company();
		deposits(rows);
		api()
			.get('/produtos')
			.query(true)
			.reply(200, { data: [{ id: 1, codigo: 'A', situacao: 'A' }] });
		api()
			.get('/estoques/saldos')
			.query(true)
			.reply(200, {
				data: [{ produto: { id: 1 }, saldoFisicoTotal: 4, saldoVirtualTotal: 4, depositos: [{ id: 1, saldoFisico: 4, saldoVirtual: 4 }] }],
			});
		api().get('/estoques/saldos/2').query(true).reply(404, missing);
		deposits(rows);
		const { readings } = await runPool('readAccount', { account: 'A', principals: ['1'], shared: '2', safety: 0 }, { skus: ['A'] });
		expect(readings).toMatchObject([{ ok: true, balances: [{ sku: 'A', state: 'known', principal: 4, physical: 0, virtual: 0 }] }]);
	});

	test('nothing is written with the credential of another account', async () => {
		company();
		const about = { account: 'A', company: 'c2', sku: 'A', productId: 1, depositId: 2 };
		const writes = [{ ...about, target: 5, ceiling: null, physical: 0, virtual: 0, quantity: 5, journal: null }];
		const readings = [reading('A', [], { account: 'A', company: 'c2', shared: 2 })];
		const plan = { simulate: false, stop: null, writes, outcomes: [] };
		const { results } = await runPool('writeAccount', { note: '' }, { readings, plan });
		expect(results).toEqual([]);
	});
});

test.each<[string, string, number, RegExp]>([
	['of a SKU that is too long', 'x'.repeat(9000), 414, /^The field "SKU" .*too long/],
	['of a SKU that Bling refuses', 'ODD', 400, /^Bling answered 400/],
])('Set Balance %s fails no other item', async (_name, odd, status, refusal) => {
	const refuses = (uri: string) => uri.includes(odd);
	const products = (uri: string) =>
		['A', 'B'].flatMap((codigo, index) => (uri.includes(`=${codigo}&`) ? [{ id: index + 1, codigo, situacao: 'A' }] : []));
	const balances = (uri: string) =>
		[1, 2].flatMap((id) => (uri.includes(`=${id}`) ? [{ produto: { id }, saldoFisicoTotal: 1, saldoVirtualTotal: 1 }] : []));
	api()
		.persist()
		.get('/produtos')
		.query(true)
		.reply((uri) => (refuses(uri) ? [status, ''] : [200, { data: products(`${uri}&`) }]));
	api()
		.persist()
		.get('/estoques/saldos/2')
		.query(true)
		.reply(200, (uri) => ({ data: balances(uri) }));
	api()
		.post('/estoques')
		.times(2)
		.reply(201, { data: { id: 77 } });
	const target = place({
		type: new Bling(),
		parameters: {
			resource: 'stock',
			operation: 'setBalance',
			options: {},
			productBy: 'sku',
			sku: '={{ $json.sku }}',
			depositId: 2,
			quantity: 5,
		},
		credentials: { blingOAuth2Api: credentialFor(`${host}/Api/v3`, 'token') },
		authenticate: bearerOf,
		continueOnFail: true,
	});
	const { output } = await callExecute(target, [{ json: { sku: 'A' } }, { json: { sku: odd } }, { json: { sku: 'B' } }]);
	expect(output.map(({ json }) => json)).toMatchObject([
		{ changed: true, sku: 'A' },
		{ error: expect.stringMatching(refusal) },
		{ changed: true, sku: 'B' },
	]);
});

describe('a credential that is reconnected while its items run', () => {
	const credential = credentialFor(`${host}/Api/v3`, 'items-of-a');
	afterEach(() => void (credential.accessToken = 'items-of-a'));
	const of = (token: string) => nock(`${host}/Api/v3`, { reqheaders: { authorization: `Bearer ${token}` } });
	const reconnect = () => void (credential.accessToken = 'items-of-b');
	const product = (token: string, id: number, then = () => {}) =>
		of(token)
			.get('/produtos')
			.query(true)
			.reply(200, () => {
				then();
				return { data: [{ id, codigo: 'A', situacao: 'A' }] };
			});
	const deposit = (token: string, id: number) =>
		of(token)
			.get('/depositos')
			.query(true)
			.reply(200, { data: [{ id, padrao: true }] });
	const balance = (token: string, ids: { depositId: number; productId: number }, saldoFisicoTotal: number, then = () => {}) =>
		of(token)
			.get(`/estoques/saldos/${ids.depositId}`)
			.query(true)
			.reply(200, () => {
				then();
				return { data: [{ produto: { id: ids.productId }, saldoFisicoTotal, saldoVirtualTotal: saldoFisicoTotal }] };
			});
	const written = (token: string, productId: number, depositId: number, then = () => {}) =>
		of(token)
			.post(
				'/estoques',
				(body: IDataObject) =>
					JSON.stringify(body).includes(`"produto":{"id":${productId}}`) && JSON.stringify(body).includes(`"deposito":{"id":${depositId}}`),
			)
			.reply(201, () => {
				then();
				return { data: { id: 7 } };
			});
	const set = async (input: IDataObject[]) =>
		(await runnerFor(credential, bearerOf)('stock', 'setBalance', { productBy: 'sku', sku: 'A', quantity: '={{ $json.quantity }}' }, input))
			.items;

	test('the next item reads the products, the deposit and the balance of the new account', async () => {
		product('items-of-a', 1);
		deposit('items-of-a', 2);
		balance('items-of-a', { depositId: 2, productId: 1 }, 0);
		written('items-of-a', 1, 2, reconnect);
		product('items-of-b', 11);
		deposit('items-of-b', 12);
		balance('items-of-b', { depositId: 12, productId: 11 }, 0);
		written('items-of-b', 11, 12);
		expect(await set([{ quantity: 5 }, { quantity: 5 }])).toMatchObject([
			{ productId: 1, depositId: 2, changed: true },
			{ productId: 11, depositId: 12, changed: true },
		]);
	});

	test.each<[string, number, boolean]>([
		['a write', 6, true],
		['nothing to write', 5, false],
	])('what one item has read is of one account: %s', async (_name, quantity, changed) => {
		product('items-of-a', 1);
		deposit('items-of-a', 2);
		balance('items-of-a', { depositId: 2, productId: 1 }, 5, reconnect);
		product('items-of-b', 11);
		deposit('items-of-b', 12);
		balance('items-of-b', { depositId: 12, productId: 11 }, 5);
		if (changed) written('items-of-b', 11, 12);
		expect(await set([{ quantity }])).toMatchObject([{ productId: 11, depositId: 12, changed }]);
	});
});

describe('Fetch Resource', () => {
	let events = 0;
	const credential = credentialFor(`${host}/Api/v3`, 'token-of-a');
	const target = place({
		type: new BlingTrigger(),
		parameters: { events: ['*'], options: { fetchResource: true } },
		credentials: { blingOAuth2Api: credential },
		authenticate: bearerOf,
	});
	const delivery = (own: IDataObject = {}) => ({
		json: {
			vendor: 'bling',
			event: 'order.updated',
			id: `e-${++events}`,
			account: 'a',
			accountName: null,
			state: null,
			reference: '1',
			occurredAt: null,
			receivedAt: '2026-01-01T00:00:00.000Z',
			attempt: null,
			verifiedBy: ['signature'],
			redelivery: false,
			data: { id: 1 },
			...own,
		},
	});
	const company = (id: string, token: string) =>
		nock(`${host}/Api/v3`, { reqheaders: { authorization: `Bearer ${token}` } })
			.get('/empresas/me/dados-basicos')
			.reply(200, { data: { id, nome: `Conta ${id}` } });
	const order = (id: number, token: string) =>
		nock(`${host}/Api/v3`, { reqheaders: { authorization: `Bearer ${token}` } }).get(`/pedidos/vendas/${id}`);

	test('an order that does not exist any more passes without it, and its neighbours with theirs', async () => {
		company('a', 'token-of-a');
		order(1, 'token-of-a').reply(404, missing);
		order(2, 'token-of-a').reply(200, { data: { id: 2 } });
		const { output, hints } = await callExecute(target, [delivery(), delivery({ data: { id: 2 } })], 'retry');
		expect(output.map(({ json }) => json.resource)).toEqual([undefined, { id: 2 }]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('Order 1 does not exist in this Bling account') }]);
	});

	test('what a retry can cure fails', async () => {
		order(1, 'token-of-a').reply(500, {});
		await expect(callExecute(target, [delivery()], 'retry')).rejects.toThrow('Bling answered 500');
	});

	test('a delivery of A is never enriched with the token of B', async () => {
		credential.accessToken = 'token-of-b';
		company('b', 'token-of-b');
		await expect(callExecute(target, [delivery()], 'retry')).rejects.toThrow(
			/now belongs to another account: this delivery is from account a, the credential from account b/,
		);
		order(1, 'token-of-b').reply(200, { data: { id: 1 } });
		const { output } = await callExecute(target, [delivery({ account: 'b' })], 'retry');
		expect(output).toMatchObject([{ json: { accountName: 'Conta b', resource: { id: 1 } } }]);
	});

	test("a delivery of an account that was never this credential's passes without a resource, as before", async () => {
		const { output, hints } = await callExecute(target, [delivery({ account: 'c' })], 'retry');
		expect(output.map(({ json }) => json.resource)).toEqual([undefined]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('can only read that one') }]);
	});

	test('a credential that is reconnected while the resource is read', async () => {
		order(1, 'token-of-b').reply(200, () => {
			credential.accessToken = 'token-of-a';
			return { data: { id: 1 } };
		});
		company('a', 'token-of-a');
		await expect(callExecute(target, [delivery({ account: 'b' })], 'retry')).rejects.toThrow(/now belongs to another account/);
	});

	test('a refreshed token is asked for its account once', async () => {
		credential.accessToken = 'token-of-a-2';
		company('a', 'token-of-a-2');
		for (const id of [1, 2]) order(id, 'token-of-a-2').reply(200, { data: { id } });
		const { output } = await callExecute(target, [delivery(), delivery({ data: { id: 2 } })], 'retry');
		expect(output.map(({ json }) => json.resource)).toEqual([{ id: 1 }, { id: 2 }]);
	});
});
