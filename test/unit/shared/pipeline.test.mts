// The pipeline alone, with a vendor made for the test: what of `receive` no single vendor shows.
import { jest } from '@jest/globals';
import type { IDataObject, INodeType, IWebhookFunctions, Logger } from 'n8n-workflow';

import { receive } from '../../../nodes/shared/trigger/receive';
import { signRedelivery } from '../../../nodes/shared/trigger/redelivery';
import type { Authentication, IncomingRequest, WebhookVendor } from '../../../nodes/shared/trigger/vendor';
import type { FakeRequest, Placed } from '../support/contexts.mts';
import { callWebhook, place } from '../support/contexts.mts';

const webhookId = '7d3f8b52-0000-4000-8000-000000000001';
/** Proven by a header `proof`, which holds the secret; each element of its body is a notice. */
const vendor: WebhookVendor<{ secret: string }> = {
	vendor: 'sample',
	displayName: 'Sample',
	article: 'a',
	credential: 'sampleApi',
	events: ['order.saved'],
	accountsParameter: 'accounts',
	duplicateWindow: { unit: 'hours', default: 1 },
	secretFields: () => [{ field: 'secret', label: 'Secret' }],
	secretsOf: ({ secret }) => (typeof secret === 'string' ? { secret } : undefined),
	authenticate: ({ headers: { proof } }, { secret }) =>
		proof === secret ? { ok: true, verifiedBy: ['header'] } : { ok: false, reason: proof === undefined ? 'missing' : 'mismatch' },
	read: (body) => (body as Array<{ id: string }>).map((notice) => ({ event: 'order.saved', data: {}, ...notice })),
	personalData: { fields: [], kept: [], isUndocumented: () => false },
	page: { steps: [], notes: [], refusalHint: '', portuguese: { steps: [], notes: [], refusalHint: '' } },
};

let logged: { warn: jest.SpiedFunction<Logger['warn']>; error: jest.SpiedFunction<Logger['error']> };
afterEach(() => jest.restoreAllMocks());

function node(special: Partial<typeof vendor> = {}, rest: Partial<Placed> = {}) {
	const type = {
		description: {
			name: 'sampleTrigger',
			version: 1,
			webhooks: [{ path: 'sample' }],
			credentials: [{ name: 'sampleApi' }, { name: 'n8nInstanceApi' }],
			properties: [{ name: 'accounts', displayName: 'Accounts', type: 'json', default: [] }],
		},
		async webhook(this: IWebhookFunctions) {
			logged = { warn: jest.spyOn(this.logger, 'warn').mockReturnValue(), error: jest.spyOn(this.logger, 'error').mockReturnValue() };
			return await receive(this, { ...vendor, ...special });
		},
	} as unknown as INodeType;
	return place({ type, webhookId, credentials: { sampleApi: { secret: 'fake-secret' } }, ...rest });
}

const post = (body: unknown, rest: FakeRequest = {}): FakeRequest => ({
	headers: { proof: 'fake-secret' },
	body: JSON.stringify(body),
	...rest,
});
const forged = post([], { headers: { proof: 'another' } });
const probe = (nonce = 'nonce') => post({ n8nProbe: nonce });

/** What the trigger has counted, as a probe tells it. */
async function counted(target: ReturnType<typeof node>, request: FakeRequest = probe()) {
	const { accepted, duplicate, ignored, refused } = (await callWebhook(target, request)).body as Record<
		string,
		{ count: number } & Record<string, { count: number }>
	>;
	const { missing, malformed, mismatch, resend, limit } = refused;
	return {
		accepted: accepted.count,
		duplicate: duplicate.count,
		ignored: ignored.count,
		...Object.fromEntries(Object.entries({ missing, malformed, mismatch, resend, limit }).map(([reason, { count }]) => [reason, count])),
	};
}
const nothing = { accepted: 0, duplicate: 0, ignored: 0, missing: 0, malformed: 0, mismatch: 0, resend: 0, limit: 0 };

