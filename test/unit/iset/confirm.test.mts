import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Delivery, Verification } from '../../../nodes/shared/trigger/delivery';
import { processDeliveries } from '../../../nodes/shared/trigger/process';
import { iset } from '../../../nodes/Iset/webhook/webhook';
import { hostsCalled } from './post.mts';
import type { Stored } from './post.mts';
import { credentialOf, executionOf, failureOf, openShop } from './support.mts';
import type { Shop } from './support.mts';

let shop: Shop;
let credential: Stored;

beforeEach(async () => {
	shop = await openShop();
	credential = credentialOf(shop);
});

afterEach(async () => await shop.close());

const delivery = (event: string, reference: string | null, overrides: Partial<Delivery> = {}): Delivery => ({
	vendor: 'iset',
	event,
	id: `${event}|${reference}|hash`,
	account: 'shop',
	accountName: 'Loja Teste',
	state: 'PAGO',
	reference,
	occurredAt: null,
	receivedAt: '2026-11-21T00:00:00.000Z',
	attempt: null,
	verifiedBy: ['token'],
	redelivery: false,
	data: { orderId: 1326, status: { label: 'PAGO' } },
	...overrides,
});

/** Runs the second phase on one delivery. */
async function run(one: Delivery, options: Record<string, unknown> = {}, of: Stored = credential) {
	const { context, tags, hints } = executionOf({
		credential: of,
		parameters: { options },
		items: [{ json: { ...one } }],
	});
	const [items] = await processDeliveries(context, iset);
	return { emitted: items.map(({ json }) => json as unknown as Delivery), tags, hints };
}

