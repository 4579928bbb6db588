import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import fc from 'fast-check';

import type { Clock } from '../../../sandbox/core/clock.mts';
import type { Host } from '../../../sandbox/core/host.mts';
import { iset } from '../../../sandbox/iset/module.mts';
import { openHost } from './support.mts';

const eventsOfPanel = [
	'order.saved',
	'order.removed',
	'product.saved',
	'product.removed',
	'stock.changed',
	'category.saved',
	'category.removed',
];

interface Arrived {
	url: string;
	type: string;
	body: string;
}

let opened: Awaited<ReturnType<typeof openHost>>;
let clock: Clock;
let host: Host;
let receiver: Server;
let arrived: Arrived[];

beforeEach(async () => {
	arrived = [];
	receiver = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const type = request.headers['content-type'] ?? '';
		arrived.push({ url: request.url ?? '', type, body: Buffer.concat(chunks).toString() });
		response.writeHead(request.url?.startsWith('/down') ? 500 : 200).end();
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	opened = await openHost(iset, '2026-08-01T12:00:00Z');
	({ clock, host } = opened);
});

afterEach(async () => {
	await opened.close();
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

const perform = async (name: string, input: Record<string, unknown> = {}) => await opened.perform(name, input);

const state = () => host.vendor.snapshot() as any;
const receiverUrl = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

/** Every event to its own address, one copy of each notice. */
async function listen(settings: Record<string, unknown> = {}) {
	await perform('settings', { copies: 1, ...settings });
	for (const event of eventsOfPanel) await perform('add-url', { event, url: receiverUrl(`/${event}?token=t`) });
}

/** Lets everything due be sent and answered. */
async function settled(): Promise<void> {
	clock.advance(60_000);
	for (let turn = 0; turn < 1000 && host.dispatches.counts().waiting > 0; turn++) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	expect(host.dispatches.counts().waiting).toBe(0);
}

async function call(method: string, path: string, { token, basic, body }: { token?: string; basic?: string; body?: unknown } = {}) {
	const response = await fetch(`${host.origins.iset}/ws/v1${path}`, {
		method,
		headers: {
			...(token !== undefined && { 'access-token': token }),
			...(basic !== undefined && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as any };
}

const logIn = () => call('POST', '/oauth', { basic: `${state().storeId}:${state().accessKey}` });
const freshToken = async () => (await logIn()).body.token as string;

describe('the one live token', () => {
	test('is told once, with an absolute end', async () => {
		const first = await logIn();
		expect(first.status).toBe(200);
		expect(first.body.token).toMatch(/^[0-9a-f]{40}$/);
		expect(first.body.expires_in).toBe(state().tokenExpiresAt);
		expect(first.body.expires_in * 1000).toBeGreaterThan(Date.now());

		const second = await logIn();
		expect(second).toEqual({
			status: 403,
			body: {
				status: 403,
				reason: 'Forbidden',
				message: 'Access token already been created to this authentication.',
			},
		});
		expect(state().tokensIssued).toBe(1);
	});

	test('answers calls without it, with a wrong one and after its end with 403', async () => {
		const token = await freshToken();
		const refusal = { status: 403, reason: 'Forbidden', message: 'Access token is missing or invalid.' };
		expect((await call('GET', '/product/210', { token })).status).toBe(200);
		expect(await call('GET', '/product/210')).toEqual({ status: 403, body: refusal });
		expect(await call('GET', '/product/210', { token: 'x' })).toEqual({ status: 403, body: refusal });
		await perform('expire-token');
		expect(await call('GET', '/product/210', { token })).toEqual({ status: 403, body: refusal });
		expect((await logIn()).body.token).not.toBe(token);
	});

	test.each([
		[{ tokenField: 'access_token' }, 'access_token'],
		[{ tokenField: 'token' }, 'token'],
	])('comes under the chosen name %#', async (settings, field) => {
		await perform('settings', settings);
		expect(Object.keys((await logIn()).body)).toEqual(['status', field, 'expires_in']);
	});

	test('can say its life as a duration', async () => {
		await perform('settings', { expiresIn: 'duration', tokenLifeS: 77 });
		expect((await logIn()).body.expires_in).toBe(77);
	});

	test.each(['403', '401', '400'])('refuses a wrong key with %s', async (wrongKeyStatus) => {
		await perform('settings', { wrongKeyStatus });
		const { status, body } = await call('POST', '/oauth', { basic: 'nobody:nothing' });
		expect(status).toBe(Number(wrongKeyStatus));
		expect(body.status).toBe(status);
		expect(state().tokensIssued).toBe(0);
	});
});

describe('the endpoints', () => {
	test('gives an order and a product in the recorded shapes', async () => {
		const token = await freshToken();
		const order = await call('GET', '/order/1326', { token });
		expect(order.body).toEqual({
			order: {
				products: [{ name: expect.any(String) }],
				totals: [{ code: 'ot_total', value: expect.stringMatching(/^\d+\.\d{2}$/) }],
			},
			totalValue: expect.any(String),
		});
		const product = await call('GET', '/product/210', { token });
		expect(product.body).toMatchObject({ status: 200, totalFound: 1, totalCount: 1 });
		expect(product.body.result[0]).toMatchObject({
			id: 210,
			date_added: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			last_modified: null,
			status: true,
		});
	});

	test('gives an empty result for an unknown product, and the chosen answer for an unknown order', async () => {
		const token = await freshToken();
		expect((await call('GET', '/product/999', { token })).body).toEqual({
			status: 200,
			totalFound: 0,
			totalCount: 0,
			result: [],
		});
		expect(await call('GET', '/order/999', { token })).toEqual({
			status: 200,
			body: { status: 200, order: [] },
		});
		await perform('settings', { missingOrder: '404' });
		expect((await call('GET', '/order/999', { token })).status).toBe(404);
	});

	test('tells the status of an order only if the setting says so', async () => {
		const token = await freshToken();
		const stateOf = async () => (await call('GET', '/order/1326', { token })).body.order.status;
		await perform('change-order', { order: '1326', status: 'PAGO' });
		expect(await stateOf()).toBeUndefined();
		await perform('settings', { orderStatus: true });
		expect(await stateOf()).toEqual({ label: 'PAGO' });
	});

	test('lists orders by date and payment', async () => {
		const token = await freshToken();
		const { order: paid } = await perform('create-order', { product: '210', paid: true });
		const { order: unpaid } = await perform('create-order', { product: '210' });
		const today = { from: '2026-08-01', to: '2026-08-01' };
		const idsOf = async (body: unknown) =>
			(await call('POST', '/order/list', { token, body })).body.orders.map(({ orderId }: any) => orderId);
		expect(await idsOf({ date: today })).toEqual(expect.arrayContaining([paid, unpaid]));
		expect(await idsOf({ date: today, paid: true })).toContain(paid);
		expect(await idsOf({ date: today, paid: true })).not.toContain(unpaid);
		expect(await idsOf({ date: { from: '2020-01-01', to: '2020-01-02' } })).toEqual([]);
		expect((await call('POST', '/order/list', { token, body: { date: 'today' } })).status).toBe(400);
	});

	test('searches products in pages', async () => {
		const all = await call('POST', '/product/search', { body: {} });
		expect(all.body.products).toHaveLength(4);
		const some = await call('POST', '/product/search', { body: { query: 'caneca' } });
		expect(some.body.products.map(({ name }: any) => name)).toEqual(['Caneca esmaltada']);
		const page = await call('POST', '/product/search', { body: { limit: 2, offset: 3 } });
		expect(page.body.products).toHaveLength(1);
	});

	test('words unknown paths, methods and bodies in its own shape', async () => {
		const token = await freshToken();
		expect(await call('GET', '/category/1', { token })).toMatchObject({
			status: 404,
			body: { status: 404, reason: 'Not Found' },
		});
		expect((await call('DELETE', '/order/1326', { token })).status).toBe(405);
		const broken = await fetch(`${host.origins.iset}/ws/v1/order/list`, {
			method: 'POST',
			headers: { 'access-token': token },
			body: '{',
		});
		expect(broken.status).toBe(400);
	});
});

describe('notices', () => {
	test.each<[string, Record<string, unknown>, Array<[string, unknown]>]>([
		[
			'create-order',
			{ product: '210', status: 'PAGO', customer: 'C' },
			[
				[
					'order.saved',
					{
						orderId: 1329,
						status: { label: 'PAGO' },
						customer: { name: 'C', phone: [{ ddd: '11', number: '900000000' }] },
					},
				],
				['stock.changed', { product_id: 210 }],
			],
		],
		[
			'change-order',
			{ order: '1326', status: 'CANCELADO' },
			[['order.saved', expect.objectContaining({ orderId: 1326, status: { label: 'CANCELADO' } })]],
		],
		[
			'change-order',
			{ order: '1326', status: 'PAGO', quantity: 9 },
			[
				['order.saved', expect.objectContaining({ orderId: 1326 })],
				['stock.changed', { product_id: expect.any(Number) }],
			],
		],
		['remove-order', { order: '1326' }, [['order.removed', { orderId: 1326 }]]],
		[
			'save-product',
			{ name: 'P', stock: 3 },
			[
				[
					'product.saved',
					{
						product_id: 214,
						sku: '',
						type: 'product-changed',
						domain: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
					},
				],
			],
		],
		[
			'save-product',
			{ product: '211', name: 'P', sku: 'S', stock: 999 },
			[
				['product.saved', expect.objectContaining({ product_id: 211, sku: 'S', type: 'product-changed' })],
				['stock.changed', { product_id: 211 }],
			],
		],
		['remove-product', { product: '210' }, [['product.removed', { product_id: 210 }]]],
		['save-category', { name: 'Nova' }, [['category.saved', { category_id: 14 }]]],
	])('%s %j is reported', async (name, input, expected) => {
		await listen();
		await perform(name, input);
		await settled();
		const got = arrived.map(({ url, body }) => [url.slice(1).split('?')[0], JSON.parse(body)]);
		expect(got).toHaveLength(expected.length);
		expect(got).toEqual(expect.arrayContaining(expected.map(([event, body]) => [event, body])));
		for (const { url } of arrived) expect(url).toMatch(/\?token=t$/);
	});

	test('reports only the parent of removed categories', async () => {
		await listen();
		const { removed } = await perform('remove-category', { category: '11' });
		await settled();
		expect(removed).toEqual([11, 12, 13]);
		expect(arrived.map(({ body }) => JSON.parse(body))).toEqual([{ category_id: 11 }]);
		expect(state().categories).toEqual([]);
	});

	test.each([
		['id-type', { orderId: 1326, type: 'order-removed' }],
		['id-type-domain', { orderId: 1326, type: 'order-removed', domain: expect.any(String) }],
	])('guesses unpublished bodies as %s', async (unknownBodies, body) => {
		await listen({ unknownBodies });
		await perform('remove-order', { order: '1326' });
		await settled();
		expect(arrived.map((one) => JSON.parse(one.body))).toEqual([body]);
	});

	test('can post forms and drop the query', async () => {
		await listen({ encoding: 'form', dropsQuery: true });
		await perform('change-order', { order: '1326', status: 'PAGO' });
		await settled();
		expect(arrived).toHaveLength(1);
		expect(arrived[0]).toMatchObject({ url: '/order.saved', type: 'application/x-www-form-urlencoded' });
		const form = new URLSearchParams(arrived[0].body);
		expect(form.get('orderId')).toBe('1326');
		expect(form.get('status[label]')).toBe('PAGO');
	});

	test('goes to all addresses of an event, repeated, and is never retried', async () => {
		await listen({ copies: 2 });
		await perform('add-url', { event: 'order.removed', url: receiverUrl('/down') });
		await perform('remove-order', { order: '1326' });
		await settled();
		await settled();
		expect(arrived.map(({ url }) => url).sort()).toEqual(['/down', '/down', '/order.removed?token=t', '/order.removed?token=t']);
		expect(host.dispatches.counts()).toMatchObject({ success: 2, failure: 2 });
		expect(host.dispatches.list({ state: 'failure' }).every(({ attempts }) => attempts.length === 1)).toBe(true);
	});

	test('refuses an address twice, one that is none, and removing what is not there', async () => {
		await perform('add-url', { event: 'order.saved', url: receiverUrl('/a') });
		await expect(perform('add-url', { event: 'order.saved', url: receiverUrl('/a') })).rejects.toThrow('already');
		await expect(perform('add-url', { event: 'order.saved', url: 'javascript:alert(1)' })).rejects.toThrow('not an http');
		await expect(perform('remove-url', { event: 'order.saved', url: receiverUrl('/b') })).rejects.toThrow('not there');
		await perform('remove-url', { event: 'order.saved', url: receiverUrl('/a') });
		expect(state().webhooks['order.saved']).toEqual([]);
	});
});

describe('the world', () => {
	test('is the same for the same seed', async () => {
		const before = state();
		host.reset(2);
		expect(state().accessKey).not.toBe(before.accessKey);
		host.reset(1);
		expect(state()).toEqual(before);
	});

	test('draws its panel, with addresses escaped', async () => {
		await perform('add-url', { event: 'order.saved', url: receiverUrl('/"><b>x') });
		const text = host.vendor
			.sections()
			.map(({ body }) => body?.text ?? '')
			.join('');
		expect(text).toContain('Alteração de estoque');
		expect(text).not.toContain('<b>x');
	});

	test('survives any request', async () => {
		const token = await freshToken();
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
				fc.webPath(),
				fc.option(fc.json(), { nil: undefined }),
				async (method, path, body) => {
					const response = await fetch(`${host.origins.iset}/ws/v1${path}`, {
						method,
						headers: { 'access-token': token },
						body: method === 'GET' ? undefined : body,
					});
					expect(response.status).toBeLessThan(500);
					await response.arrayBuffer();
				},
			),
			{ numRuns: 100 },
		);
	}, 60_000);
});
