import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { taxIdOf } from '../../../nodes/Bling/api/contacts';
import { overlaid } from '../../../nodes/Bling/api/overlay';
import { orderTotal } from '../../../nodes/Bling/api/newOrder';
import { startSandbox, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { hurry } from '../support/time.mts';
import type { Runner } from './support.mts';
import { refusalOf, sandboxRunner } from './support.mts';

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let run: Runner;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	hurry(20);
	run = await sandboxRunner(sandbox);
});
afterAll(() => sandbox.close());

interface Logged {
	method: string;
	path: string;
	body: string | null;
}
const sent = async (method: string) =>
	((await sandbox.read('/sandbox/bling/requests?limit=1000')) as { requests: Logged[] }).requests.filter((one) => one.method === method);

const contactId = async () => {
	const { items } = await run('contact', 'upsert', { document: '52998224725', contactName: 'Cliente de Teste', contactFields: {} });
	return Number(items[0].contactId);
};

describe('Contact: Create or Update', () => {
	const upsert = async (document: unknown, own: IDataObject = {}, contactFields: IDataObject = {}) =>
		(await run('contact', 'upsert', { document: document as string, contactName: 'Pessoa de Teste', contactFields, ...own })).items[0];

	test('creates once, with dots or without, and writes only what differs', async () => {
		const made = await upsert('111.444.777-35', {}, { email: 'pessoa@example.com', city: 'São Paulo', street: 'Rua Um' });
		expect(made).toMatchObject({ created: true, changed: true });
		expect(await upsert('11144477735')).toEqual({ contactId: made.contactId, created: false, changed: false });
		expect(await upsert('11144477735', {}, { city: 'Santos' })).toMatchObject({ contactId: made.contactId, created: false, changed: true });
		const [{ body }] = (await sent('PUT')).slice(-1);
		expect(JSON.parse(body ?? '')).toMatchObject({
			email: 'pessoa@example.com',
			tipo: 'F',
			endereco: { geral: { municipio: 'Santos', endereco: 'Rua Um' } },
		});
		const puts = (await sent('PUT')).length;
		expect(await upsert('11144477735', { updateExisting: false }, { city: 'Recife' })).toMatchObject({ changed: false });
		expect((await sent('PUT')).length).toBe(puts);
		const { items } = await run('contact', 'findByDocument', { document: '11144477735' });
		expect(items).toMatchObject([{ id: made.contactId, endereco: { geral: { municipio: 'Santos' } } }]);
	});

	test('finds one that Bling knows with its dots, and leaves out a deleted one', async () => {
		const post = async (situacao: string) =>
			await run('customApiCall', 'request', {
				method: 'POST',
				path: '/contatos',
				query: '{}',
				body: JSON.stringify({ nome: 'Empresa de Teste', tipo: 'J', situacao, numeroDocumento: '11.222.333/0001-81' }),
			});
		await post('E');
		await post('A');
		expect(await upsert('11222333000181', { contactName: 'Empresa de Teste' })).toMatchObject({ created: false });
		await post('A');
		expect((await refusalOf(upsert('11222333000181'))).message).toMatch(
			/^The field "CPF or CNPJ" is used by several contacts in Bling: \d+, \d+$/,
		);
	});

	test.each(['12345678901', '00000000000', '111.111.111-11', '11222333000182', '00000000000000'])(
		'%s, whose check digits are wrong, is refused before any request, and not shown',
		async (document) => {
			const before = (await sent('GET')).length;
			expect((await refusalOf(upsert(document))).message).toBe('The field "CPF or CNPJ" has wrong check digits');
			expect((await sent('GET')).length).toBe(before);
		},
	);

	test.each(['123', '1114447773', 'abc', '111.444.777-3'])('%s is no document, and is not shown', async (document) => {
		const { message } = await refusalOf(upsert(document));
		expect(message).toBe('The field "CPF or CNPJ" is neither a CPF (11 digits) nor a CNPJ (14 characters)');
	});

	test('a CNPJ may hold letters, and what is laid over a contact leaves the rest', () => {
		expect(taxIdOf('12.abc.345/01DE-35')).toEqual({ plain: '12ABC34501DE35', kind: 'J' });
		expect(overlaid({ a: 1, in: { b: 2, c: 3 } }, { in: { b: 4 } })).toEqual({ whole: { a: 1, in: { b: 4, c: 3 } }, changed: true });
		expect(overlaid({ a: 1, in: { b: 2 } }, { a: 1, in: { b: 2 } }).changed).toBe(false);
	});
});

