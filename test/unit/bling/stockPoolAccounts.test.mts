import { jest } from '@jest/globals';

import { startSandbox, tokenFor, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { hurry } from '../support/time.mts';
import type { Runner } from './support.mts';
import { credentialFor, refusalOf, runnerFor } from './support.mts';

type Json = Record<string, unknown>;

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let run: Runner;
let companyId: string;
let deposits: Array<{ id: number }>;

const products = async () => (await worldOf(sandbox)).companies[0].products;
const idOf = async (sku: string) => (await products()).find(({ codigo }) => codigo === sku)?.id ?? 0;

const settings = (overrides: Json = {}) => ({
	account: 'A',
	companyId,
	principals: [deposits[0].id, deposits[1].id],
	shared: deposits[2].id,
	...overrides,
});

/** Reads with one account configured; answers its reading. */
async function reading(request: Json, overrides: Json = {}) {
	const { items } = await run('stockPool', 'readAccount', {
		account: 'A',
		batch: { accounts: [settings(overrides)], ...request } as never,
	});
	return (items[0].readings as Json[])[0] as Json & {
		balances: Json[];
		found: Json[];
		lost: Json[];
		problems: Json[];
		depositChanges: Json[];
	};
}

async function write(batch: Json) {
	const { items } = await run('stockPool', 'writeAccount', { account: 'A', batch: batch as never, note: 'n8n 42' });
	return items[0].results as Json[];
}

const planned = (productId: number, overrides: Json = {}) => ({
	account: 'A',
	sku: 'X',
	productId,
	depositId: deposits[2].id,
	target: 5,
	ceiling: null,
	physical: 0,
	virtual: 0,
	quantity: 5,
	...overrides,
});

const posts = async () =>
	(
		(await sandbox.read('/sandbox/bling/requests?limit=1000&method=POST&path=estoques')) as { requests: Array<{ body: string }> }
	).requests.map(({ body }) => JSON.parse(body) as Json);

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	// Our own limit of 3 requests a second; errors.test.mts tests it at its own speed.
	hurry(20);
	await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	const token = await tokenFor(sandbox);
	companyId = token.companyId;
	run = runnerFor(credentialFor(sandbox.bling, token.oauthTokenData.access_token));
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
		const { balances, ok } = await reading({ skus: ['CAFE-250'] });
		expect(ok).toBe(true);
		expect(balances).toEqual([{ sku: 'CAFE-250', state: 'known', productId: product, principal: 9, physical: 0, virtual: 0 }]);
	});

	test('zero and negative balances are read although Bling hides them; absent, composite and parent are told apart', async () => {
		await sandbox.act('move-stock', { product: 'COADOR', deposit: String(deposits[0].id), operation: 'B', quantity: 0 });
		await sandbox.act('move-stock', { product: 'COADOR', deposit: String(deposits[1].id), operation: 'B', quantity: 0 });
		await sandbox.act('move-stock', { product: 'MOEDOR', deposit: String(deposits[0].id), operation: 'B', quantity: -7 });
		await sandbox.act('move-stock', { product: 'MOEDOR', deposit: String(deposits[1].id), operation: 'B', quantity: 0 });
		const { balances } = await reading({ skus: ['COADOR', 'MOEDOR', 'NAO-EXISTE', 'KIT-MANHA', 'CAMISETA'] });
		expect(balances.map(({ sku, state, principal }) => [sku, state, principal])).toEqual([
			['COADOR', 'known', 0],
			['MOEDOR', 'known', -7],
			['NAO-EXISTE', 'absent', null],
			['KIT-MANHA', 'composite', null],
			['CAMISETA', 'composite', null],
		]);
	});

	test('a SKU twice is a duplicate', async () => {
		await sandbox.act('create-product', { code: 'BALANCA' });
		expect((await reading({ skus: ['BALANCA'] })).balances[0].state).toBe('duplicate');
	});

	test('a SKU whose code has spaces in Bling is found by the id that is remembered, and only then', async () => {
		const { id } = await sandbox.act('create-product', { code: 'ESPACO ' });
		const [{ codigo }] = (await products()).filter((product) => product.id === id);
		expect(codigo).toBe('ESPACO ');
		expect((await reading({ skus: ['ESPACO'] })).balances[0].state).toBe('absent');
		const states = [{ account: 'A', sku: 'ESPACO', productId: id, physical: null, held: false }];
		expect((await reading({ skus: ['ESPACO'], states })).balances[0]).toMatchObject({ state: 'known', productId: id });
		expect((await reading({ products: [{ companyId, id, key: 'p' }] })).found).toEqual([{ sku: 'ESPACO', key: 'p' }]);
	});

	test('events become SKUs: products, orders; what is gone is told', async () => {
		const product = await idOf('CHALEIRA');
		const order = await sandbox.act('create-order', { product: 'CHALEIRA', quantity: 1 });
		const of = (id: unknown, key: string) => ({ companyId, id, key });
		const { found, lost } = await reading({
			products: [of(product, 'p1'), of(99, 'p2'), { ...of(98, 'p3'), companyId: 'another' }],
			orders: [of(order.id, 'o1'), of(97, 'o2')],
		});
		expect(found).toEqual([
			{ sku: 'CHALEIRA', key: 'p1' },
			{ sku: 'CHALEIRA', key: 'o1' },
		]);
		expect(lost).toEqual([
			{ key: 'p2', reason: 'deleted' },
			{ key: 'o2', reason: 'deleted' },
		]);
	});

	test('orders changed since then, and a page of products', async () => {
		const since = new Date(Date.now() - 3_600_000).toISOString();
		const { found, page } = await reading({ changedSince: since, page: { A: 1 } });
		expect(found.map(({ sku }) => sku)).toEqual(expect.arrayContaining(['CHALEIRA', 'KIT-MANHA', 'AVENTAL-U']));
		expect(page).toMatchObject({ number: 1, last: true });
	});

	test('an unfit configuration is told before anything is read', async () => {
		const codes = async (overrides: Json) => (await reading({ skus: ['COADOR'] }, overrides)).problems.map(({ code }) => code);
		expect(await codes({})).toEqual([]);
		expect(await codes({ shared: deposits[0].id, principals: [deposits[1].id] })).toEqual(['sharedIsDefault']);
		expect(await codes({ shared: deposits[1].id })).toEqual(['sharedIsPrincipal']);
		expect(await codes({ principals: [1] })).toEqual(['depositMissing']);
		expect(await codes({ companyId: 'another' })).toEqual(['wrongCredential']);
	});

	test('deposits that are new, renamed or gone since the last look', async () => {
		const known = JSON.stringify({ [deposits[0].id]: 'Antes', 5: 'Sumiu', [deposits[2].id]: 'Avarias' });
		const { depositChanges } = await reading({}, { knownDeposits: known });
		expect(depositChanges).toEqual([
			{ kind: 'renamed', id: deposits[0].id, name: 'Depósito Geral', before: 'Antes' },
			{ kind: 'new', id: deposits[1].id, name: 'Loja física', before: '' },
			{ kind: 'gone', id: 5, name: 'Sumiu', before: 'Sumiu' },
		]);
	});

	test('a failure is an answer, not an error, and names itself', async () => {
		await sandbox.act('api-faults', { errors: 10 });
		const { ok, error, balances } = await reading({ skus: ['COADOR'] });
		await sandbox.act('api-faults', {});
		expect([ok, balances]).toEqual([false, []]);
		expect(error).toMatch(/Bling answered 500/);
	});

	test('an account that is not configured passes the batch on', async () => {
		const { items } = await run('stockPool', 'readAccount', {
			account: 'B',
			batch: { accounts: [settings()], skus: ['COADOR'], rodada: 1 } as never,
		});
		expect(items).toEqual([{ accounts: [settings()], skus: ['COADOR'], rodada: 1, readings: [] }]);
	});
});

