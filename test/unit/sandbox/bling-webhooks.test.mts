import { createHmac } from 'node:crypto';

import { z } from 'zod';

import { dispatchesOf, startReceiver, startSandbox, tokenFor, until, worldOf } from './support.mts';
import type { TestSandbox } from './support.mts';

let test: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
	[test, receiver] = await Promise.all([startSandbox({ speed: 2000 }), startReceiver()]);
	await test.act('subscribe', { url: receiver.url });
});
afterEach(async () => {
	await test.close();
	await receiver.close();
});

const envelope = z.object({
	eventId: z.string(),
	date: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
	version: z.literal('v1'),
	event: z.string(),
	companyId: z.string(),
	data: z.record(z.string(), z.unknown()),
});
const events = () => receiver.received.map(({ body }) => envelope.parse(JSON.parse(body.toString())));
const named = (event: string) => events().filter((one) => one.event === event);

it('signs the exact bytes, and no two serialisers agree on them', async () => {
	await tokenFor(test);
	await test.act('create-product', { code: 'ÇÃO', name: 'Pão/Café', price: 4.9 });
	await until(() => receiver.received.length === 1);
	const [{ headers, body }] = receiver.received;
	const signature = createHmac('sha256', 'test-client-secret').update(body).digest('hex');
	expect(headers['x-bling-signature-256']).toBe(`sha256=${signature}`);
	expect(headers['content-type']).toBe('application/json');
	expect(headers['user-agent']).toBe('bling-webhook');
	expect(body.toString()).toContain('4.90');
	expect(JSON.stringify(JSON.parse(body.toString()))).not.toBe(body.toString());
	expect(events()[0].data).toMatchObject({ nome: 'Pão/Café', preco: 4.9 });
});

it('sends nothing before OAuth was done once', async () => {
	await test.act('move-stock');
	expect((await dispatchesOf(test)).dispatches).toEqual([]);
});

it('sends the captured body byte for byte with the published signature', async () => {
	await test.act('send-captured');
	await until(() => receiver.received.length === 1);
	expect(receiver.received[0].body).toHaveLength(340);
	expect(receiver.received[0].headers['x-bling-signature-256']).toBe(
		'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b',
	);
});

it('an order fans out to virtual_stock of each product and kit, 9 to 22 virtual seconds later', async () => {
	await tokenFor(test);
	await test.act('clock', { speed: 60 }, '');
	await test.act('create-order', { product: 'KIT-MANHA' });
	await until(() => named('virtual_stock.updated').length === 3);
	const created = Date.parse(named('order.created')[0].date);
	for (const { date } of named('virtual_stock.updated')) {
		expect(Date.parse(date) - created).toBeGreaterThanOrEqual(8000);
		// Half a minute of the sandbox is half a second here: a busy machine adds to it.
		expect(Date.parse(date) - created).toBeLessThanOrEqual(300_000);
	}
	expect(Object.keys(named('order.created')[0].data)).toEqual([
		'id',
		'data',
		'numero',
		'numeroLoja',
		'total',
		'contato',
		'vendedor',
		'loja',
		'situacao',
	]);
});

it('every documented event arrives with its data', async () => {
	await tokenFor(test);
	await test.act('move-stock');
	await test.act('correct-movement');
	await test.act('delete-movement');
	await test.act('create-order');
	await test.act('change-order', { quantity: 2 });
	await test.act('create-invoice');
	await test.act('invoice-situation');
	await test.act('delete-invoice');
	await test.act('create-invoice', { kind: 'nfce' });
	await test.act('delete-order');
	await test.act('change-product');
	await test.act('change-supplier');
	await test.act('delete-product', { product: 'COADOR' });
	const expected = [
		'stock.created',
		'stock.updated',
		'stock.deleted',
		'order.created',
		'order.updated',
		'order.deleted',
		'invoice.created',
		'invoice.updated',
		'invoice.deleted',
		'consumer_invoice.created',
		'product.updated',
		'product.deleted',
		'product_supplier.updated',
		'virtual_stock.updated',
	];
	await until(() => expected.every((event) => named(event).length > 0));
	expect(Object.keys(named('stock.deleted')[0].data)).not.toContain('quantidade');
	expect(Object.keys(named('order.deleted')[0].data)).toEqual(['id']);
	expect(Object.keys(named('invoice.created')[0].data)).toEqual([
		'id',
		'tipo',
		'situacao',
		'numero',
		'dataEmissao',
		'dataOperacao',
		'contato',
		'naturezaOperacao',
		'loja',
	]);
	expect(new Set(events().map(({ eventId }) => eventId)).size).toBe(events().length);
});

