import { jest } from '@jest/globals';
import nock from 'nock';

import { readError } from '../../../nodes/Bling/api/apiError';
import { Bucket, ErrorBudget } from '../../../nodes/Bling/api/limits';
import { hurry } from '../support/time.mts';
import { credentialFor, refusalOf, runnerFor } from './support.mts';

jest.setTimeout(60_000);

const host = 'https://bling.example.com';
const run = runnerFor(credentialFor(`${host}/Api/v3`, 'token'));
const api = () => nock(host);

beforeAll(() => {
	hurry(20);
	nock.disableNetConnect();
});
afterEach(() => {
	expect(nock.pendingMocks()).toEqual([]);
	nock.cleanAll();
});
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const error = (type: string, own: object = {}) => ({ error: { type, message: `Mensagem de ${type}`, description: 'Descrição.', ...own } });
const failure = (code: string) => Object.assign(new Error(code), { code });
const tooMany = (period: string) => error('TOO_MANY_REQUESTS', { limit: 3, period });

/** Published example, docs/facts/bling.md §4.3. */
const validation = {
	error: {
		type: 'VALIDATION_ERROR',
		message: 'Não foi possível salvar a venda',
		description: 'A venda não pode ser salva, pois ocorreram problemas em sua validação.',
		fields: [
			{
				code: 49,
				msg: 'Uma ou mais parcelas da venda possuem erros de validação',
				element: 'parcelas',
				namespace: 'VENDAS',
				collection: [
					{ index: 1, code: 12, msg: 'Id da forma de pagamento inválido.', element: 'formaPagamento', namespace: 'VENDAS' },
					{ index: 2, code: 13, msg: 'Valor inválido.', element: 'valor', namespace: 'VENDAS' },
				],
			},
			{ code: 50, msg: 'Contato inválido.', element: 'contato', namespace: 'VENDAS' },
		],
	},
};

test.each([
	['a page instead of JSON', '<!doctype html>{"data":['],
	['no data', '{"dados":{}}'],
	['data of another shape', '{"data":7}'],
])("an answer of 200 that is not the API's (%s) is an error with advice", async (_name, body) => {
	api().get('/Api/v3/produtos/1').reply(200, body, { 'content-type': 'application/json' });
	const { message, description } = await refusalOf(run('product', 'get', { productId: 1 }));
	expect(message).toBe("Bling's answer to GET /produtos/1 is not what its API documents");
	expect(description).toContain('API Base URL');
});

test('a validation error shows the message of every field and of every entry, with its index', async () => {
	api().patch('/Api/v3/produtos/1').reply(400, validation);
	const { message, httpCode, itemIndex } = await refusalOf(run('product', 'update', { productId: 1, changes: { price: '1' } }));
	for (const part of [
		'Não foi possível salvar a venda',
		'parcelas: Uma ou mais parcelas da venda possuem erros de validação (code 49)',
		'parcelas[1].formaPagamento: Id da forma de pagamento inválido. (code 12)',
		'parcelas[2].valor: Valor inválido. (code 13)',
		'contato: Contato inválido. (code 50)',
	]) {
		expect(message).toContain(part);
	}
	expect({ httpCode, itemIndex }).toEqual({ httpCode: '400', itemIndex: 0 });
});

test.each<[string, unknown, ReturnType<typeof readError>]>([
	[
		'OAuth style',
		{ error: 'invalid_token', error_description: 'has expired' },
		{ type: 'invalid_token', text: 'has expired', period: undefined },
	],
	['no JSON', '<html>', { type: 'UNKNOWN_ERROR', text: '', period: undefined }],
	['nothing', undefined, { type: 'UNKNOWN_ERROR', text: '', period: undefined }],
	['fields of another shape', { error: { type: 'X', message: 'm', fields: 'none' } }, { type: 'X', text: 'm', period: undefined }],
	['a 429', tooMany('day'), { type: 'TOO_MANY_REQUESTS', text: 'Mensagem de TOO_MANY_REQUESTS Descrição.', period: 'day' }],
])('reads an error body: %s', (_name, body, expected) => {
	expect(readError(body)).toEqual(expected);
});

