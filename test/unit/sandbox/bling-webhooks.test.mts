import { createHmac } from 'node:crypto';

import { z } from 'zod';

import { dispatchesOf, startReceiver, startSandbox, tokenFor, until, worldOf } from './support.mts';
import type { TestSandbox } from './support.mts';

let world: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
	[world, receiver] = await Promise.all([startSandbox({ speed: 2000 }), startReceiver()]);
	await world.act('subscribe', { url: receiver.url });
});
afterEach(async () => {
	await world.close();
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

test('signs the exact bytes, and no two serialisers agree on them', async () => {
	await tokenFor(world);
	await world.act('create-product', { code: 'ÇÃO', name: 'Pão/Café', price: 4.9 });
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

test('sends nothing before OAuth was done once', async () => {
	await world.act('move-stock');
	expect((await dispatchesOf(world)).dispatches).toEqual([]);
});

test('sends the captured body byte for byte with the published signature', async () => {
	await world.act('send-captured');
	await until(() => receiver.received.length === 1);
	expect(receiver.received[0].body).toHaveLength(340);
	expect(receiver.received[0].headers['x-bling-signature-256']).toBe(
		'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b',
	);
});

test('an order fans out to virtual_stock of each product and kit, 9 to 22 virtual seconds later', async () => {
	await tokenFor(world);
	await world.act('clock', { speed: 60 }, '');
	await world.act('create-order', { product: 'KIT-MANHA' });
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

test('every documented event arrives with its data', async () => {
	await tokenFor(world);
	await world.act('move-stock');
	await world.act('correct-movement');
	await world.act('delete-movement');
	await world.act('create-order');
	await world.act('change-order', { quantity: 2 });
	await world.act('create-invoice');
	await world.act('invoice-situation');
	await world.act('delete-invoice');
	await world.act('create-invoice', { kind: 'nfce' });
	await world.act('delete-order');
	await world.act('change-product');
	await world.act('change-supplier');
	await world.act('delete-product', { product: 'COADOR' });
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

test('retries what is down with the same bytes, and loses nothing', async () => {
	await tokenFor(world);
	receiver.status = 503;
	await world.act('move-stock');
	await until(() => receiver.received.length >= 2);
	receiver.status = 200;
	await until(async () => (await dispatchesOf(world, 'event=stock.created')).counts.success >= 1);
	const bodies = receiver.received.map(({ body }) => body.toString()).filter((body) => body.includes('stock.created'));
	expect(new Set(bodies).size).toBe(1);
});

test('disables the resource after three days of failures until somebody enables it', async () => {
	await tokenFor(world);
	receiver.status = 410;
	await world.act('move-stock');
	const disabled = async () => (await worldOf(world)).apps[0].resources.stock.disabled;
	await until(async () => {
		await world.act('clock', { speed: 2000, advanceMinutes: 12 * 60 }, '');
		return disabled();
	});
	receiver.status = 200;
	receiver.received.length = 0;
	await world.act('move-stock');
	await world.act('create-product');
	await until(() => named('product.created').length === 1);
	expect(named('stock.created')).toEqual([]);
	await world.act('enable-resource', { resource: 'stock' });
	await world.act('move-stock');
	await until(() => named('stock.created').length === 1);
});

test('a redirect counts as a failure', async () => {
	await tokenFor(world);
	receiver.status = 301;
	await world.act('move-stock');
	const [attempt] = await until(async () => {
		const { dispatches } = await dispatchesOf(world, 'event=stock.created');
		return dispatches[0]?.attempts.length > 0 && dispatches[0].attempts;
	});
	expect(attempt).toMatchObject({ status: 301, location: `${receiver.url}/elsewhere` });
});

test('duplicates, holds back and resends', async () => {
	await tokenFor(world);
	await world.act('delivery-faults', { duplicateChance: 1 });
	await world.act('create-product');
	await until(() => named('product.created').length === 2);
	expect(new Set(named('product.created').map(({ eventId }) => eventId)).size).toBe(1);

	await world.act('delivery-faults', { hold: true });
	for (let number = 0; number < 5; number++) await world.act('create-product', { code: `P-${number}` });
	expect((await dispatchesOf(world)).counts.held).toBe(5);
	receiver.received.length = 0;
	expect(await world.act('release')).toMatchObject({ released: 5 });
	await until(() => receiver.received.length === 5);

	await world.act('delivery-faults');
	const { dispatches } = await dispatchesOf(world);
	await world.act('resend', { id: dispatches[0].id });
	await until(() => receiver.received.length === 6);
	expect((await dispatchesOf(world)).dispatches[0].repeats).toEqual({
		id: dispatches[0].id,
		reason: 'resend',
	});
});

test.each([
	['urlencoded', (body: string) => new URLSearchParams(body).get('data') ?? ''],
	['raw', (body: string) => body.slice('data='.length)],
	['json', (body: string) => body],
])('sends old callbacks as %s', async (format, jsonOf) => {
	await world.act('add-callback', { kind: 'estoque', url: `${receiver.url}?token=t%20o`, format });
	await world.act('move-stock');
	await until(() => receiver.received.length === 1);
	const [{ url, body, headers }] = receiver.received;
	expect(url).toBe('/hook?token=t%20o');
	expect(headers['x-bling-signature-256']).toBeUndefined();
	expect(JSON.parse(jsonOf(body.toString()))).toMatchObject({
		retorno: { estoques: [{ estoque: { codigo: 'CAN-300' } }] },
	});
});

test('several accounts of one app arrive at one URL; each private app signs with its own secret', async () => {
	const { companies } = await worldOf(world);
	for (const { id } of companies) await tokenFor(world, { company: id });
	for (const { id } of companies) await world.act('move-stock', { company: id });
	await until(() => named('stock.created').length === 3);
	expect(new Set(named('stock.created').map(({ companyId }) => companyId)).size).toBe(3);

	receiver.received.length = 0;
	await world.act('subscribe', { app: 'test-client-id-2', url: `${receiver.url}2` });
	await tokenFor(world, { app: 'test-client-id-2', company: companies[1].id });
	await world.act('create-product', { company: companies[1].id });
	const own = await until(() => receiver.received.find(({ url }) => url === '/hook2'));
	const signature = createHmac('sha256', 'test-client-secret-2').update(own.body).digest('hex');
	expect(own.headers['x-bling-signature-256']).toBe(`sha256=${signature}`);
});
