import { jest } from '@jest/globals';
import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { startSandbox, tokenFor, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { callExecute, loadOptionsOf, place } from '../support/contexts.mts';
import { hurry } from '../support/time.mts';
import { bearer, credentialFor, refusalOf, sandboxRunner } from './support.mts';
import type { Runner } from './support.mts';

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let run: Runner;
let credential: IDataObject;
const node = new Bling();
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	hurry(20);
	run = await sandboxRunner(sandbox);
	credential = credentialFor(sandbox.bling, (await tokenFor(sandbox)).oauthTokenData.access_token);
});
afterAll(() => sandbox.close());

const company = async () => (await worldOf(sandbox)).companies[0];
const by = (mode: string, value: unknown) => ({ __rl: true, mode, value });

/** A node as an older version of this package saved it: plain values, and only what differed from the defaults of then. */
async function saved(parameters: IDataObject, typeVersion = 1) {
	const credentials = { blingOAuth2Api: credential };
	const { output } = await callExecute(place({ type: node, parameters, credentials, authenticate: bearer, typeVersion }), [{ json: {} }]);
	return output.map(({ json }) => json);
}

describe('nodes saved before there were lists', () => {
	test('0.1: a balance by SKU, by ID, and a product by ID with no output chosen', async () => {
		const mug = (await company()).products.find(({ codigo }) => codigo === 'CAN-300');
		const stock = { resource: 'stock', operation: 'setBalance', quantity: 3 };
		expect(await saved({ ...stock, productBy: 'sku', sku: 'CAN-300' })).toMatchObject([{ productId: mug?.id, quantity: 3 }]);
		expect(await saved({ ...stock, productId: String(mug?.id) })).toMatchObject([{ productId: mug?.id, changed: false }]);
		expect(await saved({ ...stock, productBy: '={{ "sku" }}', sku: 'CAN-300' })).toMatchObject([{ productId: mug?.id }]);
		const [whole] = await saved({ resource: 'product', operation: 'get', productId: `={{ ${mug?.id} }}` });
		expect(Object.keys(whole).length).toBeGreaterThan(20);
	});

	test('0.1: what they start with is what they started with', async () => {
		expect(await saved({ resource: 'product', sku: 'CAN-300' })).toMatchObject([{ codigo: 'CAN-300', marca: 'Marca de Teste' }]);
	});

	test('0.2-dev: filters with plain IDs, an order by its ID, a store', async () => {
		const { orders } = await company();
		const { loja } = (await run('salesOrder', 'get', { orderId: orders[0].id })).items[0];
		const many = { resource: 'salesOrder', operation: 'getMany' };
		expect(await saved({ ...many, filters: { storeId: String((loja as IDataObject).id), situationIds: '6, 9' } })).toHaveLength(
			orders.length,
		);
		expect(await saved({ ...many, filters: { contactId: '1' } })).toEqual([]);
		const [whole] = await saved({ resource: 'salesOrder', orderId: String(orders[0].id) });
		expect(whole).toMatchObject({ id: orders[0].id, contato: { nome: 'Cliente de Teste' } });
	});

	test('a new node answers without names and documents', async () => {
		const { orders } = await company();
		const [order] = await saved({ resource: 'salesOrder', orderId: by('id', orders[0].id) }, 1.1);
		expect(Object.keys(order).length).toBeLessThanOrEqual(10);
		expect(JSON.stringify(order)).not.toMatch(/Cliente de Teste|12345678909/);
	});
});

describe('one thing by what people call it', () => {
	test('a product by SKU, an order by number', async () => {
		const { products, orders } = await company();
		const mug = products.find(({ codigo }) => codigo === 'CAN-300');
		expect((await run('product', 'get', { productId: by('sku', 'CAN-300') })).items).toMatchObject([{ id: mug?.id }]);
		expect((await run('stock', 'setBalance', { productId: by('sku', 'CAN-300'), quantity: 5 })).items).toMatchObject([
			{ productId: mug?.id },
		]);
		expect((await run('salesOrder', 'get', { orderId: by('number', '1') })).items).toMatchObject([{ id: orders[0].id, numero: 1 }]);
	});

	test.each([
		['product', 'get', { productId: by('sku', 'NADA') }, 'The field "Product" does not match any product of this account: NADA'],
		['salesOrder', 'get', { orderId: by('number', '999') }, 'The field "Order" does not match any order of this account: 999'],
		[
			'stock',
			'setBalance',
			{ productId: by('sku', 'NADA'), quantity: 1 },
			'The field "Product" does not match any product of this account: NADA',
		],
	])('%s → %s: what nothing has is refused', async (resource, operation, parameters, message) => {
		expect((await refusalOf(run(resource, operation, parameters))).message).toBe(message);
	});
});