test.each<[string, number, object, RegExp]>([
	['a scope that is missing', 403, error('insufficient_scope'), /scope.*"Estoques".*every account must authorize again/s],
	['a revoked user', 401, error('invalid_token'), /reconnect/],
	['an id that does not exist', 404, error('RESOURCE_NOT_FOUND'), /Check the ID/],
	['the limit of the day', 429, tooMany('day'), /limit resets at \d{4}-\d\d-\d\d 00:00 Brasília time/],
])('explains %s', async (_name, status, body, advice) => {
	// A 401 makes n8n authenticate once more.
	api()
		.get('/Api/v3/estoques/saldos')
		.query(true)
		.times(status === 401 ? 2 : 1)
		.reply(status, body);
	const refusal = await refusalOf(run('stock', 'getBalances', { productsBy: 'id', productIds: '1' }));
	expect(refusal.description).toMatch(advice);
	expect(refusal.httpCode).toBe(String(status));
});

test('a 429 of the second is waited for and repeated, also for a write', async () => {
	api().post('/Api/v3/estoques').reply(429, tooMany('second'));
	api()
		.post('/Api/v3/estoques')
		.reply(201, { data: { id: 7 } });
	const { items } = await run('stock', 'addMovement', { movement: 'S', productId: 1, depositId: 2, quantity: 1 });
	expect(items).toMatchObject([{ movementId: 7 }]);
});

test.each<[string, 'S' | 'E' | 'B', (scope: nock.Interceptor) => nock.Scope, RegExp]>([
	['an exit without an answer', 'S', (scope) => scope.replyWithError(failure('ECONNRESET')), /posted anyway.*Lançamentos.*warehouse 2/s],
	['an entry without an answer', 'E', (scope) => scope.replyWithError(failure('ECONNABORTED')), /repeating it would post it twice/],
	['an entry answered 500', 'E', (scope) => scope.reply(500, error('SERVER_ERROR')), /repeating it would post it twice/],
	['a balance answered 500', 'B', (scope) => scope.reply(500, error('SERVER_ERROR')), /can be repeated/],
])('%s is sent once; the error says how to find out', async (_name, movement, reply, advice) => {
	reply(api().post('/Api/v3/estoques'));
	const refusal = await refusalOf(run('stock', 'addMovement', { movement, productId: 1, depositId: 2, quantity: 1 }));
	expect(refusal.message).toMatch(/^Bling (did not answer: the outcome of POST \/estoques is unknown|answered 500)/);
	expect(refusal.description).toMatch(advice);
});