it('retries what is down with the same bytes, and loses nothing', async () => {
	await tokenFor(test);
	receiver.status = 503;
	await test.act('move-stock');
	await until(() => receiver.received.length >= 2);
	receiver.status = 200;
	await until(async () => (await dispatchesOf(test, 'event=stock.created')).counts.success >= 1);
	const bodies = receiver.received
		.map(({ body }) => body.toString())
		.filter((body) => body.includes('stock.created'));
	expect(new Set(bodies).size).toBe(1);
});

it('disables the resource after three days of failures until somebody enables it', async () => {
	await tokenFor(test);
	receiver.status = 410;
	await test.act('move-stock');
	const disabled = async () => (await worldOf(test)).apps[0].resources.stock.disabled;
	await until(async () => {
		await test.act('clock', { speed: 2000, advanceMinutes: 12 * 60 }, '');
		return disabled();
	});
	receiver.status = 200;
	receiver.received.length = 0;
	await test.act('move-stock');
	await test.act('create-product');
	await until(() => named('product.created').length === 1);
	expect(named('stock.created')).toEqual([]);
	await test.act('enable-resource', { resource: 'stock' });
	await test.act('move-stock');
	await until(() => named('stock.created').length === 1);
});

it('a redirect counts as a failure', async () => {
	await tokenFor(test);
	receiver.status = 301;
	await test.act('move-stock');
	const [attempt] = await until(async () => {
		const { dispatches } = await dispatchesOf(test, 'event=stock.created');
		return dispatches[0]?.attempts.length > 0 && dispatches[0].attempts;
	});
	expect(attempt).toMatchObject({ status: 301, location: `${receiver.url}/elsewhere` });
});

it('duplicates, holds back and resends', async () => {
	await tokenFor(test);
	await test.act('delivery-faults', { duplicateChance: 1 });
	await test.act('create-product');
	await until(() => named('product.created').length === 2);
	expect(new Set(named('product.created').map(({ eventId }) => eventId)).size).toBe(1);

	await test.act('delivery-faults', { hold: true });
	for (let number = 0; number < 5; number++) await test.act('create-product', { code: `P-${number}` });
	expect((await dispatchesOf(test)).counts.held).toBe(5);
	receiver.received.length = 0;
	expect(await test.act('release')).toMatchObject({ released: 5 });
	await until(() => receiver.received.length === 5);

	await test.act('delivery-faults');
	const { dispatches } = await dispatchesOf(test);
	await test.act('resend', { id: dispatches[0].id });
	await until(() => receiver.received.length === 6);
	expect((await dispatchesOf(test)).dispatches[0].repeats).toEqual({
		id: dispatches[0].id,
		reason: 'resend',
	});
});

it.each([
	['urlencoded', (body: string) => new URLSearchParams(body).get('data') ?? ''],
	['raw', (body: string) => body.slice('data='.length)],
	['json', (body: string) => body],
])('sends old callbacks as %s', async (format, jsonOf) => {
	await test.act('add-callback', { kind: 'estoque', url: `${receiver.url}?token=t%20o`, format });
	await test.act('move-stock');
	await until(() => receiver.received.length === 1);
	const [{ url, body, headers }] = receiver.received;
	expect(url).toBe('/hook?token=t%20o');
	expect(headers['x-bling-signature-256']).toBeUndefined();
	expect(JSON.parse(jsonOf(body.toString()))).toMatchObject({
		retorno: { estoques: [{ estoque: { codigo: 'CAN-300' } }] },
	});
});

it('several accounts of one app arrive at one URL; each private app signs with its own secret', async () => {
	const { companies } = await worldOf(test);
	for (const { id } of companies) await tokenFor(test, { company: id });
	for (const { id } of companies) await test.act('move-stock', { company: id });
	await until(() => named('stock.created').length === 3);
	expect(new Set(named('stock.created').map(({ companyId }) => companyId)).size).toBe(3);

	receiver.received.length = 0;
	await test.act('subscribe', { app: 'test-client-id-2', url: `${receiver.url}2` });
	await tokenFor(test, { app: 'test-client-id-2', company: companies[1].id });
	await test.act('create-product', { company: companies[1].id });
	const own = await until(() => receiver.received.find(({ url }) => url === '/hook2'));
	const signature = createHmac('sha256', 'test-client-secret-2').update(own.body).digest('hex');
	expect(own.headers['x-bling-signature-256']).toBe(`sha256=${signature}`);
});
