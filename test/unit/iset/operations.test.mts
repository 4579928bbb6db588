import { apiBaseUrl } from '../../../nodes/Iset/api/store';
import { Iset } from '../../../nodes/Iset/Iset.node';
import { addressBelow } from '../../../nodes/shared/http/transport';
import { isDelivery } from '../../../nodes/shared/trigger/delivery';
import { hostsCalled, webhookToken } from './post.mts';
import type { Stored } from './post.mts';
import { credentialOf, executionOf, failureOf, openShop } from './support.mts';
import type { Shop } from './support.mts';

let shop: Shop;
let credential: Stored;
let nodes = 0;

beforeEach(async () => {
	shop = await openShop();
	credential = credentialOf(shop);
});

afterEach(async () => await shop.close());

const today = () => new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10);
const allTime = { dateFrom: '2000-01-01', dateTo: '2100-01-01' };

function contextOf(resource: string, operation: string, parameters: Record<string, unknown> = {}, more: object = {}) {
	return executionOf({ credential, parameters: { resource, operation, output: 'raw', ...parameters }, ...more });
}

async function run(resource: string, operation: string, parameters: Record<string, unknown> = {}, more: object = {}) {
	const [items] = await new Iset().execute.call(contextOf(resource, operation, parameters, more).context);
	return items.map(({ json }) => json as any);
}

const sent = (path: string) => JSON.parse(shop.host.requests.list({ path })[0].body ?? 'null');