describe('writing', () => {
	test('sets the balance with the note, without price and cost, and only once', async () => {
		const product = await idOf('CAN-AZUL');
		const before = (await posts()).length;
		expect(await write({ writes: [planned(product)] })).toEqual([
			{ account: 'A', sku: 'X', productId: product, before: 0, after: 5, result: 'written', message: '' },
		]);
		expect((await posts())[0]).toEqual({
			produto: { id: product },
			deposito: { id: deposits[2].id },
			operacao: 'B',
			quantidade: 5,
			observacoes: 'n8n 42',
		});
		expect((await write({ writes: [planned(product, { physical: 5 })] }))[0]).toMatchObject({ result: 'unchanged', after: 5 });
		expect((await posts()).length).toBe(before + 1);
	});

	test('leaves alone what somebody moved since the plan', async () => {
		const product = await idOf('FILTRO-103');
		await sandbox.act('move-stock', { product: 'FILTRO-103', deposit: String(deposits[2].id), operation: 'B', quantity: 8 });
		const before = (await posts()).length;
		expect((await write({ writes: [planned(product)] }))[0]).toMatchObject({ result: 'moved', before: 8, after: 8 });
		expect((await posts()).length).toBe(before);
	});

	test('a ceiling is kept', async () => {
		const product = await idOf('ACUCAR-1K');
		await sandbox.act('move-stock', { product: 'ACUCAR-1K', deposit: String(deposits[2].id), operation: 'B', quantity: 4 });
		expect((await write({ writes: [planned(product, { physical: 4, ceiling: 4, target: 9 })] }))[0]).toMatchObject({
			result: 'unchanged',
			after: 4,
		});
		expect((await write({ writes: [planned(product, { physical: 4, ceiling: 4, target: 1 })] }))[0]).toMatchObject({
			result: 'written',
			after: 1,
		});
	});

	test('an error is a result, and other accounts are not touched', async () => {
		const results = await write({ writes: [planned(99), planned(await idOf('CAN-300'), { account: 'B' })] });
		expect(results).toMatchObject([{ sku: 'X', result: 'error', after: null }]);
	});
});

test('what is no batch is refused with the field', async () => {
	expect((await refusalOf(run('stockPool', 'planBalances', { batch: { accounts: [{ account: 'A' }] } as never }))).message).toMatch(
		/"Batch" is not a batch of the stock pool: accounts\.0/,
	);
});
