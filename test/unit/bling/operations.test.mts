import { jest } from '@jest/globals';

import { startSandbox, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { hurry } from '../support/time.mts';
import type { Runner } from './support.mts';
import { refusalOf, sandboxRunner, triggerMenus } from './support.mts';

jest.setTimeout(60_000);

type World = Awaited<ReturnType<typeof worldOf>>['companies'][0];

let sandbox: TestSandbox;
let run: Runner;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	// Our own limit of 3 requests a second; errors.test.mts tests it at its own speed.
	hurry(20);
	run = await sandboxRunner(sandbox);
});
afterAll(() => sandbox.close());

const world = async (): Promise<World> => (await worldOf(sandbox)).companies[0];
const product = async (sku: string) => {
	const found = (await world()).products.find(({ codigo }) => codigo === sku);
	if (!found) throw new Error(`no product ${sku}`);
	return found;
};
const log = async (query: string) =>
	(
		(await sandbox.read(`/sandbox/bling/requests?limit=1000&${query}`)) as {
			requests: Array<{ path: string; query: string; body: string | null; method: string }>;
		}
	).requests;
const depositId = async (index = 0) => (await world()).deposits[index].id;

test('lists are written with brackets', async () => {
	const { id } = await product('CAN-300');
	await run('stock', 'getBalances', { productsBy: 'id', productIds: `${id}, ${id + 1}` });
	const asked = (await log('path=estoques/saldos')).map(({ query }) => decodeURIComponent(query));
	expect(asked).toContain(`idsProdutos[]=${id}&idsProdutos[]=${id + 1}`);
});

test('zero and negative balances are found although Bling hides them, and an unknown product is unknown, not zero', async () => {
	const [zero, negative] = [await product('CAN-300'), await product('CAMISETA-P')].map(({ id }) => id);
	const deposit = await depositId();
	await run('stock', 'addMovement', { movement: 'B', productId: zero, depositId: deposit, quantity: 0 });
	await sandbox.act('move-stock', { product: 'CAMISETA-P', operation: 'S', quantity: 1000 }).catch(() => undefined);
	await run('stock', 'addMovement', { movement: 'S', productId: negative, depositId: deposit, quantity: 5000 });

	const { items } = await run('stock', 'getBalances', { productsBy: 'id', productIds: `${zero},${negative},999`, depositId: deposit });
	expect(items.map(({ known, saldoFisicoTotal }) => [known, Math.sign(Number(saldoFisicoTotal ?? NaN))])).toEqual([
		[true, 0],
		[true, -1],
		[false, NaN],
	]);
	expect(items[2]).toMatchObject({ produto: { id: 999 }, saldoFisicoTotal: null, saldoVirtualTotal: null });
});

test('balances by SKU, all deposits; a SKU that does not exist is unknown', async () => {
	const { id } = await product('KIT-MANHA');
	const { items } = await run('stock', 'getBalances', { productsBy: 'sku', skus: 'KIT-MANHA,NAO-EXISTE' });
	expect(items).toMatchObject([
		{ known: true, produto: { id, codigo: 'KIT-MANHA' } },
		{ known: false, produto: { id: null, codigo: 'NAO-EXISTE' } },
	]);
	expect(Array.isArray(items[0].depositos)).toBe(true);
});

test('101 products are asked for in two requests', async () => {
	await sandbox.act('generate-products', { count: 110, stocked: false });
	const { items } = await run('product', 'getMany', { returnAll: true, filters: { criterion: '5', productName: 'Produto gerado' } });
	const ids = items.slice(0, 101).map(({ id }) => id);
	const before = (await log('path=estoques/saldos')).length;
	await run('stock', 'getBalances', { productsBy: 'id', productIds: ids });
	const asked = (await log('path=estoques/saldos')).slice(0, -before || undefined);
	expect(asked.map(({ query }) => query.split('&').length).sort()).toEqual([1, 100]);
});

