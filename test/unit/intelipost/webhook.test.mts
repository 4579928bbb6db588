import { readFileSync } from 'node:fs';

import { jest } from '@jest/globals';
import fc from 'fast-check';
import type { IWebhookFunctions } from 'n8n-workflow';

import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { macroStates, trackingEvents } from '../../../nodes/Intelipost/webhook/events';
import { documented } from '../../fixtures/intelipost.mts';
import { basic, credential, newTrigger, post } from './support.mts';

const trigger = new IntelipostTrigger();
const webhook = trigger.webhook as (this: IWebhookFunctions) => ReturnType<IntelipostTrigger['webhook']>;
const encoded = (text: string) => Buffer.from(text).toString('base64');
const { webhookUser: user, webhookPassword: password } = credential;

describe('a documented delivery', () => {
	test('becomes one delivery', async () => {
		const { items, result } = await post(webhook, {});
		expect(result.webhookResponse).toEqual({ status: 'accepted' });
		expect(items).toEqual([
			{
				vendor: 'intelipost',
				event: 'tracking.IN_TRANSIT',
				id: 'PEDIDO0004|1|1384656',
				account: 'Loja Teste',
				accountName: 'Loja Teste',
				state: 'IN_TRANSIT',
				reference: 'PEDIDO0004',
				occurredAt: '2016-07-01T20:22:00.000Z',
				receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				attempt: null,
				verifiedBy: ['basic'],
				redelivery: false,
				data: documented,
			},
		]);
	});

	test.each([
		[
			'without an account name: the name of the credential',
			{ credential: { accountName: '' } },
			{ account: null, accountName: 'Credential' },
		],
		[
			'in the 2015 variant',
			{
				body: {
					order_number: 'P',
					volume_number: '2',
					history: { shipment_order_volume_state: 'NEW', shipment_order_volume_state_history: 7 },
				},
			},
			{ id: 'P|2|7', occurredAt: null },
		],
		['with a numeric order number', { body: { ...documented, order_number: 77 } }, { id: '77|1|1384656', reference: '77' }],
		['without a volume number', { body: { ...documented, volume_number: null } }, { id: 'PEDIDO0004||1384656' }],
		[
			'with only an epoch date',
			{ body: { ...documented, history: { ...documented.history, event_date_iso: null } } },
			{ occurredAt: '2016-07-01T20:22:00.000Z' },
		],
		[
			'with no usable event date: when it was recorded',
			{
				body: { ...documented, history: { ...documented.history, event_date_iso: 'soon', event_date: null } },
			},
			{ occurredAt: '2016-07-01T22:36:20.614Z' },
		],
		[
			'without a history id: the hash of the body',
			{ body: { order_number: 'P', history: { shipment_order_volume_state: 'NEW' } } },
			{ id: expect.stringMatching(/^[0-9a-f]{64}$/), event: 'tracking.NEW' },
		],
	])('%s', async (_case, posted, expected) => {
		const { items } = await post(webhook, posted);
		expect(items).toEqual([expect.objectContaining(expected)]);
	});
});