describe('Sales Order: Create', () => {
	const create = async (storeNumber: string, itemList: unknown, own: IDataObject = {}) =>
		(
			await run('salesOrder', 'create', {
				storeNumber,
				contactId: await contactId(),
				itemsFrom: 'list',
				itemList: JSON.stringify(itemList),
				orderFields: {},
				...own,
			})
		).items[0];
	const mug = { sku: 'CAN-300', quantity: 2, price: 39.9 };

	test('creates an order with the products of its SKUs; a second run finds the first', async () => {
		const first = await create('NOVO-1', [mug, { ...mug, sku: 'CAFE-500', quantity: 1, price: '12.35', description: 'Café' }], {
			orderFields: { freight: '15', discount: 5, paymentMethodId: 7, date: '2026-11-20', notes: 'Frágil' },
		});
		expect(first).toMatchObject({ storeNumber: 'NOVO-1', created: true });
		const { items } = await run('salesOrder', 'get', { orderId: first.orderId });
		const products = (await worldOf(sandbox)).companies[0].products;
		const idOf = (sku: string) => products.find(({ codigo }) => codigo === sku)?.id;
		expect(items[0]).toMatchObject({
			numeroLoja: 'NOVO-1',
			observacoes: 'Frágil',
			itens: [
				{ produto: { id: idOf('CAN-300') }, quantidade: 2, valor: 39.9 },
				{ produto: { id: idOf('CAFE-500') }, descricao: 'Café', valor: 12.35 },
			],
		});
		const posts = (await sent('POST')).filter(({ path }) => path.endsWith('/pedidos/vendas'));
		expect(JSON.parse(posts[0].body ?? '')).toMatchObject({
			data: '2026-11-20',
			parcelas: [{ valor: 102.15, dataVencimento: '2026-11-20', formaPagamento: { id: 7 } }],
			desconto: { valor: 5, unidade: 'REAL' },
		});
		expect(await create('NOVO-1', [mug])).toMatchObject({ orderId: first.orderId, created: false });
		expect((await sent('POST')).filter(({ path }) => path.endsWith('/pedidos/vendas'))).toHaveLength(1);
	});

	test('an order that is there already with another customer or other items is told apart, and so is a cancelled one', async () => {
		const first = await create('NOVO-3', [mug, mug]);
		const again = async (itemList: unknown, own: IDataObject = {}) => await create('NOVO-3', itemList, own);
		const same = { orderId: first.orderId, contactId: first.contactId, created: false };
		expect(first).toMatchObject({ differs: [], reason: null, explanation: null });
		expect(await again([{ ...mug, quantity: 4 }])).toMatchObject({ ...same, differs: [], reason: 'exists' });
		expect(await again([{ ...mug, quantity: 1 }])).toMatchObject({
			...same,
			differs: ['items'],
			explanation: 'O número da loja NOVO-3 já é de um pedido do Bling com outros itens. Nada foi criado.',
		});
		expect(await again([{ ...mug, quantity: 4, price: 40 }])).toMatchObject({ differs: ['items'] });
		expect(await again([mug], { contactId: '999999' })).toMatchObject({ ...same, differs: ['contact', 'items'] });
		await run('salesOrder', 'changeSituation', { orderId: first.orderId, situationId: '12' });
		expect(await again([mug, mug])).toMatchObject({
			...same,
			differs: [],
			reason: 'cancelled',
			explanation: 'O número da loja NOVO-3 já é de um pedido do Bling que está cancelado. Nada foi criado.',
		});
	});

	test.each<[unknown, string]>([
		[{}, 'is not text: an object'],
		['{}', 'is not an order number: "{}"'],
		[['A', 'B'], 'is not text: a list'],
		['["A","B"]', 'is not an order number: "[\\"A\\",\\"B\\"]"'],
		[9e16, 'is a number too long to be exact: 90000000000000000'],
	])('%j is no store number', async (storeNumber, problem) => {
		expect((await refusalOf(create(storeNumber as string, [mug]))).message).toBe(`The field "Store Order Number" ${problem}`);
	});

	test('takes its items from fields too', async () => {
		const own = { itemsFrom: 'fields', items: { rows: [{ ...mug, description: '' }] } };
		expect(await create('NOVO-2', [], own)).toMatchObject({ created: true });
	});

	test('a price that nobody typed is refused by its row; a zero that somebody typed is one', async () => {
		const rows = (...prices: unknown[]) => ({
			itemsFrom: 'fields',
			items: { rows: prices.map((price) => ({ sku: 'CAN-300', quantity: 1, ...(price === undefined ? {} : { price }) })) },
		});
		const posts = (await sent('POST')).length;
		for (const [nth, untouched] of [undefined, '', null].entries()) {
			const refusal = await refusalOf(create(`SEM-PRECO-${nth}`, [], rows(39.9, untouched) as IDataObject));
			expect(refusal.message).toBe('The field "Price" in row 2 is empty');
		}
		expect((await sent('POST')).length).toBe(posts);
		expect(await create('GRATIS', [], rows(0) as IDataObject)).toMatchObject({ created: true });
	});

	test.each([
		[{}, 'Item List'],
		[{ itemsFrom: 'fields', items: {} }, 'Items'],
	])('without any item it says how to give one: %j', async (own, field) => {
		const { message, description } = await refusalOf(create('NUNCA', [], own));
		expect(message).toBe(`The field "${field}" has no row`);
		expect(description).toBe(
			field === 'Items'
				? 'An order has at least one item: press "Add Item".'
				: 'An order has at least one item, such as [{"sku":"CAN-300","quantity":1,"price":39.9}]. To fill it in by hand choose "Fields Below" in "Items From".',
		);
	});

	test.each<[string, unknown, string]>([
		['no list', { sku: 'A' }, 'The field "Item List" is not a list of items: an object'],
		['a row that is none', [mug, null], 'The field "Item List" has no item in row 2: null'],
		['a row without SKU', [mug, { quantity: 1, price: 1 }], 'The field "Item List" in row 2 has no "sku"'],
		['a quantity of zero', [{ ...mug, quantity: 0 }], 'The field "Item List" in row 1 has a "quantity" that is not above zero: 0'],
		['a price that is no number', [{ ...mug, price: 'caro' }], 'The field "Item List" in row 1 has a "price" that is not a number: "caro"'],
		[
			'an unknown product',
			[mug, { ...mug, sku: 'NADA' }],
			'The field "Item List" has the SKU NADA in row 2, which does not exist in this account',
		],
	])('%s is refused by its row, and nothing is created', async (_, itemList, message) => {
		const posts = (await sent('POST')).length;
		expect((await refusalOf(create('NUNCA', itemList))).message).toBe(message);
		expect((await sent('POST')).length).toBe(posts);
	});

	test('a number that several orders have creates no third', async () => {
		const { id: company, products } = (await worldOf(sandbox)).companies[0];
		for (let times = 0; times < 2; times++)
			await sandbox.act('create-order', { company, product: String(products[0].id), storeNumber: 'DUAS' });
		expect((await refusalOf(create('DUAS', [mug]))).message).toMatch(
			/^The field "Store Order Number" is used by several orders in Bling: \d+, \d+$/,
		);
	});

	test('sums are in cents', () => {
		const line = (quantity: number, price: number) => ({ sku: 'A', description: undefined, quantity, price });
		expect(orderTotal([line(3, 0.1), line(1, 0.2)], { freight: 0.15, discount: undefined })).toBe(0.65);
	});
});