describe('balances of products chosen one by one', () => {
	const chosen = (...products: unknown[]) => ({ productsBy: 'each', products: { product: products.map((productId) => ({ productId })) } });

	test('from the list, by ID and by SKU, in their order', async () => {
		const { products, deposits } = await company();
		const [first] = products;
		const { items } = await run('stock', 'getBalances', {
			...chosen(by('sku', 'CAN-300'), by('list', first.id), by('id', `${first.id}`), by('sku', 'NADA')),
			depositId: by('list', deposits[0].id),
		});
		const mug = products.find(({ codigo }) => codigo === 'CAN-300');
		expect(items.map(({ known, produto }) => [known, (produto as IDataObject).id])).toEqual([
			[true, mug?.id],
			[true, first.id],
			[true, first.id],
			[false, null],
		]);
		expect(items[3]).toMatchObject({ produto: { codigo: 'NADA' }, saldoFisicoTotal: null });
	});

	test.each([
		['no row', chosen(), 'The field "Products" is empty'],
		['an empty row', chosen(by('list', '')), 'The field "Product" in row 1 is empty'],
		[
			'a word as an ID',
			chosen(by('id', 'abc')),
			'The field "Product" in row 1 must be an internal ID (a whole number above zero), not "abc"',
		],
	])('%s is refused', async (_title, parameters, message) => {
		expect((await refusalOf(run('stock', 'getBalances', parameters))).message).toBe(message);
	});
});

describe('lists', () => {
	const search = async (name: keyof typeof node.methods.listSearch, filter?: string, token?: string): Promise<INodeListSearchResult> => {
		const context = loadOptionsOf(place({ type: node, credentials: { blingOAuth2Api: credential }, authenticate: bearer }));
		return await node.methods.listSearch[name].call(context, filter, token);
	};
	const names = async (...parameters: Parameters<typeof search>) => (await search(...parameters)).results.map(({ name }) => name);

	test('each offers something of the account', async () => {
		expect(await names('deposits', 'geral')).toEqual(['Depósito Geral (padrão)']);
		expect(await names('products', 'esmaltada')).toEqual(['Caneca esmaltada azul (CAN-AZUL)']);
		expect(await names('products', 'CAN-300')).toEqual(['Caneca de cerâmica 300 ml (CAN-300)']);
		expect(await names('orders', 'Loja_2')).toEqual([expect.stringMatching(/^2 \(Loja_2, \d{4}-\d\d-\d\d\)$/)]);
		expect(await names('orders', '2')).toEqual([expect.stringMatching(/^2 \(Loja_2, /)]);
		expect(await names('contacts', 'cliente')).toEqual(['Cliente de Teste']);
		expect(await names('stores')).toEqual(['Loja virtual']);
		expect(await names('categories')).toEqual(['Cozinha']);
		expect(await names('paymentMethods')).toEqual(['Pix']);
		expect(await names('sellers', 'balcão')).toEqual(['Vendedor do Balcão']);
		expect(await names('situations', 'atend')).toEqual(['Atendido']);
		expect(await names('nfeInvoices')).toEqual([expect.stringMatching(/^000001 \(/)]);
		expect(await names('nfceInvoices')).toEqual([]);
		expect(await names('nfseInvoices', '9')).toEqual([]);
		expect((await names('receivables')).length).toBeGreaterThan(0);
	});

	test('a full page has a next one', async () => {
		await sandbox.act('generate-products', { count: 110, stocked: false });
		const first = await search('products', 'Produto gerado');
		expect([first.results.length, first.paginationToken]).toEqual([100, '2']);
		const second = await search('products', 'Produto gerado', '2');
		expect([second.results.length, second.paginationToken]).toEqual([10, undefined]);
	});

	test('an error says what else can be done', async () => {
		const context = loadOptionsOf(
			place({ type: node, credentials: { blingOAuth2Api: { ...credential, accessToken: 'old' } }, authenticate: bearer }),
		);
		expect((await refusalOf(node.methods.listSearch.products.call(context, ''))).description).toMatch(/reconnect.* choose "By ID"/);
	});
});