describe('Order', () => {
	test('an order has the fields that are typed, or all: which ones name a person is not known', async () => {
		expect(await run('order', 'get', { orderId: 1326, output: 'selected', outputFields: 'totalValue' })).toEqual([
			{ totalValue: expect.anything() },
		]);
		expect((await failureOf(run('order', 'get', { orderId: 1326, output: 'simplified' }))).message).toContain('"Output"');
	});

	test('Get gives the order with its total', async () => {
		expect(await run('order', 'get', { orderId: 1326 })).toEqual([
			{
				products: [{ name: expect.any(String) }],
				totals: [expect.any(Object)],
				totalValue: expect.any(String),
			},
		]);
	});

	test.each([
		['99999', 'not found in this shop'],
		['1/../../oauth', 'is not an ID'],
		['1?x', 'is not an ID'],
		['1234567890123', 'is not an ID'],
		['-1', 'is not an ID'],
		['', 'is empty'],
	])('Get of "%s" says that it %s', async (orderId, problem) => {
		const error = await failureOf(run('order', 'get', { orderId }));
		expect(error.message).toContain(problem);
		expect(error.context.itemIndex).toBe(0);
		expect(error.description).toBeTruthy();
	});

	test.each([
		[{}, { date: { from: expect.any(String), to: today() } }],
		[{ dateFrom: '2026-03-01', dateTo: '2026-03-31' }, { date: { from: '2026-03-01', to: '2026-03-31' } }],
		[{ dateFrom: '2026-03-01T23:30:00', dateTo: '2026-03-31T23:59:59' }, { date: { from: '2026-03-01', to: '2026-03-31' } }],
		[{ dateFrom: '2026-03-01T01:00:00Z', dateTo: '2026-03-31' }, { date: { from: '2026-02-28', to: '2026-03-31' } }],
		[
			{ ...allTime, filters: { paid: false, complete: true } },
			{ date: { from: '2000-01-01', to: '2100-01-01' }, paid: false, complete: true },
		],
	])('Get Many with %j asks for %j', async (parameters, body) => {
		await run('order', 'getMany', { returnAll: true, ...parameters });
		expect(sent('/order/list')).toEqual(body);
	});

	test('Get Many gives one item an order, up to the limit', async () => {
		expect(await run('order', 'getMany', { ...allTime, returnAll: true })).toEqual([
			{ orderId: 1326 },
			{ orderId: 1327 },
			{ orderId: 1328 },
		]);
		expect(await run('order', 'getMany', { ...allTime, returnAll: false, limit: 2 })).toHaveLength(2);
	});

	test.each([
		[{ dateFrom: 'ontem' }, 'is not a date'],
		[{ dateFrom: '2026-03-02', dateTo: '2026-03-01' }, 'is after'],
	])('Get Many refuses %j', async (parameters, problem) => {
		expect((await failureOf(run('order', 'getMany', { returnAll: true, ...parameters }))).message).toContain(problem);
		expect(shop.count('/order/list')).toBe(0);
	});

	describe('Reconcile', () => {
		/** Runs of one node, as a schedule makes them: they share n8n's memory of it. */
		function schedule(parameters: Record<string, unknown> = {}, mode = 'trigger') {
			const node = { id: `reconcile-${++nodes}` };
			const { context } = contextOf('order', 'reconcile', { ...allTime, fetchOrders: true, onlyNew: true, ...parameters }, { node, mode });
			return async () => (await new Iset().execute.call(context))[0].map(({ json }) => json as any);
		}

		test("emits deliveries in the shape of the trigger's", async () => {
			const [delivery] = await schedule()();
			expect(isDelivery(delivery)).toBe(true);
			expect(delivery).toEqual({
				vendor: 'iset',
				event: 'order.saved',
				id: expect.stringMatching(/^order\.saved\|1326\|[0-9a-f]{64}$/),
				account: new URL(shop.origin).host,
				accountName: 'Loja Teste',
				state: null,
				reference: '1326',
				occurredAt: null,
				receivedAt: expect.any(String),
				attempt: null,
				verifiedBy: ['api'],
				redelivery: true,
				data: { orderId: 1326 },
				resource: { products: expect.any(Array), totals: expect.any(Array), totalValue: expect.any(String) },
			});
		});

		test('emits each state of an order once', async () => {
			const reconcile = schedule();
			expect(await reconcile()).toHaveLength(3);
			expect(await reconcile()).toEqual([]);
			const { order } = await shop.perform('create-order', { product: '210' });
			expect((await reconcile()).map(({ reference }) => reference)).toEqual([String(order)]);
			await shop.perform('change-order', { order: '1326', status: 'PAGO', quantity: 50 });
			expect((await reconcile()).map(({ reference }) => reference)).toEqual(['1326']);
			expect(await reconcile()).toEqual([]);
		});

		describe('with an error in its second item', () => {
			/** A node with two items, of which the second one has no period until it is mended. */
			function twoItems(continueOnFail: boolean) {
				const node = { id: `reconcile-${++nodes}` };
				const parameters: Record<string, unknown> = { ...allTime, fetchOrders: true, onlyNew: true };
				const { context } = contextOf('order', 'reconcile', parameters, { node, continueOnFail, items: [{ json: {} }, { json: {} }] });
				const ownParameter = context.getNodeParameter.bind(context);
				let broken = true;
				context.getNodeParameter = ((name: string, index: number, ...rest: [unknown]) =>
					name === 'dateFrom' && index === 1 && broken ? 'ontem' : ownParameter(name, index, ...rest)) as typeof context.getNodeParameter;
				return {
					mend: () => (broken = false),
					run: async () => (await new Iset().execute.call(context))[0].map(({ json }) => json.reference ?? 'failed'),
				};
			}

			test("nothing was emitted, so nothing counts as seen: the next run has the first one's orders", async () => {
				const node = twoItems(false);
				await expect(node.run()).rejects.toThrow('"From"');
				node.mend();
				expect(await node.run()).toEqual(['1326', '1327', '1328']);
				expect(await node.run()).toEqual([]);
			});

			test('with "Continue On Fail" the first one was emitted, and counts', async () => {
				const node = twoItems(true);
				expect(await node.run()).toEqual(['1326', '1327', '1328', 'failed']);
				node.mend();
				expect(await node.run()).toEqual([]);
			});
		});

		test('leaves out what arrived', async () => {
			const references = (await schedule({ alreadyReceived: '1326, 1328' })()).map(({ reference }) => reference);
			expect(references).toEqual(['1327']);
			expect(shop.count('/order/132')).toBe(1);
		});

		test('leaves out what arrived, as the options of a new node say', async () => {
			const references = (await schedule({ options: { alreadyReceived: '1326, 1328' } })()).map(({ reference }) => reference);
			expect(references).toEqual(['1327']);
		});

		test.each([
			['Only New off', { onlyNew: false }, 'trigger'],
			['Only New off among the options', { options: { onlyNew: false } }, 'trigger'],
			['a manual run', {}, 'manual'],
			['a retry', {}, 'retry'],
		])('emits everything again with %s', async (_name, parameters, mode) => {
			const reconcile = schedule(parameters, mode);
			expect([(await reconcile()).length, (await reconcile()).length]).toEqual([3, 3]);
		});

		test('can do without fetching', async () => {
			const [delivery] = await schedule({ fetchOrders: false })();
			expect(delivery).not.toHaveProperty('resource');
			expect(shop.count('/order/1326')).toBe(0);
		});
	});
});

