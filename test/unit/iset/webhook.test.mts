import { jest } from '@jest/globals';

import { catalogue, eventNames, routeOf } from '../../../nodes/Iset/webhook/events';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
import { hostsCalled, newNode, post, webhookToken } from './post.mts';
import type { Stored } from './post.mts';

const credential: Stored = {
	id: 'credential-1',
	data: { storeUrl: 'https://www.example-store.com.br/', storeId: '1', accessKey: 'fake', webhookToken },
};
const token = webhookToken;
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = (value: unknown) => JSON.stringify(value);
const order = json({ orderId: 1326, status: { label: 'PAGO' }, customer: { name: 'Cliente Exemplo' } });
const accepted = { status: 200, answer: { status: 'accepted' } };
const ignored = { status: 200, answer: { status: 'ignored' }, deliveries: [] };
const unauthorized = { status: 401, answer: { status: 'unauthorized' }, deliveries: [] };
const unavailable = { status: 503, answer: { status: 'unavailable' }, deliveries: [] };

describe('the token', () => {
	const refused: Array<[name: string, query: Record<string, unknown>, headers?: Record<string, string>, body?: string]> = [
		['missing', {}],
		['empty', { token: '' }],
		['wrong', { token: 'another-fake-token-0123456789abcdefg' }],
		['right prefix', { token: token.slice(0, -1) }],
		['right with more behind', { token: `${token}x` }],
		['in capitals', { token: token.toUpperCase() }],
		['base64', { token: Buffer.from(token).toString('base64') }],
		['percent-encoded twice', { token: encodeURIComponent(`${token}%20`) }],
		['with a space', { token: ` ${token}` }],
		['twice, different', { token: [token, 'wrong'] }],
		['twice, the same', { token: [token, token] }],
		['as an object', { token: { a: token } }],
		['under another name', { Token: token }],
		['in a header', {}, { token, authorization: `Bearer ${token}`, 'x-token': token }],
		['in the body', {}, {}, json({ orderId: 1, token })],
		['in a form body', {}, form, `orderId=1&token=${token}`],
	];

	for (const [name, query, headers, body = order] of refused) {
		test(`${name} is refused`, async () => {
			expect(await post({ credential, query, headers, body })).toMatchObject(unauthorized);
		});
	}

	test('is accepted, and is in no output and no log', async () => {
		const result = await post({ credential, query: { token }, body: order });
		expect(result).toMatchObject(accepted);
		expect(json(result)).not.toContain(token);
	});

	test.each([
		['a JSON value', {}, json({ orderId: 1, url: `https://n8n.example/webhook/x?token=${token}`, deep: [{ token }] })],
		['a JSON key', {}, json({ orderId: 1, [token]: 1 })],
		['a form', form, `orderId=1&url=${encodeURIComponent(`https://n8n.example/?token=${token}`)}`],
	])('is removed from %s', async (_name, headers, body) => {
		const result = await post({ credential, query: { token }, headers, body });
		expect(result).toMatchObject(accepted);
		expect(json(result)).not.toContain(token);
		expect(json(result)).toContain('[removed]');
	});

	test('is removed as a whole value only', async () => {
		const id = '1234567890123456';
		const numeric = { ...credential, data: { ...credential.data, webhookToken: id } };
		const body = json({ orderId: 1, code: Number(id), text: `x${id}x`, whole: id });
		const { deliveries } = await post({ credential: numeric, query: { token: id }, body });
		expect(deliveries).toMatchObject([{ data: { orderId: 1, code: Number(id), text: `x${id}x`, whole: '[removed]' } }]);
	});

	test.each(['1326', '123456789012345', ' 123456789012345 '])('of fewer than 16 characters (%j) proves nothing: 503', async (short) => {
		const weak = { ...credential, data: { ...credential.data, webhookToken: short } };
		expect(await post({ credential: weak, query: { token: short }, body: order })).toMatchObject(unavailable);
		expect(await post({ credential: weak, query: { token: short.trim() }, body: order })).toMatchObject(unavailable);
		const without = { options: { allowWithoutToken: true } };
		expect(await post({ credential: weak, parameters: without, query: { token: short.trim() }, body: order })).toMatchObject(unauthorized);
	});

	test('may have been pasted into the credential with white space around it', async () => {
		const pasted = { ...credential, data: { ...credential.data, webhookToken: ` ${token}\n` } };
		expect(await post({ credential: pasted, query: { token }, body: order })).toMatchObject(accepted);
	});

	test('missing in the credential answers 503, whatever is sent', async () => {
		for (const webhookToken of ['', undefined]) {
			const empty = { ...credential, data: { ...credential.data, webhookToken } };
			for (const query of [{}, { token: '' }, { token: 'undefined' }]) {
				expect(await post({ credential: empty, query, body: order })).toMatchObject(unavailable);
			}
		}
	});
});

describe('Allow Without Token', () => {
	const parameters = { options: { allowWithoutToken: true } };

	test('takes what has no token and refuses a wrong one', async () => {
		const result = await post({ credential, parameters, body: order });
		expect(result).toMatchObject(accepted);
		expect(result.deliveries[0].verifiedBy).toEqual([]);
		for (const wrong of ['', 'wrong', [token, 'x']]) {
			expect(await post({ credential, parameters, query: { token: wrong }, body: order })).toMatchObject(unauthorized);
		}
		expect((await post({ credential, parameters, query: { token }, body: order })).deliveries[0].verifiedBy).toEqual(['token']);
	});

	test('works with a credential that has no webhook token, which then no token matches', async () => {
		const none = { ...credential, data: { ...credential.data, webhookToken: '' } };
		expect(await post({ credential: none, parameters, body: order })).toMatchObject(accepted);
		expect(await post({ credential: none, parameters, query: { token: 'x' }, body: order })).toMatchObject(unauthorized);
	});

	test('needs Confirm by API', async () => {
		const off = { options: { allowWithoutToken: true, confirmByApi: false } };
		expect(await post({ credential, parameters: off, body: order })).toMatchObject(unauthorized);
		const context: any = {
			getNodeParameter: () => off.options,
			getNode: () => ({ name: 'Trigger', webhookId: 'x', type: 'isetTrigger' }),
			getMode: () => 'trigger',
		};
		await expect(new IsetTrigger().webhookMethods.default.checkExists.call(context)).rejects.toThrow('needs "Confirm by API"');
	});

	test('lets 60 a minute through over all addresses of a trigger, with a token any number', async () => {
		const node = newNode();
		const answers: number[] = [];
		for (let sent = 0; sent < 70; sent++) {
			const route = `iset/${eventNames[sent % eventNames.length]}`;
			answers.push((await post({ credential, parameters, node, route, body: json({ id: sent }) })).status);
		}
		expect(answers.filter((status) => status === 200)).toHaveLength(60);
		expect(answers.slice(60)).toEqual(Array.from({ length: 10 }, () => 503));
		expect(await post({ credential, parameters, node, body: order })).toMatchObject(unavailable);
		expect(await post({ credential, parameters, node, query: { token }, body: order })).toMatchObject(accepted);
		expect(await post({ credential, parameters, body: order })).toMatchObject(accepted);
	});
});

describe('a notice', () => {
	test('of an order becomes a delivery', async () => {
		const { deliveries } = await post({ credential, query: { token }, body: order });
		expect(deliveries).toEqual([
			{
				vendor: 'iset',
				event: 'order.saved',
				id: expect.stringMatching(/^order\.saved\|1326\|[0-9a-f]{64}$/),
				account: 'www.example-store.com.br',
				accountName: 'Loja Teste',
				state: 'PAGO',
				reference: '1326',
				occurredAt: null,
				receivedAt: expect.any(String),
				attempt: null,
				verifiedBy: ['token'],
				redelivery: false,
				data: JSON.parse(order),
			},
		]);
	});

	test.each(catalogue.map(({ event, subject }) => [event, subject] as const))('of %s is told by its address', async (event, subject) => {
		const keys = { order: 'orderId', product: 'product_id', category: 'category_id' };
		for (const key of [keys[subject], 'id']) {
			const result = await post({
				credential,
				route: routeOf(event),
				query: { token },
				body: json({ [key]: 7, type: 'product-changed' }),
			});
			expect(result).toMatchObject(accepted);
			expect(result.deliveries[0]).toMatchObject({
				event,
				reference: '7',
				data: { type: 'product-changed' },
			});
		}
	});

	test('may come as a form', async () => {
		const body = 'product_id=210&sku=&type=product-changed&domain=example-store.com.br';
		const result = await post({
			credential,
			route: 'iset/product.saved',
			query: { token },
			headers: form,
			body,
		});
		expect(result.deliveries[0]).toMatchObject({
			reference: '210',
			data: { product_id: '210', sku: '', type: 'product-changed', domain: 'example-store.com.br' },
		});
	});

	const orders = async (body: string | Buffer, headers = {}, parameters = {}) =>
		(await post({ credential, query: { token }, headers, body, parameters })).deliveries;

	test.each<[string, string | Buffer, Record<string, string>, object[]]>([
		[
			'a list of one',
			json([{ orderId: 1326, status: { label: 'PAGO' } }]),
			{},
			[{ reference: '1326', state: 'PAGO', data: { orderId: 1326, status: { label: 'PAGO' } } }],
		],
		[
			'a list of two',
			json([{ orderId: 1 }, { orderId: 2, x: 1 }]),
			{},
			[
				{ reference: '1', data: { orderId: 1 } },
				{ reference: '2', data: { orderId: 2, x: 1 } },
			],
		],
		['a list of the same one twice', json([{ orderId: 1 }, { orderId: 1 }]), {}, [{ reference: '1' }]],
		[
			'wrapped in order',
			json({ order: { orderId: 1326, status: { label: 'PAGO' } } }),
			{},
			[{ reference: '1326', state: 'PAGO', data: { orderId: 1326 } }],
		],
		[
			'wrapped, with more beside',
			json({ order: { orderId: 1 }, type: 'order-saved' }),
			{},
			[{ reference: '1', data: { orderId: 1, $envelope: { type: 'order-saved' } } }],
		],
		[
			'with an id of its own beside order',
			json({ id: 5, order: { orderId: 1 } }),
			{},
			[{ reference: '5', data: { id: 5, order: { orderId: 1 } } }],
		],
		[
			'a form with brackets',
			'orderId=1326&status[label]=PAGO&customer%5Bphone%5D%5B0%5D%5Bddd%5D=21',
			form,
			[
				{
					reference: '1326',
					state: 'PAGO',
					data: { orderId: '1326', status: { label: 'PAGO' }, customer: { phone: { 0: { ddd: '21' } } } },
				},
			],
		],
		[
			'a form whose names do not fit together',
			'orderId=1&status=x&status[label]=PAGO&a[]=1',
			form,
			[{ reference: '1', state: 'x', data: { orderId: '1', status: 'x', 'status[label]': 'PAGO', 'a[]': '1' } }],
		],
		['a form with order[…]', 'order[orderId]=7', form, [{ reference: '7', data: { orderId: '7' } }]],
		['Latin-1', Buffer.from(json({ orderId: 1, status: { label: 'EM SEPARAÇÃO' } }), 'latin1'), {}, [{ state: 'EM SEPARAÇÃO' }]],
	])('of another shape loses nothing: %s', async (_name, body, headers, expected) => {
		const deliveries = await orders(body, headers);
		expect(deliveries).toMatchObject(expected);
		expect(new Set(deliveries.map(({ id }) => id)).size).toBe(expected.length);
	});

	test.each([
		['a number', '1326', { body: 1326 }],
		['a text', '"1326"', { body: '1326' }],
		['null', 'null', { body: null }],
		['no JSON', 'orderId: 1326', { body: 'orderId: 1326' }],
		['an empty list', '[]', { body: [] }],
		['a list of texts', '["a"]', { body: 'a' }],
		[
			'a list of 101',
			json(Array.from({ length: 101 }, (_, orderId) => ({ orderId }))),
			{ body: Array.from({ length: 101 }, (_, orderId) => ({ orderId })) },
		],
	])('that is %s is kept whole, as an unknown event', async (_name, body, data) => {
		expect(await orders(body, {}, { options: { unknownEvents: 'emit' } })).toMatchObject([{ event: 'unknown', reference: null, data }]);
	});

	test('without a token is one at most, whatever list it comes in: each may cost a request to the shop', async () => {
		const parameters = { options: { allowWithoutToken: true, unknownEvents: 'emit' } };
		const { deliveries } = await post({ credential, parameters, body: json([{ orderId: 1 }, { orderId: 2 }]) });
		expect(deliveries).toMatchObject([{ event: 'unknown', data: { body: [{ orderId: 1 }, { orderId: 2 }] } }]);
	});

	test('of another shop is none, wherever it says so', async () => {
		expect(await orders(json({ order: { orderId: 1 }, domain: 'evil.example.com' }))).toEqual([]);
		expect(await orders(json([{ orderId: 1, domain: 'evil.example.com' }, { orderId: 2 }]))).toMatchObject([{ reference: '2' }]);
	});

	test('without any known id passes, as its body may have another shape', async () => {
		const { deliveries } = await post({
			credential,
			route: 'iset/stock.changed',
			query: { token },
			body: json({ codigo: 'X1' }),
		});
		expect(deliveries).toMatchObject([{ event: 'stock.changed', reference: null }]);
	});

	test('of a removal is a duplicate if event, id and body are the same', async () => {
		const node = newNode();
		const send = async (body: string, route?: string) => (await post({ credential, node, route, query: { token }, body })).answer.status;
		expect(await send(order, 'iset/order.removed')).toBe('accepted');
		expect(await send(order, 'iset/order.removed')).toBe('duplicate');
		expect(await send(json({ orderId: 1326 }), 'iset/order.removed')).toBe('accepted');
		expect(await send(order, 'iset/product.removed')).toBe('accepted');
	});

	test('of a removal is a duplicate for one minute by default', async () => {
		const node = newNode();
		const now = performance.now();
		const at = async (ms: number) => {
			const clock = jest.spyOn(performance, 'now').mockReturnValue(now + ms);
			const route = 'iset/order.removed';
			const { answer } = await post({ credential, node, route, query: { token }, body: order });
			clock.mockRestore();
			return answer.status;
		};
		expect([await at(0), await at(59_000), await at(61_000)]).toEqual(['accepted', 'duplicate', 'accepted']);
	});
});

describe('what cannot be used starts nothing and asks nobody where events are chosen', () => {
	const parameters = { events: eventNames };
	const hostile: Array<[string, unknown]> = [
		['a path', '1/../../oauth'],
		['a query', '1?x'],
		['a fragment', '1#x'],
		['13 digits', '1234567890123'],
		['13 digits as a number', 1234567890123],
		['negative', -1],
		['a fraction', 1.5],
		['an exponent', 1e21],
		['an object', { id: 1 }],
		['an array', [1]],
		['null', null],
		['true', true],
		['empty', ''],
		['a space', ' 1'],
		['a line end', '1\n'],
		['other digits', '١٢'],
		['percent-encoded', '%31'],
	];

	test.each<[string, string, Record<string, string>]>([
		...hostile.map(([name, orderId]): [string, string, Record<string, string>] => [`id: ${name}`, json({ orderId, id: 1 }), {}]),
		['empty body', '', {}],
		['no object', '{}', {}],
		['an empty array', '[]', {}],
		['an array of no objects', '[1]', {}],
		['a string', '"orderId"', {}],
		['not JSON', '{"orderId":1', {}],
		['a PDF', '%PDF-1.7\n%âãÏÓ\n1 0 obj', { 'content-type': 'application/pdf' }],
		['1 MiB of form keys', Array.from({ length: 131_072 }, (_, key) => `k${String(key).padStart(6, '0')}`).join('&'), form],
		['more than 1 MiB', json({ orderId: 1, text: 'x'.repeat(1024 * 1024) }), {}],
		['an id twice in a form', 'orderId=1&orderId=2', form],
		['a domain of another host', json({ orderId: 1, domain: 'evil.example.com' }), {}],
		['a domain that starts alike', json({ orderId: 1, domain: 'www.example-store.com.br.evil.example' }), {}],
		['a domain with user info', json({ orderId: 1, domain: 'www.example-store.com.br@evil.example' }), {}],
		['a domain that is an object', json({ orderId: 1, domain: { host: 'www.example-store.com.br' } }), {}],
	])('%s', async (_name, body, headers) => {
		const hosts = await hostsCalled(async () => {
			expect(await post({ credential, parameters, query: { token }, headers, body })).toMatchObject(ignored);
		});
		expect(hosts).toEqual([]);
	});

	test.each(['iset/order.exploded', 'iset/', 'iset', 'bling', ''])('an address of no event: "%s"', async (route) => {
		expect(await post({ credential, parameters, route, query: { token }, body: order })).toMatchObject(ignored);
	});

	test('a Store URL that is no address tells no account, and no domain is compared with it', async () => {
		const broken: Stored = { ...credential, data: { ...credential.data, storeUrl: 'example store' } };
		const { deliveries } = await post({ credential: broken, query: { token }, body: json({ orderId: 1, domain: 'any.example.com' }) });
		expect(deliveries).toMatchObject([{ event: 'order.saved', account: null, reference: '1' }]);
	});

	test.each([
		'EXAMPLE-STORE.com.br',
		'www.example-store.com.br',
		'https://www.example-store.com.br/',
		'example-store.com.br:443',
		'',
		null,
	])('but a domain of the shop is fine: %s', async (domain) => {
		expect(await post({ credential, query: { token }, body: json({ orderId: 1, domain }) })).toMatchObject(accepted);
	});

	test('while all events are all', async () => {
		const parameters = { events: ['*'] };
		const { deliveries } = await post({
			credential,
			parameters,
			query: { token },
			body: json({ orderId: '1/../../oauth' }),
		});
		expect(deliveries).toMatchObject([{ event: 'unknown', reference: null, data: { orderId: '1/../../oauth' } }]);
	});

	test('survives __proto__ and deep nesting', async () => {
		const nested = (levels: number) => `{"orderId":1,"__proto__":{"polluted":true},"deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;
		expect(await post({ credential, query: { token }, body: nested(90) })).toMatchObject(accepted);
		expect(await post({ credential, parameters, query: { token }, body: nested(500) })).toMatchObject(ignored);
		expect(({} as any).polluted).toBeUndefined();
	});
});

describe('only chosen events start the workflow', () => {
	test.each([
		[['*'], 'order.saved', 'accepted'],
		[['order.saved'], 'order.saved', 'accepted'],
		[['order.saved'], 'order.removed', 'ignored'],
		[[], 'order.saved', 'unavailable'],
	])('%j, %s: %s', async (events, event, status) => {
		const result = await post({
			credential,
			route: `iset/${event}`,
			parameters: { events },
			query: { token },
			body: order,
		});
		expect(result.answer.status).toBe(status);
	});
});

describe('only chosen statuses start the workflow', () => {
	test.each<[statuses: unknown, event: string, body: string, status: string]>([
		['pago, Cancelado', 'order.saved', order, 'accepted'],
		[['PAGO'], 'order.saved', order, 'accepted'],
		['Cancelado', 'order.saved', order, 'ignored'],
		['Cancelado', 'order.saved', json({ orderId: 1326 }), 'ignored'],
		['Cancelado', 'order.removed', json({ orderId: 1326 }), 'accepted'],
		['', 'order.saved', order, 'accepted'],
		[',', 'order.saved', order, 'unavailable'],
	])('%j, %s %s: %s', async (onlyStatuses, event, body, status) => {
		const parameters = { events: ['*'], options: { onlyStatuses } };
		const result = await post({ credential, route: `iset/${event}`, parameters, query: { token }, body });
		expect(result.answer.status).toBe(status);
	});
});
