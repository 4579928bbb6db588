import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { Reading, Result, Work, Write } from '../../../nodes/BlingStockPool/document';
import { BlingStockPool } from '../../../nodes/BlingStockPool/BlingStockPool.node';
import { depositLists } from '../../../nodes/BlingStockPool/lists';
import { credentialFor, refusalOf } from '../bling/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { startSandbox, tokenFor, worldOf } from '../sandbox/support.mts';
import { callExecute, loadOptionsOf, place } from '../support/contexts.mts';
import { hurry } from '../support/time.mts';
import { memory, participant, reading, rowOf, workOf } from './works.mts';

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let credential: IDataObject;
let companyId: string;
let deposits: Array<{ id: number }>;

const products = async () => (await worldOf(sandbox)).companies[0].products;
const idOf = async (sku: string) => (await products()).find(({ codigo }) => codigo === sku)?.id ?? 0;

const placed = (parameters: IDataObject) =>
	place({
		type: new BlingStockPool(),
		parameters: parameters as never,
		credentials: { blingOAuth2Api: credential },
		authenticate: ({ accessToken }, options) => ({
			...options,
			headers: { ...options.headers, Authorization: `Bearer ${String(accessToken)}` },
		}),
	});

const run = async (operation: string, parameters: IDataObject, input: object) => {
	const { output, hints } = await callExecute(placed({ operation, ...parameters }), [{ json: { ...input } }]);
	return { work: output[0].json as unknown as Work, hints };
};

const chosen = () => ({
	account: 'A',
	principals: [deposits[0].id, deposits[1].id].map(String),
	shared: String(deposits[2].id),
	safety: 0,
});

async function read(given: Partial<Work>, overrides: IDataObject = {}): Promise<Reading> {
	const { work } = await run('readAccount', { ...chosen(), ...overrides }, workOf({ rows: [], skus: [], ...given }));
	return work.readings[0];
}

async function write(writes: Write[], until = Date.now() + 300_000, given: Partial<Work> = {}): Promise<Result[]> {
	const readings = [companyId, 'another'].map((company) => reading('A', [], { company, shared: deposits[2].id }));
	const whole = workOf({ plan: { simulate: false, stop: null, writes, outcomes: [] }, readings, ...given });
	const { work } = await run('writeAccount', { note: 'n8n 42' }, { ...whole, turn: { ...whole.turn, until } });
	return work.results;
}

const planned = (productId: number, given: Partial<Write> = {}): Write => ({
	account: 'A',
	company: companyId,
	sku: 'X',
	productId,
	depositId: deposits[2].id,
	target: 5,
	ceiling: null,
	physical: 0,
	virtual: 0,
	quantity: 5,
	journal: null,
	...given,
});

const posts = async () =>
	(
		(await sandbox.read('/sandbox/bling/requests?limit=1000&method=POST&path=estoques')) as {
			requests: Array<{ path: string; body: string }>;
		}
	).requests
		.filter(({ path }) => path.endsWith('/estoques'))
		.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	// Our own limit of 3 requests a second; errors.test.mts tests it at its own speed.
	hurry(20);
	await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	const token = await tokenFor(sandbox);
	companyId = token.companyId;
	credential = credentialFor(sandbox.bling, token.oauthTokenData.access_token);
	deposits = (await worldOf(sandbox)).companies[0].deposits;
});
afterAll(() => sandbox.close());