describe('Product', () => {
	test('Get gives the product', async () => {
		expect(await run('product', 'get', { productId: '210' })).toMatchObject([{ id: 210, name: 'Caneca esmaltada' }]);
	});

	test('simplified it has at most ten of the known fields; typed ones come as they are', async () => {
		const [simple] = await run('product', 'get', { productId: '210', output: 'simplified' });
		expect(Object.keys(simple).length).toBeLessThanOrEqual(10);
		expect(simple).toMatchObject({ id: 210, name: 'Caneca esmaltada' });
		expect(simple).not.toHaveProperty('description_full');
		const [chosen] = await run('product', 'search', { returnAll: true, output: 'selected', outputFields: 'id, sku' });
		expect(chosen).toEqual({ id: expect.any(Number), sku: null });
	});

	test('Get of an unknown one names it', async () => {
		expect((await failureOf(run('product', 'get', { productId: '99999' }))).message).toContain('99999');
	});

	test('Search sends words under the chosen key', async () => {
		const found = await run('product', 'search', { words: 'caneca', returnAll: true });
		expect(found.map(({ id }) => id)).toEqual([210]);
		expect(sent('/product/search')).toEqual({ query: 'caneca', limit: 50, offset: 0 });
		await run('product', 'search', {
			words: 'caneca',
			returnAll: true,
			options: { searchKey: 'search', img_w: 100 },
		});
		expect(sent('/product/search')).toEqual({ search: 'caneca', limit: 50, offset: 0, img_w: 100 });
	});

	test('Search turns pages to the end, and stops at the limit', async () => {
		for (let made = 0; made < 60; made++) await shop.perform('save-product', { name: `Produto ${made}` });
		await shop.perform('clear-requests');
		expect(await run('product', 'search', { returnAll: true })).toHaveLength(64);
		expect(shop.count('/product/search')).toBe(2);
		expect(await run('product', 'search', { returnAll: false, limit: 10 })).toHaveLength(10);
		expect(shop.count('/product/search')).toBe(3);
	});
});