describe('Basic', () => {
	test.each([
		['missing', {}],
		['empty', { authorization: '' }],
		['only the word', { authorization: 'Basic' }],
		['no credentials', { authorization: 'Basic ' }],
		['a wrong password', { authorization: basic(user, 'wrong') }],
		['a wrong user', { authorization: basic('wrong', password) }],
		['a right prefix', { authorization: basic(user, password.slice(0, -1)) }],
		['the right password and more', { authorization: basic(user, `${password}x`) }],
		['an empty password', { authorization: basic(user, '') }],
		['an empty user', { authorization: basic('', password) }],
		['other capitals', { authorization: basic(user, password.toUpperCase()) }],
		['the pair in plain text', { authorization: `Basic ${user}:${password}` }],
		['the pair in hexadecimal', { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('hex')}` }],
		['encoded twice', { authorization: `Basic ${encoded(encoded(`${user}:${password}`))}` }],
		['percent-encoded', { authorization: basic(encodeURIComponent(user), `%${password}`) }],
		['in UTF-16', { authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf16le').toString('base64')}` }],
		['twice', { authorization: [basic(), basic()] }],
		['twice in one line', { authorization: `${basic()}, ${basic()}` }],
		['as Bearer', { authorization: `Bearer ${encoded(`${user}:${password}`)}` }],
		['in another header', { 'x-authorization': basic() }],
		['the API key as user', { authorization: basic(credential.apiKey, '123') }],
		['the header of header mode', { 'api-key': credential.webhookHeaderValue }],
	])('refuses %s', async (_case, headers) => {
		const { answer, items } = await post(webhook, { headers: headers as Record<string, string> });
		expect(answer).toEqual({
			status: 401,
			body: { status: 'unauthorized' },
			headers: { 'WWW-Authenticate': expect.stringMatching(/^Basic /) },
		});
		expect(items).toEqual([]);
	});

	test.each(['Basic', 'basic', 'BASIC'])('takes the scheme as %s', async (scheme) => {
		const { items } = await post(webhook, { headers: { authorization: basic().replace('Basic', scheme) } });
		expect(items).toHaveLength(1);
	});

	test('takes a user and password outside ASCII, in UTF-8', async () => {
		const own = { webhookUser: 'usuário', webhookPassword: 'senha-de-teste-ção' };
		const { items } = await post(webhook, {
			credential: own,
			headers: { authorization: basic(own.webhookUser, own.webhookPassword) },
		});
		expect(items).toHaveLength(1);
	});

	test.each([
		['no password', { webhookPassword: '' }],
		['no user', { webhookUser: '' }],
		['no credential', null],
	])('cannot decide with %s', async (_case, own) => {
		const { answer, logged } = await post(webhook, {
			credential: own,
			headers: { authorization: basic('', '') },
		});
		expect([answer?.status, answer?.body]).toEqual([503, { status: 'unavailable' }]);
		expect(logged).toContain('503');
	});
});

describe('header', () => {
	const parameters = { authentication: 'header' };
	const value = credential.webhookHeaderValue;

	test('takes the right value, whatever the capitals of the name in the credential', async () => {
		const { items } = await post(webhook, { parameters, headers: { 'api-key': value } });
		expect(items).toEqual([expect.objectContaining({ verifiedBy: ['header'] })]);
	});

	test.each([
		['missing', {}],
		['empty', { 'api-key': '' }],
		['a wrong value', { 'api-key': 'wrong' }],
		['a right prefix', { 'api-key': value.slice(0, -1) }],
		['more than the value', { 'api-key': `${value} ` }],
		['other capitals', { 'api-key': value.toUpperCase() }],
		['base64', { 'api-key': encoded(value) }],
		['twice', { 'api-key': [value, value] }],
		['twice in one line', { 'api-key': `${value}, ${value}` }],
		['in another header', { 'x-api-key': value }],
		['the API key of the account', { 'api-key': credential.apiKey }],
		['Basic instead', { authorization: basic() }],
	])('refuses %s', async (_case, headers) => {
		const { answer, items } = await post(webhook, { parameters, headers: headers as Record<string, string> });
		expect([answer?.status, answer?.body]).toEqual([401, { status: 'unauthorized' }]);
		expect(items).toEqual([]);
	});

	test.each([
		['no value', { webhookHeaderValue: '' }],
		['no name', { webhookHeaderName: '' }],
	])('cannot decide with %s in the credential', async (_case, own) => {
		const { answer } = await post(webhook, {
			parameters,
			credential: own,
			headers: { 'api-key': '', '': '' },
		});
		expect(answer?.status).toBe(503);
	});
});

describe('none', () => {
	const parameters = { authentication: 'none' };

	test('takes everything and says that nothing proved it', async () => {
		const { items } = await post(webhook, {
			parameters,
			headers: {},
			credential: { webhookUser: '', webhookPassword: '' },
		});
		expect(items).toEqual([expect.objectContaining({ verifiedBy: [] })]);
	});

	test('still starts nothing for what says nothing', async () => {
		const { answer } = await post(webhook, { parameters, headers: {}, body: '' });
		expect(answer?.body).toEqual({ status: 'ignored' });
	});
});

test.each(['', 'Basic', 'whatever', 0])('%j is no way to authenticate: everything is refused, to be sent again', async (authentication) => {
	const { answer } = await post(webhook, {
		parameters: { authentication: authentication as string },
		headers: {},
	});
	expect(answer?.status).toBe(503);
});