test('SKUs are asked for in as many requests as their length needs', async () => {
	const skus = Array.from({ length: 100 }, (_, index) => `${index}-${'Ç'.repeat(30)}`);
	const { items } = await run('stock', 'getBalances', { productsBy: 'sku', skus });
	expect(items.map(({ known }) => known)).toEqual(skus.map(() => false));
});

describe('set balance', () => {
	test('writes a difference once, and nothing the second time', async () => {
		const { id, saldoFisicoTotal } = await product('CAMISETA-M');
		const parameters = { productBy: 'sku', sku: 'CAMISETA-M', depositId: await depositId(), quantity: saldoFisicoTotal + 3.125 };
		const [first] = (await run('stock', 'setBalance', parameters)).items;
		expect(first).toMatchObject({ changed: true, productId: id, quantity: saldoFisicoTotal + 3.125 });
		const writes = (await log('method=POST')).length;
		const [second] = (await run('stock', 'setBalance', parameters)).items;
		expect(second).toMatchObject({ changed: false, before: saldoFisicoTotal + 3.125 });
		expect((await log('method=POST')).length).toBe(writes);
	});

	test('of three items two are of one product: the last one wins, with the balance in between', async () => {
		const [one, other] = [await product('CAMISETA-M'), await product('CAN-300')];
		const parameters = { productBy: 'id', productId: '={{ $json.id }}', quantity: '={{ $json.quantity }}' };
		const { items } = await run('stock', 'setBalance', parameters, [
			{ id: one.id, quantity: 41 },
			{ id: other.id, quantity: 42 },
			{ id: one.id, quantity: 43 },
		]);
		expect(items.map(({ before, quantity, changed }) => [before === 41, quantity, changed])).toEqual([
			[false, 41, true],
			[false, 42, true],
			[true, 43, true],
		]);
	});

	test('an item whose expression throws fails no good item before it', async () => {
		const { id } = await product('CAMISETA-M');
		const writes = (await log('method=POST')).length;
		const parameters = { productBy: 'id', productId: '={{ $json.id ?? $("Nowhere").first().json.id }}', quantity: '={{ $json.quantity }}' };
		const failure = await refusalOf(run('stock', 'setBalance', parameters, [{ id, quantity: 51 }, { id, quantity: 52 }, { quantity: 53 }]));
		expect(failure.message).toBe("Referenced node doesn't exist");
		expect((await log('method=POST')).length).toBe(writes + 2);
	});

	test.each([[undefined], [null], [''], [' '], [false], [true], [[]], [[5]], [{}]])('a quantity of %j writes nothing', async (quantity) => {
		const { id } = await product('CAMISETA-M');
		const writes = (await log('method=POST')).length;
		const refusal = await refusalOf(
			run('stock', 'setBalance', { productBy: 'id', productId: id, quantity: '={{ $json.quantity }}' }, [{ quantity }]),
		);
		expect(refusal.message).toContain('The field "Quantity"');
		expect((await log('method=POST')).length).toBe(writes);
	});

	test('untouched, the quantity is refused; the deposit of a delivery is not the default one', async () => {
		const { id } = await product('CAMISETA-M');
		expect((await refusalOf(run('stock', 'setBalance', { productBy: 'id', productId: id }))).message).toBe('The field "Quantity" is empty');
		const depositOf = { __rl: true, mode: 'id', value: '={{ $json.data.deposito }}' };
		const refusal = await refusalOf(
			run('stock', 'setBalance', { productBy: 'id', productId: id, quantity: 1, depositId: depositOf }, [
				{ data: { deposito: { id: 1, saldoFisico: 2 } } },
			]),
		);
		expect(refusal).toMatchObject({
			message: 'The field "Warehouse (Depósito)" must be an internal ID (a whole number above zero), not an object',
			description: 'Use {{ $json.data.deposito.id }} instead.',
		});
	});

	test('leaves the default deposit to the account', async () => {
		const { id } = await product('CAN-300');
		const [item] = (await run('stock', 'setBalance', { productBy: 'id', productId: id, quantity: 11 })).items;
		expect(item).toMatchObject({ depositId: await depositId() });
	});

	test('refuses a composite product and says why, without writing', async () => {
		const writes = (await log('method=POST')).length;
		const refusal = await refusalOf(run('stock', 'setBalance', { productBy: 'sku', sku: 'KIT-MANHA', quantity: 1 }));
		expect(refusal.message).toMatch(/KIT-MANHA.*com composição/);
		expect(refusal.description).toMatch(/components/);
		expect((await log('method=POST')).length).toBe(writes);
	});

	test('a product that does not exist is refused with its field', async () => {
		const refusal = await refusalOf(run('stock', 'setBalance', { productBy: 'id', productId: 999, quantity: 1 }));
		expect(refusal).toMatchObject({ itemIndex: 0 });
		expect(refusal.message).toMatch(/"Product" does not match any product/);
	});
});

