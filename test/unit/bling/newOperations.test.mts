import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { changedOrder } from '../../../nodes/Bling/api/changedOrder';
import { startSandbox, worldOf } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { hurry } from '../support/time.mts';
import { refusalOf, sandboxRunner } from './support.mts';
import type { Runner } from './support.mts';

jest.setTimeout(60_000);

let sandbox: TestSandbox;
let run: Runner;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	hurry(20);
	run = await sandboxRunner(sandbox);
});
afterAll(() => sandbox.close());

const company = async () => (await worldOf(sandbox)).companies[0];
const one = async (...call: Parameters<Runner>) => (await run(...call)).items[0];
const writes = async (method: string) =>
	((await sandbox.read(`/sandbox/bling/requests?limit=1000`)) as { requests: Array<{ method: string }> }).requests.filter(
		(request) => request.method === method,
	).length;

test('a product is created once by its SKU, changed where it differs, and left alone where it does not', async () => {
	const fields = { sku: 'NOVA-1', productName: 'Caneca nova', productFields: { price: '19.9', brand: 'Marca' } };
	const { productId, created } = await one('product', 'create', fields);
	expect(created).toBe(true);
	expect(await one('product', 'get', { productId })).toMatchObject({ codigo: 'NOVA-1', nome: 'Caneca nova', preco: 19.9, situacao: 'A' });
	expect((await refusalOf(run('product', 'create', fields))).message).toBe(`The field "SKU" is already used by the product ${productId}`);
	expect(await one('product', 'upsert', fields)).toEqual({ productId, sku: 'NOVA-1', created: false, changed: false });
	const before = await writes('PATCH');
	expect(await one('product', 'upsert', { ...fields, productFields: { price: 21 } })).toMatchObject({ productId, changed: true });
	expect(await writes('PATCH')).toBe(before + 1);
	expect(await one('product', 'get', { productId })).toMatchObject({ preco: 21, marca: 'Marca' });
	expect(await one('product', 'upsert', { ...fields, sku: 'NOVA-2' })).toMatchObject({ created: true });
});

test('an order gets other items, freight and notes; its instalment follows, and nothing to change sends nothing', async () => {
	const [{ id }] = (await company()).orders;
	const before = await one('salesOrder', 'get', { orderId: id });
	const itemList = [
		{ sku: 'CAFE-500', quantity: 2, price: 30 },
		{ sku: 'COADOR', quantity: 1, price: 12.5 },
	];
	const changes = { freight: '20', discount: 2.5, notes: 'Frágil' };
	const all = { orderId: id, changes, replaceItems: true, itemsFrom: 'list', itemList };
	expect(await one('salesOrder', 'update', all)).toEqual({ orderId: id, changed: true });
	expect(await one('salesOrder', 'get', { orderId: id })).toMatchObject({
		numeroLoja: before.numeroLoja,
		total: 90,
		observacoes: 'Frágil',
		itens: [{ codigo: 'CAFE-500' }, { codigo: 'COADOR' }],
		parcelas: [{ valor: 90 }],
	});
	const sent = await writes('PUT');
	expect(await one('salesOrder', 'update', all)).toEqual({ orderId: id, changed: false });
	expect(await writes('PUT')).toBe(sent);
});

test.each<[string, IDataObject, RegExp]>([
	['nothing', {}, /"Fields to Change" changes nothing/],
	['a SKU that does not exist', { replaceItems: true, itemsFrom: 'list', itemList: [{ sku: 'NADA', quantity: 1, price: 1 }] }, /NADA/],
	['a negative freight', { changes: { freight: -1 } }, /"Freight" is negative/],
])('an order is not updated with %s', async (_what, parameters, message) => {
	const [{ id }] = (await company()).orders;
	expect((await refusalOf(run('salesOrder', 'update', { orderId: id, ...parameters }))).message).toMatch(message);
});

describe('a changed order', () => {
	const order = (more: IDataObject = {}): IDataObject => ({
		contato: { id: 1, nome: 'A' },
		totalProdutos: 10,
		itens: [{ codigo: 'X', quantidade: 1, valor: 10 }],
		parcelas: [{ id: 3, valor: 10 }],
		...more,
	});
	const nothing = { contactId: undefined, fields: {}, freight: undefined, discount: undefined, lines: undefined };
	const two = [{ valor: 5 }, { valor: 5 }];

	test.each<[string, IDataObject, Partial<Parameters<typeof changedOrder>[1]>, RegExp]>([
		['several instalments and another total', { parcelas: two }, { freight: 1 }, /2 instalments/],
		['a discount in percent', { desconto: { valor: 5, unidade: 'PERCENTUAL' } }, { discount: 1 }, /in percent/],
		['a form that is not documented', { itens: 'x' }, {}, /an unexpected format/],
	])('%s is left to a person', (_what, more, change, problem) => {
		expect(changedOrder(order(more), { ...nothing, ...change })).toEqual({ problem: expect.stringMatching(problem) });
	});

	test('another contact leaves no name of the old one; several instalments stay where the total does', () => {
		expect(changedOrder(order({ parcelas: two }), { ...nothing, contactId: 2, fields: { data: '2026-11-30' } })).toEqual({
			whole: order({ parcelas: two, contato: { id: 2 }, data: '2026-11-30' }),
			changed: true,
		});
		expect(changedOrder(order(), { ...nothing, contactId: 1 })).toEqual({ whole: order(), changed: false });
	});
});

test('contacts, NFS-e and accounts receivable are read one by one and many at once', async () => {
	const [{ id: contactId }] = (await company()).contacts;
	expect(await one('contact', 'get', { contactId })).toMatchObject({ id: contactId, nome: 'Cliente de Teste' });
	expect(await one('contact', 'get', { contactId, output: 'simplified' })).toEqual({ id: contactId, situacao: 'A', tipo: 'F' });
	expect(await one('contact', 'getMany', { filters: { search: 'cliente' } })).toMatchObject({ id: contactId });
	const nfse = await one('serviceInvoiceNfse', 'getMany', {});
	expect(await one('serviceInvoiceNfse', 'get', { serviceInvoiceId: nfse.id })).toMatchObject({ ...nfse, codigoVerificacao: 'ABC123' });
	const due = await one('accountReceivable', 'getMany', { filters: { contactId } });
	expect(await one('accountReceivable', 'get', { receivableId: due.id })).toMatchObject({ ...due, saldo: due.valor });
});
