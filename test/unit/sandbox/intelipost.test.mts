import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';

import type { Clock } from '../../../sandbox/core/clock.mts';
import type { Host } from '../../../sandbox/core/host.mts';
import { intelipost } from '../../../sandbox/intelipost/module.mts';
import { moment } from '../../../sandbox/intelipost/time.mts';
import { openHost } from './support.mts';

const apiKey = 'test-intelipost-api-key';
const day = 86_400_000;

interface Arrived {
	url: string;
	headers: Record<string, unknown>;
	body: any;
}

let opened: Awaited<ReturnType<typeof openHost>>;
let clock: Clock;
let host: Host;
let receiver: Server;
let arrived: Arrived[];
let status: number;
let delayMs: number;

beforeEach(async () => {
	arrived = [];
	status = 200;
	delayMs = 0;
	receiver = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		arrived.push({
			url: request.url ?? '',
			headers: request.headers,
			body: JSON.parse(Buffer.concat(chunks).toString()),
		});
		if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
		response.writeHead(status).end();
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	opened = await openHost(intelipost, '2026-08-01T12:00:00Z');
	({ clock, host } = opened);
});

afterEach(async () => {
	await opened.close();
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

const port = () => String((receiver.address() as AddressInfo).port);

const perform = async (name: string, input: Record<string, unknown> = {}) => await opened.perform(name, input);

const addRule = async (own: Record<string, unknown> = {}) =>
	await perform('add-rule', {
		host: '127.0.0.1',
		porta: port(),
		path: 'hook',
		usuario: 'u',
		senha: 'p',
		...own,
	});

/** Lets everything due be sent and answered. */
async function settled(): Promise<void> {
	clock.advance(1);
	await until(() => host.dispatches.counts().waiting === 0);
}

async function until(done: () => boolean): Promise<void> {
	for (let turn = 0; turn < 1000 && !done(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
	expect(done()).toBe(true);
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = { 'api-key': apiKey }) {
	const response = await fetch(`${host.origins.intelipost}/api/v1${path}`, {
		method,
		headers,
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	const json: any = await response.json();
	return { status: response.status, headers: response.headers, json };
}

describe('tracking webhooks', () => {
	test('has the documented fields, nested dates and no event name', async () => {
		await addRule();
		await perform('add-event', { orderNumber: 'PEDIDO0002', state: 'SHIPPED', providerMessage: 'saiu' });
		await settled();
		const [{ body, headers, url }] = arrived;
		expect(url).toBe('/hook');
		expect(headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
		expect(Object.keys(body).sort()).toEqual([
			'estimated_delivery_date',
			'history',
			'invoice',
			'order_number',
			'sales_order_number',
			'tracking_code',
			'tracking_url',
			'volume_number',
		]);
		expect(body).toMatchObject({
			order_number: 'PEDIDO0002',
			volume_number: '1',
			history: {
				shipment_order_volume_state: 'SHIPPED',
				shipment_order_volume_state_localized: 'Despachado',
				event_date_iso: expect.stringMatching(/^2026-08-01T09:00:00\.000-03:00$/),
				shipment_volume_micro_state: { code: 'SHIPPED' },
			},
			estimated_delivery_date: {
				client: { current: expect.any(Number) },
				logistic_provider: { original_iso: expect.any(String) },
			},
		});
	});

	test('is a row of the order history that the API gives', async () => {
		await addRule();
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'READY_FOR_SHIPPING' });
		await settled();
		const { json } = await call('GET', '/shipment_order/PEDIDO0001');
		const [volume] = json.content.shipment_order_volume_array;
		expect(volume.shipment_order_volume_state_history_array.at(-1)).toEqual(arrived[0].body.history);
	});

	test('can be reduced to the fields of the 2015 variant', async () => {
		await addRule();
		await perform('unknowns', { minimalBody: true });
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		await settled();
		expect(Object.keys(arrived[0].body).sort()).toEqual(['history', 'invoice', 'order_number', 'tracking_code', 'volume_number']);
		expect(arrived[0].body.history.shipment_volume_micro_state).toBeUndefined();
	});

	test.each([
		['Volumes', ['1', '2']],
		['Pedido', ['1']],
	])('sends one per %s', async (sendBy, volumes) => {
		await addRule({ sendBy });
		await perform('add-event', { orderNumber: 'PEDIDO0003', state: 'DELIVERED' });
		await settled();
		expect(arrived.map(({ body }) => body.volume_number).sort()).toEqual(volumes);
	});

	test.each([
		['a macro state that was not chosen', { states: ['DELIVERED'] }, 0],
		['a chosen macro state', { states: ['DELIVERED', 'SHIPPED'] }, 1],
		['another sales channel', { salesChannel: 'marketplace' }, 0],
		['the exact sales channel', { salesChannel: 'loja' }, 1],
	])('asks the rule: %s', async (_case, rule, expected) => {
		await addRule(rule);
		const { sent } = await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		expect(sent).toBe(expected);
	});

	test('does not ask an inactive rule', async () => {
		const { id } = await addRule();
		await perform('change-rule', { rule: String(id), active: false });
		expect((await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' })).sent).toBe(0);
	});

	test.each([
		['host with a slash', { host: '127.0.0.1/', porta: '' }, 'http://127.0.0.1//hook'],
		['path with a slash', { host: '127.0.0.1', porta: '', path: '/hook' }, 'http://127.0.0.1//hook'],
		['neither', { host: '127.0.0.1', porta: '8' }, 'http://127.0.0.1:8/hook'],
	])('joins the pieces plainly: %s', async (_case, rule, url) => {
		await addRule(rule);
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		expect(host.dispatches.list()[0].url).toBe(url);
	});

	test('sends a header instead of Basic where a rule has one', async () => {
		await addRule({ usuario: '', senha: '', headerName: 'api-key', headerValue: 'test-value' });
		await perform('send-raw', { body: '{"any":1}' });
		await settled();
		expect(arrived[0].headers['api-key']).toBe('test-value');
		expect(arrived[0].headers.authorization).toBeUndefined();
	});

	test('walks an order to delivered in virtual time', async () => {
		await addRule();
		await perform('create-order', { orderNumber: 'P-1' });
		await perform('walk', { orderNumber: 'P-1', minutes: 60 });
		for (let hour = 0; hour < 6; hour++) {
			clock.advance(60 * 60_000);
			await settled();
		}
		expect(arrived.map(({ body }) => body.history.shipment_order_volume_state)).toEqual([
			'NEW',
			'READY_FOR_SHIPPING',
			'SHIPPED',
			'IN_TRANSIT',
			'TO_BE_DELIVERED',
			'DELIVERED',
		]);
	});
});

describe('dispatch log', () => {
	test('does not repeat a failure by itself, and sends it again by hand', async () => {
		const { id } = await addRule();
		status = 500;
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		await settled();
		clock.advance(day);
		await settled();
		expect(arrived).toHaveLength(1);
		expect(host.dispatches.counts()).toMatchObject({ failure: 1 });
		status = 200;
		await perform('send-manually', { orderNumber: 'PEDIDO0001', state: 'SHIPPED', rule: String(id) });
		await settled();
		expect(arrived[1].body).toEqual(arrived[0].body);
		expect(host.dispatches.counts()).toMatchObject({ success: 1, failure: 1 });
	});

	test('repeats when told that Intelipost does', async () => {
		await addRule();
		await perform('unknowns', { retries: 2, retryMinutes: 5 });
		status = 503;
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		for (let round = 1; round <= 3; round++) {
			clock.advance(5 * 60_000);
			await until(() => host.dispatches.list()[0].attempts.length === round);
		}
		await until(() => host.dispatches.counts().failure === 1);
		expect(arrived).toHaveLength(3);
	});

	test('counts a receiver that is too slow as a failure', async () => {
		await addRule();
		await perform('unknowns', { timeoutMs: 50 });
		delayMs = 300;
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		await settled();
		const [{ state, attempts }] = host.dispatches.list();
		expect({ state, status: attempts[0].status }).toEqual({ state: 'failure', status: null });
		expect(attempts[0].error).toMatch(/no answer within|timeout/);
	});

	test('forgets after 30 days', async () => {
		await addRule();
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'SHIPPED' });
		await settled();
		clock.advance(31 * day);
		await perform('add-event', { orderNumber: 'PEDIDO0001', state: 'IN_TRANSIT' });
		await settled();
		expect(host.dispatches.list().map(({ event }) => event)).toEqual(['tracking.IN_TRANSIT']);
	});
});

describe('API', () => {
	test.each([
		['no key', {}],
		['a wrong key', { 'api-key': 'wrong' }],
		['an empty key', { 'api-key': '' }],
	])('refuses %s', async (_case, headers) => {
		const { status: code, json } = await call('GET', '/info/', undefined, headers as Record<string, string>);
		expect([code, json.status]).toEqual([401, 'ERROR']);
	});

	test.each(['api-key', 'api_key'])('takes the key in %s', async (name) => {
		expect((await call('GET', '/info/', undefined, { [name]: apiKey })).json.status).toBe('OK');
	});

	test.each([
		['an unknown order', 'GET', '/shipment_order/NOPE', undefined, 400],
		['an unknown path', 'GET', '/nope', undefined, 404],
		['a wrong method', 'DELETE', '/shipment_order/PEDIDO0001', undefined, 405],
		['malformed JSON', 'POST', '/shipment_order/shipped', '{"order_number":', 400],
		['a missing field', 'POST', '/shipment_order/shipped', {}, 400],
		[
			'an unknown volume',
			'POST',
			'/shipment_order/set_tracking_data',
			{
				order_number: 'PEDIDO0001',
				tracking_data_array: [{ shipment_order_volume_number: '9', tracking_code: 'X' }],
			},
			400,
		],
		[
			'a refused field of an invoice',
			'POST',
			'/shipment_order/set_invoice',
			{
				order_number: 'PEDIDO0001',
				shipment_order_volume_invoice_array: [
					{
						shipment_order_volume_number: '1',
						invoice_series: '1',
						invoice_number: '7',
						invoice_key: '7'.padStart(44, '0'),
						invoice_date: '2026-08-01',
						invoice_total_value: 1,
						invoice_products_value: 1,
						type: 'NFe',
					},
				],
			},
			400,
		],
	])('answers %s in the envelope', async (_case, method, path, body, code) => {
		const { status: got, json } = await call(method, path, body);
		expect([got, json.status, json.messages[0].type]).toEqual([code, 'ERROR', 'ERROR']);
		expect(json.messages[0].text).not.toBe('');
	});

	test('refuses an order number twice with the published key', async () => {
		const order = {
			order_number: 'N-1',
			shipment_order_volume_array: [{ shipment_order_volume_number: '1' }],
		};
		expect((await call('POST', '/shipment_order', order)).json.content.order_number).toBe('N-1');
		const { json } = await call('POST', '/shipment_order', order);
		expect(json.messages[0].key).toBe('shipmentOrder.save.already.existing.order.number');
	});

	test('finds an order by its numbers, in three different wrappings', async () => {
		const key = '1000'.padStart(44, '0');
		expect((await call('GET', `/shipment_order/invoice_key/${key}`)).json.content[0].order_number).toBe('PEDIDO0001');
		expect((await call('GET', '/shipment_order/sales_order_number/VENDA0002')).json.content.shipment_orders[0].order_number).toBe(
			'PEDIDO0002',
		);
		expect((await call('GET', '/shipment_order/invoice/1002')).json.content[0].order_number).toBe('PEDIDO0003');
	});

	test.each([
		['/shipment_order/ready_for_shipment', { order_number: 'PEDIDO0001' }, 'READY_FOR_SHIPPING'],
		[
			'/shipment_order/shipped',
			{
				order_number: 'PEDIDO0001',
				tracking_data_array: [{ shipment_order_number: '1', tracking_code: 'T1' }],
			},
			'SHIPPED',
		],
		['/shipment_order/multi/shipped/with_date', [{ order_number: 'PEDIDO0001', event_date: '2026-07-30T10:00:00-03:00' }], 'SHIPPED'],
		[
			'/shipment_order/multi/ready_for_shipment/with_date',
			[{ order_number: 'PEDIDO0001', event_date: '2026-07-30T10:00:00-03:00' }],
			'READY_FOR_SHIPPING',
		],
		['/shipment_order/cancel_shipment_order', { order_number: 'PEDIDO0001' }, 'CANCELLED'],
	])('%s moves the order and tells the rules', async (path, body, state) => {
		await addRule();
		const { json } = await call('POST', path, body);
		expect(json).toMatchObject({ status: 'OK', messages: [{ type: 'SUCCESS' }] });
		await settled();
		expect(arrived.map((one) => one.body.history.shipment_order_volume_state)).toEqual([state]);
		expect((await call('GET', '/shipment_order/PEDIDO0001')).json.content.shipment_order_volume_state).toBe(state);
	});

	test('keeps the date of an event that is told with one', async () => {
		await addRule();
		await call('POST', '/shipment_order/multi/shipped/with_date', [
			{ order_number: 'PEDIDO0001', event_date: '2026-07-30T10:00:00-03:00' },
		]);
		await settled();
		expect(arrived[0].body.history.event_date_iso).toBe('2026-07-30T10:00:00.000-03:00');
	});

	test('answers HTTP 200 with status ERROR, and 429 with ratelimit-reset, when asked to', async () => {
		await perform('api-answers', { errorsWithOk: 1, tooMany: 1, resetSeconds: 3 });
		const limited = await call('GET', '/info/');
		expect([limited.status, limited.headers.get('ratelimit-reset')]).toEqual([429, '3']);
		const odd = await call('GET', '/info/');
		expect([odd.status, odd.json.status]).toEqual([200, 'ERROR']);
		expect((await call('GET', '/info/')).json.status).toBe('OK');
	});

	test('never fails on what it is sent', async () => {
		const paths = [
			'/shipment_order',
			'/shipment_order/set_invoice',
			'/shipment_order/set_tracking_data',
			'/shipment_order/shipped',
			'/shipment_order/multi/shipped/with_date',
			'/shipment_order/cancel_shipment_order',
		];
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, body) => {
				const { status: code, json } = await call('POST', path, body);
				expect([200, 400]).toContain(code);
				expect(['OK', 'ERROR']).toContain(json.status);
			}),
			{ numRuns: 150 },
		);
	});
});

test('is the same world for the same seed, and another one after a reset', async () => {
	const world = () => JSON.stringify(host.vendor.snapshot());
	const first = world();
	await perform('create-order', {});
	host.reset(1);
	expect(world()).toBe(first);
	host.reset(2);
	expect(world()).not.toBe(first);
});

test('writes times in whole milliseconds', () => {
	expect(moment('created', 1_467_412_580_614.7)).toEqual({
		created: 1_467_412_580_614,
		created_iso: '2016-07-01T19:36:20.614-03:00',
	});
});

test('shows a panel without credentials of rules', async () => {
	await addRule({ senha: 'rule-password', headerValue: 'rule-header' });
	const shown =
		host.vendor
			.sections()
			.map(({ body }) => body?.text ?? '')
			.join('') + JSON.stringify(host.vendor.snapshot());
	expect(shown).toContain('Regras de eventos');
	expect(shown).not.toMatch(/rule-password|rule-header/);
});