test('the trigger offers the deposits and stores that it may leave out', async () => {
	const menus = await triggerMenus(sandbox);
	expect(menus.stores).toEqual([{ name: 'Loja virtual', value: expect.stringMatching(/^\d{9}$/) }]);
	expect(menus.deposits).toContainEqual({ name: expect.any(String), value: String(await depositId()) });
});

test('deposits: get many and get', async () => {
	const deposits = (await run('deposit', 'getMany', { returnAll: true })).items;
	expect(deposits.length).toBeGreaterThan(0);
	const [one] = (await run('deposit', 'get', { depositId: deposits[0].id })).items;
	expect(one).toEqual(deposits[0]);
});

test('products: paging by short page, numbers parsed, find by SKU, partial update', async () => {
	const limited = (await run('product', 'getMany', { limit: 3 })).items;
	expect(limited).toHaveLength(3);
	expect(limited.every(({ estoque }) => typeof (estoque as { saldoVirtualTotal: unknown }).saldoVirtualTotal === 'number')).toBe(true);
	const [found] = (await run('product', 'findBySku', { sku: 'CAN-300' })).items;
	await run('product', 'update', { productId: found.id, changes: { price: '41.5' } });
	const [after] = (await run('product', 'get', { productId: found.id })).items;
	expect(after).toEqual({ ...found, preco: 41.5 });
	expect((await run('product', 'findBySku', { sku: 'NAO-EXISTE' })).items).toEqual([]);
});

test('orders: get, find, change situation, stock, invoices, documents', async () => {
	const { orders } = await world();
	const free = orders.filter(({ invoiceId }) => invoiceId === null);
	const [order] = (await run('salesOrder', 'get', { orderId: free[0].id })).items;
	const full = { fullOrder: true };
	expect((await run('salesOrder', 'findByNumber', { orderNumber: free[0].numero, ...full })).items).toEqual([order]);
	expect((await run('salesOrder', 'findByStoreNumber', { storeNumbers: String(order.numeroLoja), ...full })).items).toEqual([order]);

	await run('salesOrder', 'changeSituation', { orderId: order.id, situationId: '9' });
	const [changed] = (await run('salesOrder', 'get', { orderId: order.id })).items;
	expect(changed.situacao).toMatchObject({ id: 9 });
	const unknown = await refusalOf(run('salesOrder', 'changeSituation', { orderId: order.id, situationId: '77' }));
	expect(unknown.message).toMatch(/"Status \(Situação\)" is not a status/);
	expect(unknown.description).toMatch(/9 Atendido/);
	expect(await log('path=situacoes/77')).toEqual([]);

	expect((await run('salesOrder', 'launchStock', { orderId: order.id })).items).toEqual([{ orderId: order.id, stockLaunched: true }]);
	expect((await run('salesOrder', 'revertStock', { orderId: order.id })).items).toEqual([{ orderId: order.id, stockLaunched: false }]);
	const [{ invoiceId }] = (await run('salesOrder', 'generateNfe', { orderId: order.id })).items;
	expect((await run('invoiceNfe', 'get', { invoiceId })).items).toMatchObject([{ id: invoiceId }]);
	const again = await refusalOf(run('salesOrder', 'generateNfe', { orderId: order.id }));
	expect(again.message).toContain('venda[0].notaFiscal: A venda já possui uma nota fiscal. (code 12)');
	const early = await refusalOf(run('invoiceNfe', 'getDocument', { invoiceId, format: 'xml', binaryField: 'data' }));
	expect(early.message).toMatch(/no access key yet/);
});