test('every request that reached the trigger is counted as what became of it', async () => {
	const target = node();
	(await callWebhook(target, post([{ id: 'a' }]))).end('stored');
	await callWebhook(target, post([{ id: 'a' }]));
	await callWebhook(target, post([]));
	await callWebhook(target, forged);
	await callWebhook(target, post([], { headers: {} }));
	await callWebhook(target, { unreadable: true });
	await callWebhook(target, post([], { headers: { 'x-n8n-redelivery': 'forged' } }));
	expect(await counted(target)).toEqual({
		...nothing,
		accepted: 1,
		duplicate: 1,
		ignored: 1,
		mismatch: 1,
		missing: 1,
		malformed: 1,
		resend: 1,
	});
});

test('what was counted before n8n started is counted on, and test calls neither see nor change it', async () => {
	const before = node();
	await callWebhook(before, forged);
	const restarted = node({}, { staticData: structuredClone(before.staticData) });
	expect(await counted(restarted)).toEqual({ ...nothing, mismatch: 1 });

	const { staticData } = node({}, { staticData: structuredClone(before.staticData) });
	const tested = node({}, { staticData });
	await callWebhook(tested, { ...forged, mode: 'manual' });
	expect(tested.staticData).toEqual(before.staticData);
	expect(await counted(tested, { ...probe(), mode: 'manual' })).toEqual({ ...nothing, mismatch: 1 });
});

test('an unsigned check of the address is answered before the secret is asked for', async () => {
	const target = node({ handshake: ({ rawBody }) => rawBody.length === 0 }, { credentials: {} });
	expect(await callWebhook(target, {})).toMatchObject({ status: 200, body: { status: 'accepted' }, items: undefined });
	expect(await callWebhook(target, post([]))).toMatchObject({ status: 503, items: undefined });
});

test('more than the vendor lets through for now: 503, so that it is sent again', async () => {
	const target = node({ authenticate: (): Authentication => ({ ok: false, reason: 'limit' }) });
	expect(await callWebhook(target, post([]))).toMatchObject({ status: 503, body: { status: 'unavailable' }, items: undefined });
});

test('a refusal carries the headers that the vendor asks for', async () => {
	const target = node({ authenticate: (): Authentication => ({ ok: false, reason: 'missing', headers: { 'WWW-Authenticate': 'Basic' } }) });
	expect(await callWebhook(target, post([]))).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Basic' } });
});

test('a probe that proves nothing lets no forgery go uncounted', async () => {
	let proof: 'none' | 'wrong' | 'genuine' = 'none';
	const target = node({
		authenticate: (): Authentication =>
			proof === 'wrong' ? { ok: false, reason: 'mismatch' } : { ok: true, verifiedBy: proof === 'none' ? [] : ['header'] },
	});
	await callWebhook(target, probe());
	proof = 'wrong';
	await callWebhook(target, probe());
	proof = 'genuine';
	expect(await counted(target, probe('asks'))).toMatchObject({ mismatch: 1 });
});

describe('the log', () => {
	test('names workflow, node and reason of what could not be checked', async () => {
		const target = node({}, { credentials: { sampleApi: {} } });
		await callWebhook(target, post([]));
		expect(logged.error.mock.calls).toEqual([
			[
				'Sample webhook could not be verified and was answered 503',
				{ workflow: target.workflowId, node: 'Node under test', reason: 'The Sample credential of this trigger has no secret' },
			],
		]);
	});

	test('says so when the reason is no error', async () => {
		await callWebhook(
			node({
				read: () => {
					throw 'no error at all';
				},
			}),
			post([]),
		);
		expect(logged.error.mock.calls).toEqual([[expect.any(String), expect.objectContaining({ reason: 'unknown' })]]);
	});

	test('has what is odd about a request, and nothing of one that is not', async () => {
		await callWebhook(node(), post([{ id: 'a', warning: 'header and body differ' }, { id: 'b' }]));
		expect(logged.warn.mock.calls).toEqual([['Sample webhook: header and body differ', { node: 'Node under test' }]]);
	});
});