describe('bodies', () => {
	test('authentic and empty: ignored', async () => {
		const { answer, items } = await post(webhook, { body: '' });
		expect([answer?.status, answer?.body, items]).toEqual([200, { status: 'ignored' }, []]);
	});

	test.each<[string, string | Buffer, unknown]>([
		['not JSON', '{"order_number":', '{"order_number":'],
		['Latin-1 that is not JSON', Buffer.from('Averiguar endereço', 'latin1'), 'Averiguar endereço'],
		['a number', '42', 42],
		['null', 'null', null],
		['a text', '"DELIVERED"', 'DELIVERED'],
		['an empty list', '[]', []],
		['a list of a text', '["DELIVERED"]', 'DELIVERED'],
		['a list of 101', JSON.stringify(Array(101).fill({})), Array(101).fill({})],
	])('authentic and %s: unknown, and kept whole', async (_case, body, kept) => {
		const { items } = await post(webhook, { body });
		expect(items).toEqual([expect.objectContaining({ event: 'unknown', data: { body: kept } })]);
	});

	test('in Latin-1 keeps its letters', async () => {
		const { items } = await post(webhook, { body: Buffer.from(JSON.stringify({ ...documented, note: 'Averiguar endereço' }), 'latin1') });
		expect(items).toEqual([expect.objectContaining({ event: 'tracking.IN_TRANSIT', data: { ...documented, note: 'Averiguar endereço' } })]);
	});

	test.each([
		['no history', { order_number: 'P', pre_invoice: 1 }],
		['a history without a state', { order_number: 'P', history: {} }],
		['a history that is no object', { order_number: 'P', history: 'DELIVERED' }],
		['a state that is no text', { order_number: 'P', history: { shipment_order_volume_state: { $gt: '' } } }],
		['no order number', { history: documented.history }],
		['an order number that is no scalar', { order_number: { a: 1 }, history: documented.history }],
		['nothing', {}],
	])('authentic with %s: unknown, whatever unknownEvents says', async (_case, body) => {
		for (const options of [{}, { unknownEvents: 'ignore' }, { unknownEvents: 'emit' }]) {
			const { items } = await post(webhook, { body, parameters: { options } });
			expect(items).toEqual([
				expect.objectContaining({
					event: 'unknown',
					id: expect.stringMatching(/^[0-9a-f]{64}$/),
					data: body,
				}),
			]);
		}
	});

	test('a list is a notice for each of its entries', async () => {
		const other = { ...documented, order_number: 'P2' };
		expect((await post(webhook, { body: [documented] })).items).toEqual([
			expect.objectContaining({ reference: 'PEDIDO0004', data: documented }),
		]);
		const { items } = await post(webhook, { body: [documented, other, 7, 8] });
		expect(items.map(({ event, reference, data }) => [event, reference, data])).toEqual([
			['tracking.IN_TRANSIT', 'PEDIDO0004', documented],
			['tracking.IN_TRANSIT', 'P2', other],
			['unknown', null, { body: 7 }],
			['unknown', null, { body: 8 }],
		]);
		expect(new Set(items.map(({ id }) => id)).size).toBe(4);
	});

	test('keys of the prototype stay data', async () => {
		const { items } = await post(webhook, {
			body: `{"order_number":"P","__proto__":{"polluted":true},"history":{"shipment_order_volume_state":"NEW"}}`,
		});
		expect(items).toHaveLength(1);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe('events', () => {
	const shipped = {
		...documented,
		history: { ...documented.history, shipment_order_volume_state: 'SHIPPED' },
	};
	const strange = {
		...documented,
		history: { ...documented.history, shipment_order_volume_state: 'FECHADO' },
	};
	const unknown = { pre_invoice: 1 };

	test.each(['en', 'pt-BR'])('are all in the documentation, with their labels: %s', (language) => {
		const page = readFileSync(new URL(`../../../docs/${language}/intelipost.md`, import.meta.url), 'utf8');
		const missing = macroStates.filter(({ code, label }) => !page.includes(`| \`tracking.${code}\` | ${label} |`));
		expect(missing).toEqual([]);
	});

	test('has all 17 macro states, each once', () => {
		expect(macroStates).toHaveLength(17);
		expect(new Set(trackingEvents).size).toBe(17);
	});

	test.each([
		['* and a known state', { events: ['*'] }, shipped, 1],
		['* and a notice without history', { events: ['*'] }, unknown, 1],
		['unknown chosen', { events: ['unknown'] }, unknown, 1],
		['unknown not chosen, even with unknownEvents emit', { events: ['tracking.SHIPPED'], options: { unknownEvents: 'emit' } }, unknown, 0],
		['chosen state', { events: ['tracking.SHIPPED'] }, shipped, 1],
		['another state', { events: ['tracking.DELIVERED'] }, shipped, 0],
		['* and a state outside the catalogue', { events: ['*'] }, strange, 1],
		['the same as 0.1 saved it', { events: ['*'], options: { unknownEvents: 'ignore' } }, strange, 1],
		['a state outside the catalogue, not chosen', { events: ['tracking.SHIPPED'] }, strange, 0],
		['the same, which 0.1 could choose', { events: ['tracking.SHIPPED'], options: { unknownEvents: 'emit' } }, strange, 1],
		['the same named in otherEvents', { events: ['tracking.SHIPPED'], options: { otherEvents: 'tracking.FECHADO' } }, strange, 1],
	])('%s', async (_case, parameters, body, expected) => {
		expect((await post(webhook, { parameters, body })).items).toHaveLength(expected);
	});
});

describe('duplicates', () => {
	test('are recognised by order, volume and history row, for ten minutes', async () => {
		const one = newTrigger();
		expect((await post(webhook, { trigger: one })).items).toHaveLength(1);
		const again = await post(webhook, { trigger: one, body: { ...documented, tracking_code: 'other' } });
		expect(again.answer?.body).toEqual({ status: 'duplicate' });
		expect((await post(webhook, { trigger: one, body: { ...documented, volume_number: '2' } })).items).toHaveLength(1);

		const later = performance.now() + 10 * 60_000;
		const now = jest.spyOn(performance, 'now').mockReturnValue(later);
		expect((await post(webhook, { trigger: one })).items).toHaveLength(1);
		now.mockRestore();
	});

	test('of a notice without history are recognised by the body', async () => {
		const one = newTrigger();
		expect((await post(webhook, { trigger: one, body: { a: 1 } })).items).toHaveLength(1);
		expect((await post(webhook, { trigger: one, body: { a: 1 } })).answer?.body).toEqual({
			status: 'duplicate',
		});
		expect((await post(webhook, { trigger: one, body: { a: 2 } })).items).toHaveLength(1);
	});

	test('are not looked for before the sender is proven', async () => {
		const one = newTrigger();
		await post(webhook, { trigger: one });
		expect((await post(webhook, { trigger: one, headers: {} })).answer?.status).toBe(401);
	});
});

test('logs and answers nothing of the secrets', async () => {
	const seen = await Promise.all([
		post(webhook, { headers: { authorization: basic(user, 'wrong') } }),
		post(webhook, { credential: null }),
		post(webhook, {}),
	]);
	expect(JSON.stringify(seen)).not.toMatch(/test-webhook-password|test-header-value|test-api-key/);
});

describe('whatever is posted', () => {
	const headerSets = fc.dictionary(
		fc.constantFrom('authorization', 'api-key', 'x-n8n-redelivery', 'content-type'),
		fc.oneof(
			fc.string(),
			fc.base64String().map((text) => `Basic ${text}`),
			fc.array(fc.string()),
		),
	);
	const bodies = fc.oneof(
		fc.string(),
		fc.json(),
		fc.uint8Array().map((bytes) => Buffer.from(bytes)),
	);

	test('without the secret: 401 and no execution', async () => {
		await fc.assert(
			fc.asyncProperty(headerSets, bodies, fc.constantFrom('basic', 'header'), async (headers, body, authentication) => {
				const { answer, items } = await post(webhook, { headers, body, parameters: { authentication } });
				expect([answer?.status, items]).toEqual([401, []]);
			}),
			{ numRuns: 300 },
		);
	});

	test('with it: 200, and nothing of the body is lost', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (value) => {
				const { answer, items } = await post(webhook, { body: JSON.stringify(value) });
				expect(answer?.status ?? 200).toBe(200);
				const entries = Array.isArray(value) && value.length > 0 && value.length <= 100 ? value : [value];
				const whole = (entry: unknown) => (typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : { body: entry });
				const expected = new Set(entries.map((entry) => JSON.stringify(whole(entry))));
				expect(new Set(items.map(({ data }) => JSON.stringify(data)))).toEqual(expected);
			}),
			{ numRuns: 300 },
		);
	});
});