describe('reading', () => {
	test('principal deposits are summed by their virtual balance, what orders reserve taken off', async () => {
		const product = await idOf('CAFE-250');
		await sandbox.act('move-stock', { product: 'CAFE-250', deposit: String(deposits[0].id), operation: 'B', quantity: 10 });
		await sandbox.act('move-stock', { product: 'CAFE-250', deposit: String(deposits[1].id), operation: 'B', quantity: 4 });
		// The seeded order of a KIT-MANHA reserves 2 of it already.
		await sandbox.act('create-order', { product: 'CAFE-250', quantity: 3 });
		const { balances, ok, company } = await read({ skus: ['CAFE-250'] });
		expect([ok, company]).toEqual([true, companyId]);
		expect(balances).toEqual([{ sku: 'CAFE-250', state: 'known', productId: product, principal: 9, physical: 0, virtual: 0 }]);
	});

	test('zero and negative balances are read although Bling hides them; absent, composite and parent are told apart', async () => {
		for (const [sku, quantity] of [
			['COADOR', 0],
			['MOEDOR', -7],
		] as const) {
			await sandbox.act('move-stock', { product: sku, deposit: String(deposits[0].id), operation: 'B', quantity });
			await sandbox.act('move-stock', { product: sku, deposit: String(deposits[1].id), operation: 'B', quantity: 0 });
		}
		const { balances } = await read({ skus: ['COADOR', 'MOEDOR', 'NAO-EXISTE', 'KIT-MANHA', 'CAMISETA'] });
		expect(balances.map(({ sku, state, principal }) => [sku, state, principal])).toEqual([
			['COADOR', 'known', 0],
			['MOEDOR', 'known', -7],
			['NAO-EXISTE', 'absent', null],
			['KIT-MANHA', 'composite', null],
			['CAMISETA', 'composite', null],
		]);
	});

	test('a principal deposit that an expression gives twice counts once', async () => {
		const [general, shop] = deposits.map(({ id }) => String(id));
		await sandbox.act('move-stock', { product: 'CAN-300', deposit: general, operation: 'B', quantity: 6 });
		const sum = async (principals: string[]) => (await read({ skus: ['CAN-300'] }, { principals })).balances[0].principal;
		expect(await sum([general, shop, general])).toBe(await sum([general, shop]));
	});

	test('a SKU twice is a duplicate', async () => {
		await sandbox.act('create-product', { code: 'BALANCA' });
		expect((await read({ skus: ['BALANCA'] })).balances[0].state).toBe('duplicate');
	});

	test('a SKU whose code has spaces in Bling is found by the id that is remembered, and only then', async () => {
		const id = Number((await sandbox.act('create-product', { code: 'ESPACO ' })).id);
		expect((await read({ skus: ['ESPACO'] })).balances[0].state).toBe('absent');
		const memories = [memory('A', { company: companyId, sku: 'ESPACO', productId: id, physical: null })];
		expect((await read({ skus: ['ESPACO'], memories })).balances[0]).toMatchObject({ state: 'known', productId: id });
	});

	test('events become SKUs: products, orders; what is gone is told', async () => {
		const product = await idOf('CHALEIRA');
		const order = await sandbox.act('create-order', { product: 'CHALEIRA', quantity: 1 });
		const row = (kind: 'produto' | 'pedido', reference: unknown, company = companyId) =>
			rowOf({ kind, reference: String(reference), company, key: `${kind}|${String(reference)}` });
		const rows = [row('produto', product), row('produto', 99), row('produto', 98, 'another'), row('pedido', order.id), row('pedido', 97)];
		const { found, lost } = await read({ rows });
		expect(found).toEqual([
			{ sku: 'CHALEIRA', key: `produto|${product}` },
			{ sku: 'CHALEIRA', key: `pedido|${String(order.id)}` },
		]);
		expect(lost).toEqual([
			{ key: 'produto|99', reason: 'deleted' },
			{ key: 'pedido|97', reason: 'deleted' },
		]);
	});

	test('a look: orders changed since then, a page of products, the deposits', async () => {
		const at = Date.now();
		const participants = [participant('A', { company: companyId, ordersSince: at - 3_600_000 })];
		const { found, page, deposits: seen } = await read({ at, participants, sweep: { mode: 'hour', fromPage: 1, deposits: [] } });
		expect(found.map(({ sku }) => sku)).toEqual(expect.arrayContaining(['CHALEIRA', 'KIT-MANHA', 'AVENTAL-U']));
		expect(page).toMatchObject({ next: 2, last: true });
		expect(seen?.map(({ id }) => id)).toEqual(deposits.map(({ id }) => id));
	});

	test('deposits that do not serve are told before anything is read, and to who edits the node', async () => {
		const problems = async (overrides: IDataObject) => {
			const { work, hints } = await run('readAccount', { ...chosen(), ...overrides }, workOf({ skus: ['COADOR'] }));
			return [work.readings[0].problems.map(({ code }) => code), work.readings[0].balances.length, hints.length];
		};
		const [general, shop, spoiled] = deposits.map(({ id }) => String(id));
		expect(await problems({})).toEqual([[], 1, 0]);
		expect(await problems({ shared: general, principals: [shop] })).toEqual([['sharedIsDefault'], 0, 1]);
		expect(await problems({ shared: shop })).toEqual([['sharedIsPrincipal'], 0, 1]);
		expect(await problems({ principals: ['1'] })).toEqual([['depositMissing'], 0, 1]);
		expect(await problems({ principals: [] })).toEqual([['noPrincipal'], 0, 1]);
		expect(await problems({ shared: '' })).toEqual([['noShared'], 0, 1]);
		expect(await problems({ principals: [general, spoiled], shared: shop })).toEqual([['principalDisregarded'], 0, 1]);
	});

	test('the lists of deposits say which do not serve, and why', async () => {
		const context = loadOptionsOf(placed({ operation: 'readAccount', ...chosen() }));
		const names = (options: Array<{ name: string }>) => options.map(({ name }) => name);
		expect(names(await depositLists.getPrincipals.call(context))).toEqual([
			'Depósito Geral',
			'Loja física',
			expect.stringContaining('Avarias (não serve: fora dos totais'),
		]);
		expect(names(await depositLists.getShared.call(context))).toEqual(
			expect.arrayContaining(['Avarias', expect.stringContaining('Depósito Geral (não serve: depósito padrão')]),
		);
	});

	test('orders that explain a balance are asked for only where something must be explained', async () => {
		const sku = 'CAN-300';
		const order = await sandbox.act('create-order', { product: sku, quantity: 2, deposit: String(deposits[2].id) });
		const {
			balances: [now],
		} = await read({ skus: [sku] });
		const known = { company: companyId, sku, depositId: deposits[2].id, since: Date.now(), reserved: 0 };
		const sales = async (physical: number) =>
			(await read({ skus: [sku], at: Date.now(), memories: [memory('A', { ...known, physical })] })).sales;
		expect(await sales(now.physical ?? 0)).toEqual([]);
		expect(await sales((now.physical ?? 0) + 2)).toEqual(
			expect.arrayContaining([{ sku, order: Number(order.id), quantity: 2, cancelled: false }]),
		);
	});

	test('a kit in an order explains its components', async () => {
		const order = await sandbox.act('create-order', { product: 'KIT-MANHA', quantity: 2, deposit: String(deposits[2].id) });
		const known = { company: companyId, sku: 'CAFE-250', depositId: deposits[2].id, since: Date.now(), reserved: 0, physical: 99 };
		const { sales } = await read({ skus: ['CAFE-250'], at: Date.now(), memories: [memory('A', known)] });
		expect(sales).toContainEqual({ sku: 'CAFE-250', order: Number(order.id), quantity: 4, cancelled: false });
	});

	test('a failure is an answer, not an error, and names itself', async () => {
		await sandbox.act('api-faults', { errors: 10 });
		const { ok, error, balances, company } = await read({ skus: ['COADOR'] });
		await sandbox.act('api-faults', {});
		expect([ok, balances, company]).toEqual([false, [], null]);
		expect(error).toMatch(/Bling answered 500/);
	});
});