describe('the request', () => {
	const seen = async (request: FakeRequest, rest: Partial<Placed> = {}) => {
		const requests: IncomingRequest[] = [];
		await callWebhook(node({ read: (_, incoming) => (requests.push(incoming), []) }, rest), request);
		return requests[0];
	};

	test('tells the route behind the webhook id, and none where there is none', async () => {
		expect(await seen(post([], { path: `/webhook/${webhookId}/sample/order.saved` }))).toMatchObject({
			webhookId,
			route: 'sample/order.saved',
		});
		expect(await seen(post([], { path: '/webhook/elsewhere' }))).toMatchObject({ webhookId, route: '' });
		expect(await seen(post([], { path: '/webhook/sample' }), { webhookId: '' })).toMatchObject({ webhookId: '', route: '' });
	});

	test('is read from the socket where n8n has not read it, and not again where it has', async () => {
		expect((await seen(post([1], { inSocket: true }))).rawBody.toString()).toBe('[1]');
		expect((await seen(post([2], { unreadable: true }))).rawBody.toString()).toBe('[2]');
	});

	test('without a body has an empty one', async () => {
		expect((await seen({ headers: { proof: 'fake-secret' } })).rawBody).toEqual(Buffer.alloc(0));
	});
});

test.each<[string, Partial<typeof vendor>, string | undefined, boolean]>([
	['the chosen one', {}, '1', true],
	['another one', {}, '2', false],
	['one that does not tell', {}, undefined, false],
	['one that does not tell, where the vendor may leave it out', { accountMayBeMissing: true }, undefined, true],
	['another one, where the vendor may leave it out', { accountMayBeMissing: true }, '2', false],
])('with accounts chosen, %s', async (_name, special, account, starts) => {
	const { items } = await callWebhook(node(special, { parameters: { accounts: ['1'] } }), post([{ id: 'a', account }]));
	expect(items !== undefined).toBe(starts);
});

test('what the options leave out is ignored, and the rest of the request is not', async () => {
	const { items } = await callWebhook(node({ drops: ({ id }) => id === 'a' }), post([{ id: 'a' }, { id: 'b' }]));
	expect(items?.map(({ json }) => json.id)).toEqual(['b']);
});

test('a delivery holds what its notice tells, the name of the credential, and nothing for what nobody told', async () => {
	const told = {
		id: 'a',
		account: '1',
		accountName: 'Loja',
		state: 'paid',
		reference: '1042',
		occurredAt: '2026-01-02T03:04:05.000Z',
		attempt: 2,
		data: { x: 1 },
	};
	const { items } = await callWebhook(node(), post([told, { id: 'b' }]));
	const arrived = { vendor: 'sample', event: 'order.saved', receivedAt: expect.any(String), verifiedBy: ['header'], redelivery: false };
	expect(items).toStrictEqual([
		{ json: { ...arrived, ...told } },
		{
			json: {
				...arrived,
				id: 'b',
				account: null,
				accountName: 'My sampleApi',
				state: null,
				reference: null,
				occurredAt: null,
				attempt: null,
				data: {},
			},
		},
	]);
});

test('what also came under another key is the same delivery', async () => {
	const target = node();
	const sameAs = [{ key: 'same body', windowMs: 60_000 }];
	(await callWebhook(target, post([{ id: 'a', sameAs }]))).end('stored');
	expect((await callWebhook(target, post([{ id: 'b', sameAs }]))).body).toEqual({ status: 'duplicate' });
	// What has no other key is not the same as the next without one.
	(await callWebhook(target, post([{ id: 'c' }]))).end('stored');
	expect((await callWebhook(target, post([{ id: 'd' }]))).items).toHaveLength(1);
});