test('an invoice document comes as a file', async () => {
	const { invoices } = await world();
	const issued = invoices.find(({ kind, chaveAcesso }) => kind === 'nfe' && chaveAcesso !== '');
	const { items, binary } = await run('invoiceNfe', 'getDocument', { invoiceId: issued?.id, format: 'xml', binaryField: 'nota' });
	expect(items).toMatchObject([{ invoiceId: issued?.id, accessKey: issued?.chaveAcesso }]);
	expect(binary[0]?.nota).toMatchObject({ mimeType: 'application/xml', fileName: `${issued?.chaveAcesso}.xml` });
	expect(Buffer.from(binary[0]?.nota.data ?? '', 'base64').toString()).toContain(`NFe${issued?.chaveAcesso}`);
});

test('the company has the id that webhooks name', async () => {
	expect((await run('company', 'getBasicData')).items).toMatchObject([{ id: (await world()).id }]);
});

test('a replayed order has the shape of its delivery, and the same id for the same state', async () => {
	const { orders, id: account } = await world();
	const parameters = { event: 'order.updated', ids: String(orders[0].id) };
	const [delivery] = (await run('webhook', 'replay', parameters)).items;
	expect(delivery).toMatchObject({
		vendor: 'bling',
		event: 'order.updated',
		account,
		reference: String(orders[0].numero),
		verifiedBy: ['api'],
		redelivery: true,
	});
	expect(Object.keys(delivery.data as object).sort()).toEqual([
		'contato',
		'data',
		'id',
		'loja',
		'numero',
		'numeroLoja',
		'situacao',
		'total',
		'vendedor',
	]);
	expect((delivery.data as { contato: object }).contato).toEqual({ id: expect.any(Number) });
	expect((delivery.resource as { itens: unknown[] }).itens.length).toBeGreaterThan(0);
	expect((await run('webhook', 'replay', parameters)).items[0].id).toBe(delivery.id);
});

test('replayed stock: one delivery for each deposit', async () => {
	const { id } = await product('CAMISETA-M');
	const deposits = (await world()).deposits.length;
	const { items } = await run('webhook', 'replay', { event: 'stock.updated', ids: String(id) });
	expect(items).toHaveLength(deposits);
	expect(items[0]).toMatchObject({ reference: String(id), data: { produto: { id }, deposito: { saldoFisico: expect.any(Number) } } });
});

describe('custom API call', () => {
	test('reaches any path of the API', async () => {
		const { items } = await run('customApiCall', 'request', { method: 'GET', path: '/depositos', query: '{"limite": 1}', body: '{}' });
		expect(items).toMatchObject([{ data: [{ id: await depositId() }] }]);
	});

	test.each([
		'depositos',
		'//evil.example/x',
		'https://evil.example/x',
		'/../oauth/token',
		'/depositos/..',
		'/depositos/%2e%2e/x',
		'/depositos?limite=1',
		'/depositos#x',
		'/depositos\\x',
		'/@evil.example',
		'/depositos/./1',
		'/a b',
	])('refuses the path %s before any request', async (path) => {
		const before = (await log('')).length;
		const refusal = await refusalOf(run('customApiCall', 'request', { method: 'GET', path, query: '{}', body: '{}' }));
		expect(refusal.message).toMatch(/"Path" is not a path below the API/);
		expect((await log('')).length).toBe(before);
	});
});

test('an update leaves out what an expression leaves out, and erases nothing', async () => {
	const { id } = await product('CAN-300');
	await run('product', 'update', {
		productId: id,
		changes: { productName: 'Caneca', sku: '={{ null }}', gtin: '', brand: '={{ $json.brand }}' },
	});
	const [{ body }] = await log('method=PATCH&path=produtos');
	expect(JSON.parse(body ?? '')).toEqual({ nome: 'Caneca' });
});