test('a connection that was refused was never sent: nothing is unknown', async () => {
	api().post('/Api/v3/estoques').replyWithError(failure('ECONNREFUSED'));
	const refusal = await refusalOf(run('stock', 'addMovement', { movement: 'S', productId: 1, depositId: 2, quantity: 1 }));
	expect(refusal.message).toBe('Bling could not be reached (ECONNREFUSED)');
	expect(refusal.description).toMatch(/Check this n8n's network/);
});

test('a balance that is null, empty or no number is unknown, not zero', async () => {
	const row = (id: number, saldo: unknown) => ({ produto: { id }, saldoFisicoTotal: saldo, saldoVirtualTotal: saldo });
	api()
		.get('/Api/v3/estoques/saldos')
		.query(true)
		.times(2)
		.reply(200, { data: [row(1, null), row(2, ''), row(3, 'muito'), row(4, '0.000')] });
	const { items } = await run('stock', 'getBalances', { productsBy: 'id', productIds: '1,2,3,4' });
	expect(items.map(({ known, saldoFisicoTotal }) => [known, saldoFisicoTotal])).toEqual([
		[false, null],
		[false, null],
		[false, null],
		[true, 0],
	]);
});

test('lists are read until a short page', async () => {
	const page = (length: number, first: number) => ({ data: Array.from({ length }, (_, index) => ({ id: first + index })) });
	api().get('/Api/v3/depositos').query({ pagina: 1, limite: 100 }).reply(200, page(100, 1));
	api().get('/Api/v3/depositos').query({ pagina: 2, limite: 100 }).reply(200, page(100, 101));
	api().get('/Api/v3/depositos').query({ pagina: 3, limite: 100 }).reply(200, page(0, 201));
	expect((await run('deposit', 'getMany', { returnAll: true })).items).toHaveLength(200);
	api().get('/Api/v3/depositos').query({ pagina: 1, limite: 7 }).reply(200, page(7, 1));
	expect((await run('deposit', 'getMany', { limit: 7 })).items).toHaveLength(7);
});

test('dates go out in Brazilian time, from the zone of the workflow', async () => {
	api()
		.get('/Api/v3/produtos')
		.query((query) => query.dataAlteracaoInicial === '2026-03-01 09:30:00' && query.dataAlteracaoFinal === '2026-03-02 23:00:00')
		.reply(200, { data: [] });
	const filters = { changedFrom: '2026-03-01T12:30:00.000Z', changedTo: '2026-03-02T23:00:00-03:00' };
	expect((await run('product', 'getMany', { limit: 5, filters })).items).toEqual([]);
});

test('the bucket lets no more than three start before the first was answered a second ago', async () => {
	jest.useFakeTimers();
	try {
		const bucket = new Bucket(3, 1000);
		const started: number[] = [];
		const request = (lasts: number) => async () => {
			started.push(Date.now());
			await new Promise((resolve) => setTimeout(resolve, lasts));
		};
		const begin = Date.now();
		const all = [300, 100, 100, 0, 0, 0, 0].map(async (lasts) => await bucket.run(request(lasts)));
		await jest.advanceTimersByTimeAsync(5000);
		await Promise.all(all);
		const after = started.map((at) => at - begin);
		// The second place is free at 1100: 100 for its answer, 1000 for the second.
		expect(after.slice(0, 4)).toEqual([0, 0, 0, 1100]);
		expect(after.slice(3).every((at, index) => at - after[index] >= 1000)).toBe(true);
		expect(after).toHaveLength(7);
	} finally {
		jest.useRealTimers();
	}
});

test('a failed request gives its place back', async () => {
	const bucket = new Bucket(1, 0);
	await expect(bucket.run(async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
	expect(await bucket.run(async () => await Promise.resolve('yes'))).toBe('yes');
});

test('the error budget is spent at 250 errors within 10 seconds, and whole again afterwards', () => {
	const budget = new ErrorBudget();
	for (let index = 0; index < 249; index++) budget.record(index);
	expect(budget.isSpent(5000)).toBe(false);
	budget.record(5000);
	expect(budget.isSpent(9999)).toBe(true);
	expect(budget.isSpent(10_000)).toBe(false);
});

test.each([
	[
		'a body in the form of Bling',
		Object.assign(new Error('[object Object]'), { body: error('invalid_grant') }),
		'Mensagem de invalid_grant Descrição.',
	],
	[
		'a body in the form of OAuth',
		Object.assign(new Error('The grant is invalid'), { body: { error: 'invalid_grant', error_description: 'Expirou' } }),
		'Expirou',
	],
	['no body', new Error('Unable to sign without access token'), 'Unable to sign without access token'],
])('a token that cannot be refreshed, %s: the words of Bling, and what to do', async (_name, refusal, words) => {
	const refused = runnerFor(credentialFor(`${host}/Api/v3`, 'token'), () => {
		throw refusal;
	});
	const { message, description } = await refusalOf(refused('company', 'getBasicData'));
	expect(message).toBe(`The Bling credential cannot be used: ${words}`);
	expect(description).toMatch(/reconnect it/);
});