test.each([
	['under its id', [{ id: 'a' }, { id: 'a' }, { id: 'b' }]],
	[
		'under another key',
		[{ id: 'a', sameAs: [{ key: 'x', windowMs: 60_000 }] }, { id: 'c', sameAs: [{ key: 'x', windowMs: 60_000 }] }, { id: 'b' }],
	],
])('what stands twice in one body is one delivery and waits for nothing: %s', async (_name, notices) => {
	const target = node();
	const first = await callWebhook(target, post(notices));
	expect(first.items?.map(({ json }) => json.id)).toEqual(['a', 'b']);
	first.end('stored');
	expect((await callWebhook(target, post(notices))).body).toEqual({ status: 'duplicate' });
});

test.each([
	['proven', ['header'] as const],
	['unproven', [] as const],
])('the same id of two accounts is two deliveries, %s, each with repeats of its own', async (_name, verifiedBy) => {
	const target = node({ authenticate: () => ({ ok: true, verifiedBy: [...verifiedBy] }) });
	const sameAs = [{ key: 'same body', windowMs: 60_000 }];
	const of = (...accounts: string[]) => post(accounts.map((account) => ({ id: 'a', account, sameAs })));
	const both = await callWebhook(target, of('A', 'B'));
	expect(both.items?.map(({ json }) => json.account)).toEqual(['A', 'B']);
	both.end('stored');
	expect((await callWebhook(target, of('C'))).items).toHaveLength(1);
	if (verifiedBy.length > 0) expect((await callWebhook(target, of('B'))).body).toEqual({ status: 'duplicate' });
});

test('a request of which a part is being stored elsewhere, in vain, is refused whole and may come again whole', async () => {
	let claimed = () => {};
	const target = node({ read: (...given) => (claimed(), vendor.read(...given)) });
	const first = await callWebhook(target, post([{ id: 'a' }]));
	const second = new Promise<void>((resolve) => (claimed = resolve));
	const both = callWebhook(target, post([{ id: 'a' }, { id: 'b' }]));
	await second;
	first.end('failed');
	expect(await both).toMatchObject({ status: 503, body: { status: 'unavailable' }, items: undefined });
	const again = await callWebhook(target, post([{ id: 'b' }, { id: 'a' }]));
	expect(again.items?.map(({ json }) => json.id)).toEqual(['b', 'a']);
});

describe('a resend', () => {
	const resendSecret = 'fake-resend-secret-of-forty-characters-1';
	const stored = {
		vendor: 'sample',
		event: 'order.saved',
		id: 'a',
		account: null,
		accountName: null,
		state: null,
		reference: null,
		occurredAt: null,
		attempt: null,
		data: {},
	};
	const resend = async (credentials: Record<string, IDataObject>, delivery: object = stored) => {
		const target = node({}, { credentials });
		const text = JSON.stringify(delivery);
		const path = `/webhook/${webhookId}/sample`;
		return await callWebhook(target, {
			path,
			body: text,
			headers: { 'x-n8n-redelivery': signRedelivery(resendSecret, { path, body: Buffer.from(text) }, 'nonce-0001') },
		});
	};

	test('needs no credential of the vendor', async () => {
		expect((await resend({ n8nInstanceApi: { resendSecret } })).items).toEqual([
			{ json: expect.objectContaining({ id: 'a', accountName: null, verifiedBy: ['resend'] }) },
		]);
	});

	test('is refused where the secret is no text, as it is without one', async () => {
		expect(await resend({ n8nInstanceApi: { resendSecret: [resendSecret] } })).toMatchObject({ status: 401, items: undefined });
		expect(await resend({ n8nInstanceApi: {} })).toMatchObject({ status: 401, items: undefined });
	});

	test('of what another vendor sent is ignored', async () => {
		expect(await resend({ n8nInstanceApi: { resendSecret } }, { ...stored, vendor: 'other' })).toMatchObject({
			status: 200,
			body: { status: 'ignored' },
			items: undefined,
		});
	});
});

test('the page is HTML that nobody keeps', async () => {
	expect((await callWebhook(node(), { webhook: 'setup' })).headers).toEqual({
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'referrer-policy': 'no-referrer',
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox",
	});
});