describe('writing', () => {
	test('sets the balance with the note, without price and cost', async () => {
		const product = await idOf('CAN-AZUL');
		expect(await write([planned(product)])).toEqual([
			{ account: 'A', company: companyId, sku: 'X', productId: product, before: 0, after: 5, reserved: 0, result: 'written', message: '' },
		]);
		expect((await posts())[0]).toEqual({
			produto: { id: product },
			deposito: { id: deposits[2].id },
			operacao: 'B',
			quantidade: 5,
			observacoes: 'n8n 42',
		});
	});

	test.each<[string, (product: number) => Promise<Write>, number?]>([
		['what somebody moved since the plan', async (product) => planned(product, { physical: 3, virtual: 3 })],
		['what an order reserved since the plan', async (product) => planned(product, { virtual: -1 })],
		['what comes when the turn ends', async (product) => planned(product), 30_000],
	])('leaves alone %s', async (_name, make, left = 300_000) => {
		const product = await idOf('FILTRO-103');
		const before = (await posts()).length;
		expect((await write([await make(product)], Date.now() + left))[0]).toMatchObject({ result: 'moved' });
		expect((await posts()).length).toBe(before);
	});

	test.each<[string, (one: Write) => [Partial<Write>, Partial<Work>?, number?], RegExp]>([
		['a simulation', (one) => [{}, { plan: { simulate: true, stop: null, writes: [one], outcomes: [] } }], /is a simulation/],
		[
			'a stopped plan',
			(one) => [{}, { plan: { simulate: false, stop: { code: 'deposits', detail: '' }, writes: [one], outcomes: [] } }],
			/was stopped/,
		],
		['a turn without an end', () => [{}, {}, 86_400_000], /its turn ends later/],
		['another deposit', () => [{ depositId: deposits[0].id }], /sets "X" in the warehouse \d+, which is not the "Shared Warehouse/],
		['an account that was not read', () => [{}, { readings: [] }], /which is not the "Shared Warehouse/],
		['one that could not be read', () => [{}, { readings: [reading('A', [], { company: companyId, ok: false })] }], /which is not/],
	])('refuses %s that somebody edited into the document', async (_name, edit, message) => {
		const one = planned(await idOf('FILTRO-103'));
		const before = (await posts()).length;
		const [given, work, left = 300_000] = edit(one);
		const refused = await refusalOf(write([{ ...one, ...given }], Date.now() + left, work));
		expect([refused.message, (await posts()).length]).toEqual([expect.stringMatching(message), before]);
	});

	test('an error is a result, and other accounts are not touched', async () => {
		const results = await write([planned(99), planned(await idOf('CAN-300'), { company: 'another' })]);
		expect(results).toMatchObject([{ sku: 'X', result: 'error', after: null }]);
	});
});

test.each(['readAccount', 'plan', 'writeAccount', 'record'])('what is no batch is refused: %s', async (operation) => {
	const parameters = { ...chosen(), simulate: true, limitPercent: 30, limitMinimum: 10 };
	const refused = await refusalOf(run(operation, parameters, { ...workOf(), turn: 'mine' }));
	expect(refused.message).toMatch(/its input is not a batch of the stock pool \(turn /);
});
