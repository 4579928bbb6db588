import type { IDataObject } from 'n8n-workflow';

import { startReceiver } from '../sandbox/support.mts';
import type { Runner } from './support.mts';
import { credentialFor, refusalOf, runnerFor } from './support.mts';

/** Whatever arrives here was not refused before a request. */
let bling: Awaited<ReturnType<typeof startReceiver>>;
let run: Runner;
beforeAll(async () => {
	bling = await startReceiver();
	run = runnerFor(credentialFor(bling.url, 'token'));
});
afterAll(() => bling.close());

const movement = { movement: 'E', productId: 1, depositId: 1, quantity: 1 };
const setBalance = { productBy: 'id', productId: 1, depositId: 1, quantity: 1 };
const cases: Array<[name: string, resource: string, operation: string, parameters: IDataObject, field: string]> = [
	['an id with letters', 'salesOrder', 'get', { orderId: '12a' }, 'Order'],
	['an id of zero', 'salesOrder', 'get', { orderId: 0 }, 'Order'],
	['a negative id', 'product', 'get', { productId: '-5' }, 'Product'],
	['a fractional id', 'product', 'get', { productId: 1.5 }, 'Product'],
	['an id too large to be exact', 'product', 'get', { productId: '9007199254740993' }, 'Product'],
	['an empty id', 'invoiceNfe', 'get', { invoiceId: '' }, 'Invoice'],
	['an id that is a path', 'consumerInvoiceNfce', 'get', { invoiceId: '1/../2' }, 'Invoice'],
	['one bad id among good ones', 'stock', 'getBalances', { productsBy: 'id', productIds: '1,2,x' }, 'Product IDs'],
	['no ids', 'stock', 'getBalances', { productsBy: 'id', productIds: '' }, 'Product IDs'],
	['no SKUs', 'stock', 'getBalances', { productsBy: 'sku', skus: ' , ' }, 'SKUs'],
	['a negative quantity', 'stock', 'addMovement', { ...movement, quantity: -1 }, 'Quantity'],
	['an entry of zero', 'stock', 'addMovement', { ...movement, quantity: 0 }, 'Quantity'],
	['more than 3 decimals', 'stock', 'addMovement', { ...movement, quantity: 1.0005 }, 'Quantity'],
	['a quantity in words', 'stock', 'addMovement', { ...movement, quantity: 'dez' }, 'Quantity'],
	['a SKU that is too long to ask for', 'product', 'findBySku', { sku: 'x'.repeat(9000) }, 'SKU'],
	['a SKU in a list that is too long to ask for', 'stock', 'getBalances', { productsBy: 'sku', skus: `A,${'x'.repeat(9000)}` }, 'SKUs'],
	['an empty quantity', 'stock', 'setBalance', { ...setBalance, quantity: '' }, 'Quantity'],
	['an unknown movement', 'stock', 'addMovement', { ...movement, movement: 'X' }, 'Movement'],
	['no deposit', 'stock', 'addMovement', { ...movement, depositId: '' }, 'Warehouse (Depósito)'],
	['a negative price', 'stock', 'addMovement', { ...movement, options: { price: '-1' } }, 'Price'],
	['a negative balance', 'stock', 'setBalance', { ...setBalance, quantity: -0.5 }, 'Quantity'],
	['more than 3 decimals in a balance', 'stock', 'setBalance', { ...setBalance, quantity: 0.12345 }, 'Quantity'],
	[
		'a period over a year',
		'product',
		'getMany',
		{ limit: 1, filters: { changedFrom: '2024-01-01', changedTo: '2025-06-01' } },
		'Changed From',
	],
	['a period that began over a year ago', 'salesOrder', 'getMany', { limit: 1, filters: { placedFrom: '2001-01-01' } }, 'Placed From'],
	[
		'a reversed period',
		'invoiceNfe',
		'getMany',
		{ limit: 1, filters: { issuedFrom: '2026-02-01', issuedTo: '2026-01-01' } },
		'Issued From',
	],
	['a date in words', 'product', 'getMany', { limit: 1, filters: { includedFrom: 'ontem' } }, 'Included From'],
	['a limit of zero', 'product', 'getMany', { limit: 0 }, 'Limit'],
	['a fractional limit', 'deposit', 'getMany', { limit: 1.5 }, 'Limit'],
	['a situation id that is no id', 'salesOrder', 'getMany', { limit: 1, filters: { situationIds: 'aberto' } }, 'Status (Situação)'],
	['an update of nothing', 'product', 'update', { productId: 1, changes: {} }, 'Fields to Change'],
	['a name that is too long', 'product', 'update', { productId: 1, changes: { productName: 'x'.repeat(121) } }, 'Name'],
	['an unknown product situation', 'product', 'update', { productId: 1, changes: { situation: 'X' } }, 'Status (Situação)'],
	['other fields that are no object', 'product', 'update', { productId: 1, changes: { other: '[1]' } }, 'Other Fields (JSON)'],
	['an event that cannot be recreated', 'webhook', 'replay', { event: 'order.deleted', ids: '1' }, 'Event'],
	['a replay of no ids', 'webhook', 'replay', { event: 'order.updated', ids: '' }, 'IDs'],
	['an unknown document format', 'invoiceNfe', 'getDocument', { invoiceId: 1, format: 'html', binaryField: 'data' }, 'Format'],
	['a body that is no object', 'customApiCall', 'request', { method: 'POST', path: '/contatos', query: '{}', body: '7' }, 'Body'],
	['an unknown method', 'customApiCall', 'request', { method: 'TRACE', path: '/contatos', query: '{}', body: '{}' }, 'Method'],
];

test.each(cases)('%s is refused before any request, with its field and item', async (_name, resource, operation, parameters, field) => {
	const refusal = await refusalOf(run(resource, operation, parameters));
	expect(refusal.message).toContain(`"${field}"`);
	expect(refusal).toMatchObject({ itemIndex: 0 });
	expect(refusal.description).not.toBe('');
	expect(bling.received).toEqual([]);
});

test.each(['planBalances', 'readAccount', 'writeAccount'])(
	'what version 0.1 had as Stock Pool → %s names the node that does it now',
	async (operation) => {
		const { message, description } = await refusalOf(run('stockPool', operation, {}));
		expect(message).toMatch(/Bling Stock Pool/);
		expect(description).toMatch(/takes over the old one's memory.*Nothing was read or written/s);
		expect(bling.received).toEqual([]);
	},
);