/** A shop whose log-in works and that answers everything else as told. */
async function shopThat(status: number, body: unknown, work: (credential: Stored) => Promise<void>) {
	const server: Server = createServer((request, response) => {
		const isLogin = request.url === '/ws/v1/oauth';
		const answer = isLogin ? { status: 200, token: 'A', expires_in: 4_000_000_000 } : body;
		response.writeHead(isLogin ? 200 : status, { 'content-type': 'application/json' });
		response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const storeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		await work({
			id: 'other',
			data: { storeUrl, storeId: '1', accessKey: 'fake', accessToken: '', expiresAt: 0 },
		});
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

describe('with Confirm by API (the default)', () => {
	test.each([
		['order.saved', '1326', { totalValue: expect.any(String), totals: expect.any(Array), products: expect.any(Array) }],
		['product.saved', '210', { id: 210, name: 'Caneca esmaltada' }],
		['stock.changed', '210', { id: 210 }],
	])('%s of what exists carries it', async (event, reference, resource) => {
		const { emitted, tags } = await run(delivery(event, reference));
		expect(emitted).toMatchObject([{ event, reference, verifiedBy: ['token', 'api'], resource, data: { orderId: 1326 } }]);
		expect(tags).toMatchObject({ vendor: 'iset', event, reference, outcome: 'emitted' });
	});

	test.each([
		['order.saved', '99999'],
		['product.saved', '99999'],
		['stock.changed', '99999'],
		['product.removed', '210'],
	])('%s that the shop contradicts is dropped', async (event, reference) => {
		const { emitted, tags } = await run(delivery(event, reference));
		expect(emitted).toEqual([]);
		expect(tags.outcome).toBe('unconfirmed');
	});

	test('a removed product is confirmed by an empty result', async () => {
		const { emitted } = await run(delivery('product.removed', '99999'));
		expect(emitted).toMatchObject([{ verifiedBy: ['token', 'api'] }]);
		expect(emitted[0]).not.toHaveProperty('resource');
	});

	test.each([
		['order.removed', '1326'],
		['category.saved', '11'],
		['category.removed', '11'],
		['stock.changed', null],
		['product.saved', null],
		['unknown', null],
	])('%s (%s) cannot be asked for and stands by its token', async (event, reference) => {
		const hosts = await hostsCalled(async () => {
			const { emitted } = await run(delivery(event, reference));
			expect(emitted).toMatchObject([{ event, verifiedBy: ['token'] }]);
		});
		expect(hosts).toEqual([]);
	});

	test.each([
		['403', 403, { status: 403, message: 'Sem permissão.' }],
		['500', 500, { status: 500 }],
		['502 with a page', 502, '<html>'],
		['404 of a wrong address', 404, '<html>'],
		['200 of another shape', 200, { ok: true }],
		['200 with an error inside', 200, { status: 500, message: 'Falhou' }],
	])('a removal is not confirmed by %s: the execution fails', async (_name, status, body) => {
		await shopThat(status, body, async (other) => {
			for (const event of ['product.removed', 'order.saved', 'stock.changed']) {
				const error = await failureOf(run(delivery(event, '1326'), {}, other));
				expect(error.constructor.name).toBe('NodeApiError');
				expect(error.description).toBeTruthy();
			}
		});
	});

	test.each<[string, number, unknown]>([
		["iSET's own 404", 404, { status: 404, reason: 'Not Found' }],
		['null', 200, { order: null }],
		['an empty list', 200, { status: 200, order: [] }],
		['an empty object', 200, { order: {} }],
	])('an order is missing by %s', async (_name, status, body) => {
		await shopThat(status, body, async (other) => {
			expect((await run(delivery('order.saved', '1326'), {}, other)).tags.outcome).toBe('unconfirmed');
		});
	});

	test.each<[string, unknown, string | null]>([
		['an object', { status: { label: 'Aguardando pagamento' } }, 'Aguardando pagamento'],
		['a text', { status: 'Aguardando pagamento' }, 'Aguardando pagamento'],
		['nothing', { products: [] }, null],
		['a number', { status: 200 }, null],
	])('the state is what the shop says now; if it says none, nothing is stated with its word: %s', async (_name, order, state) => {
		await shopThat(200, { order }, async (other) => {
			const { emitted } = await run(delivery('order.saved', '1326'), {}, other);
			expect(emitted).toMatchObject([{ state, verifiedBy: ['token', 'api'], resource: order, data: { status: { label: 'PAGO' } } }]);
		});
	});

	test('asks only the host of the credential, whatever the notice says', async () => {
		const data = { orderId: 1326, domain: 'evil.example.com', url: 'http://evil.example.com' };
		const hosts = await hostsCalled(async () => {
			await run(delivery('order.saved', '1326', { data, account: 'evil.example.com' }));
		});
		expect(hosts).toEqual([new URL(shop.origin).host]);
	});

	test.each(['1/../../oauth', '1?x', '1234567890123', '-1', ' 1', ''])(
		'a stored delivery with the reference "%s" asks nobody',
		async (reference) => {
			const hosts = await hostsCalled(async () => {
				await run(delivery('order.saved', reference, { verifiedBy: ['resend'], redelivery: true }));
			});
			expect(hosts).toEqual([]);
		},
	);
});

describe('without a token', () => {
	const bare = { verifiedBy: [] as Verification[] };

	test('only what the API confirmed remains of a notice', async () => {
		const { emitted } = await run(delivery('order.saved', '1326', bare), { allowWithoutToken: true });
		expect(emitted).toMatchObject([{ verifiedBy: ['api'], state: null, resource: { totals: expect.any(Array) } }]);
		expect(emitted[0].data).toEqual({ orderId: 1326 });
	});

	test('its state is what the shop says, and of other ids nothing remains', async () => {
		const data = { orderId: 1326, id: 'a lie', product_id: 99, status: { label: 'Pago' } };
		const answer = { order: { status: { label: 'Aguardando pagamento' } } };
		await shopThat(200, answer, async (other) => {
			const { emitted } = await run(delivery('order.saved', '1326', { ...bare, state: 'Pago', data }), { allowWithoutToken: true }, other);
			expect(emitted).toMatchObject([{ state: 'Aguardando pagamento', verifiedBy: ['api'] }]);
			expect(emitted[0].data).toEqual({ orderId: 1326 });
		});
	});

	test.each(['order.removed', 'product.removed', 'category.saved', 'category.removed', 'unknown'])(
		'%s cannot be proven and is dropped',
		async (event) => {
			const { emitted, tags } = await run(delivery(event, '11', bare), { allowWithoutToken: true });
			expect(emitted).toEqual([]);
			expect(tags.outcome).toBe('unconfirmed');
		},
	);
});

describe('when no API token is to be had', () => {
	const wrong = () => credentialOf(shop, { accessKey: 'fake-wrong' });

	test('the execution fails', async () => {
		const error = await failureOf(run(delivery('order.saved', '1326'), {}, wrong()));
		expect(error.message).toContain('iSET refused the login');
	});

	test('or the notice stands by its token, if the user wants', async () => {
		const { emitted, hints } = await run(delivery('order.saved', '1326'), { confirmNoToken: 'emit' }, wrong());
		expect(emitted).toMatchObject([{ verifiedBy: ['token'] }]);
		expect(emitted[0]).not.toHaveProperty('resource');
		expect(hints).toHaveLength(1);
	});

	test('but never without one', async () => {
		const options = { confirmNoToken: 'emit', allowWithoutToken: true };
		const { emitted, tags } = await run(delivery('order.saved', '1326', { verifiedBy: [] }), options, wrong());
		expect(emitted).toEqual([]);
		expect(tags.outcome).toBe('unconfirmed');
	});

	test('any other failure fails all the same', async () => {
		await run(delivery('order.saved', '1326'));
		await shop.perform('api-faults', { errors: 1 });
		const error = await failureOf(run(delivery('order.saved', '1326'), { confirmNoToken: 'emit' }, credential));
		expect(error.message).toContain('500');
	});
});

describe('with Confirm by API off', () => {
	test.each([
		[false, []],
		[true, [expect.any(String)]],
	])('Fetch Resource %s', async (fetchResource, called) => {
		const hosts = await hostsCalled(async () => {
			const { emitted } = await run(delivery('product.saved', '210'), { confirmByApi: false, fetchResource });
			expect(emitted[0].resource?.id).toBe(fetchResource ? 210 : undefined);
		});
		expect(hosts).toEqual(called);
	});

	test('drops nothing: what is gone comes without a resource', async () => {
		const { emitted } = await run(delivery('product.saved', '99999'), {
			confirmByApi: false,
			fetchResource: true,
		});
		expect(emitted).toMatchObject([{ verifiedBy: ['token'] }]);
		const removed = await run(delivery('product.removed', '210'), {
			confirmByApi: false,
			fetchResource: true,
		});
		expect(removed.emitted).toMatchObject([{ verifiedBy: ['token'] }]);
	});
});