describe('Webhook', () => {
	const entered = (webhookUrl: string) => ({ addressFrom: 'entered', webhookUrl });

	test.each([
		'https://n8n.example.com/webhook/0b1c/iset/order.saved',
		'https://n8n.example.com/webhook/0b1c/iset/stock.changed?token=old',
		'https://n8n.example.com/webhook/0b1c',
	])('Prepare makes the seven addresses of %s', async (url) => {
		const [guide] = await run('webhook', 'prepare', entered(url));
		expect(guide.addresses).toHaveLength(7);
		expect(guide.addresses[0]).toEqual({
			label: 'Pedidos: Criação/Alteração de pedido',
			url: `https://n8n.example.com/webhook/0b1c/iset/order.saved?token=${webhookToken}`,
		});
		expect(guide.steps.join(' ')).toContain('Configurações >> API Rest >> Webhooks');
		expect(guide.steps.join(' ')).toContain('Salvar alterações');
		expect(shop.host.requests.list()).toEqual([]);
	});

	test('Prepare takes the address of an n8n whose webhook endpoint has another name', async () => {
		const [guide] = await run('webhook', 'prepare', entered('https://n8n.example.com/a/ganchos/0b1c/iset/order.saved'));
		expect(guide.addresses[0].url).toBe(`https://n8n.example.com/a/ganchos/0b1c/iset/order.saved?token=${webhookToken}`);
	});

	test('Prepare says when the credential has no token', async () => {
		credential.data.webhookToken = '';
		const [guide] = await run('webhook', 'prepare', entered('https://n8n.example.com/webhook/0b1c'));
		expect(JSON.stringify(guide)).toContain('A credencial não tem Webhook Token');
	});

	test.each(['https://n8n.example.com/', 'ftp://n8n.example.com/webhook/1', 'x'])('Prepare refuses %s', async (url) => {
		expect((await failureOf(run('webhook', 'prepare', entered(url)))).message).toContain('Production URL');
	});
});

describe('Custom API Call', () => {
	const call = async (parameters: Record<string, unknown>) =>
		await run('customApiCall', 'request', { query: '{}', body: '{}', ...parameters });

	test('sends any request below /ws/v1', async () => {
		expect(
			await call({
				method: 'POST',
				path: '/order/list',
				body: '{"date":{"from":"2000-01-01","to":"2100-01-01"}}',
			}),
		).toMatchObject([{ status: 200, orders: expect.any(Array) }]);
		await call({ method: 'GET', path: '/product/210', query: '{"a":"b"}' });
		expect(shop.host.requests.list({ path: '/product/210' })[0].query).toBe('a=b');
	});

	test.each([
		'https://evil.example.com/ws/v1/order/1',
		'//evil.example.com/',
		'/../../admin',
		'/..',
		'/order/%2e%2e/%2e%2e/%2e%2e/admin',
		'@evil.example.com/',
		'order/1',
		'/order/1?x=1',
		'/order/1#x',
		'/order\\..\\..',
		'/order /1',
	])('stays on the host: %s', async (path) => {
		const hosts = await hostsCalled(async () => {
			expect((await failureOf(call({ method: 'GET', path }))).message).toContain('is not a path below');
		});
		expect(hosts).toEqual([]);
		// The client itself lets no such path through either, whatever an operation makes of it.
		expect(addressBelow(apiBaseUrl(shop.origin) ?? '', path)).toBeUndefined();
	});

	test('shows what iSET said', async () => {
		const error = await failureOf(call({ method: 'GET', path: '/category/1' }));
		expect(error.message).toBe('iSET answered 404 Not Found to GET /category/1: Resource not found.');
		expect(error.httpCode).toBe('404');
	});
});

describe('items', () => {
	test('are paired, and with Continue On Fail an error is one of them', async () => {
		const ids = ['210', 'x', '211'];
		const { context } = contextOf('product', 'get', {}, { items: ids.map((id) => ({ json: { id } })), continueOnFail: true });
		const given = context.getNodeParameter.bind(context);
		context.getNodeParameter = ((name: string, index: number, fallback: unknown) =>
			name === 'productId' ? ids[index] : given(name, index, fallback as any)) as any;
		const [items] = await new Iset().execute.call(context);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(items.map(({ json }) => json.id ?? json.error)).toEqual([210, expect.stringContaining('is not an ID'), 211]);
		expect(shop.count('/oauth')).toBe(1);
	});

	test('of every operation go to the shop only', async () => {
		const hosts = await hostsCalled(async () => {
			await run('order', 'get', { orderId: '1326' });
			await run('order', 'getMany', { returnAll: true });
			await run('order', 'reconcile', { ...allTime, fetchOrders: true });
			await run('product', 'get', { productId: '210' });
			await run('product', 'search', { returnAll: true });
			await run('customApiCall', 'request', { method: 'GET', path: '/product/210', query: '{}' });
		});
		expect(hosts).toEqual([new URL(shop.origin).host]);
	});
});
