import { readFileSync } from 'node:fs';

import { jest } from '@jest/globals';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import { signRedelivery } from '../../../nodes/shared/trigger/redelivery';
import type { FakeRequest, Placed } from '../support/contexts.mts';
import { callExecute, callWebhook, place } from '../support/contexts.mts';

const body = readFileSync('test/fixtures/bling-stock-created.json', 'utf8');
const secret = 'test-client-secret';
const sign = (text: string) => `sha256=${hmacHex('sha256', secret, Buffer.from(text))}`;
const signed = (text: string, rest: FakeRequest = {}): FakeRequest => ({
	body: text,
	...rest,
	headers: { 'x-bling-signature-256': sign(text), ...rest.headers },
});
const trigger = (rest: Partial<Placed> = {}) =>
	place({ type: new BlingTrigger(), credentials: { blingOAuth2Api: { clientSecret: secret } }, ...rest });

test('an authentic delivery starts an execution with one item', async () => {
	const { body: answer, items } = await callWebhook(trigger(), signed(body));
	expect(answer).toEqual({ status: 'accepted' });
	expect(items).toEqual([{ json: expect.objectContaining({ vendor: 'bling', event: 'stock.created', verifiedBy: ['signature'] }) }]);
});

test('one whose body cannot be unpacked proves nothing', async () => {
	const { status, body: answer, items } = await callWebhook(trigger(), { headers: signed(body).headers, unreadable: true });
	expect([status, answer, items]).toEqual([401, { status: 'unauthorized' }, undefined]);
});

test('a forged one starts nothing, and its body is not even parsed', async () => {
	const parse = jest.spyOn(JSON, 'parse');
	const {
		status,
		body: answer,
		items,
	} = await callWebhook(trigger(), { ...signed(body), headers: { 'x-bling-signature-256': sign('x') } });
	expect([status, answer, items]).toEqual([401, { status: 'unauthorized' }, undefined]);
	expect(parse.mock.calls.flat()).not.toContain(body);
	parse.mockRestore();
});

describe('duplicates', () => {
	test('are answered 200 once the first is stored', async () => {
		const node = trigger();
		const first = await callWebhook(node, signed(body));
		first.end('stored');
		const { status, body: answer, items } = await callWebhook(node, signed(body));
		expect([status, answer, items]).toEqual([200, { status: 'duplicate' }, undefined]);
	});

	test.each([
		['stored', 200, { status: 'duplicate' }],
		['failed', 503, { status: 'unavailable' }],
	] as const)('that come while the first is being stored answer as it does: %s', async (how, status, answer) => {
		const node = trigger();
		const first = await callWebhook(node, signed(body));
		const repeat = callWebhook(node, signed(body));
		const early = await Promise.race([repeat, new Promise((resolve) => setTimeout(() => resolve('waiting'), 50))]);
		expect(early).toBe('waiting');
		first.end(how);
		expect(await repeat).toMatchObject({ status, body: answer });
	});

	test('are new again when the first could not be stored', async () => {
		const node = trigger();
		(await callWebhook(node, signed(body))).end('failed');
		expect((await callWebhook(node, signed(body))).items).toHaveLength(1);
	});

	test('wait for `process` when the client of the first left before the answer', async () => {
		const node = trigger();
		const first = await callWebhook(node, signed(body));
		first.end('client left');
		const repeat = callWebhook(node, signed(body));
		await callExecute({ ...node, parameters: { options: { ignoreDuplicates: false } } }, first.items ?? []);
		expect(await repeat).toMatchObject({ status: 200, body: { status: 'duplicate' } });
	});

	test('are let through when a person listens for a test event', async () => {
		const node = trigger();
		for (let round = 0; round < 2; round++) {
			const { items, end } = await callWebhook(node, signed(body, { mode: 'manual' }));
			end('stored');
			expect(items).toHaveLength(1);
		}
	});

	test('of two nodes are two deliveries', async () => {
		for (const node of [trigger(), trigger()]) {
			const { items, end } = await callWebhook(node, signed(body));
			end('stored');
			expect(items).toHaveLength(1);
		}
	});
});

test.each<[string, Partial<Placed>]>([
	['no credential on the node', { credentials: {} }],
	['a credential without secret', { credentials: { blingOAuth2Api: { clientSecret: '' } } }],
	['a secret that is no text', { credentials: { blingOAuth2Api: { clientSecret: { a: 1 } } } }],
])('%s: 503, so that the vendor tries again', async (_, rest) => {
	const { status, body: answer, items } = await callWebhook(trigger(rest), signed(body));
	expect([status, answer, items]).toEqual([503, { status: 'unavailable' }, undefined]);
});

describe('the secret', () => {
	/** Posts a delivery of its own; `body` of the answer tells whether the secret in `credentials` was used. */
	const deliver = async (node: ReturnType<typeof trigger>, id: string) => {
		const own = JSON.stringify({ ...JSON.parse(body), eventId: id });
		const { status, end } = await callWebhook(node, signed(own));
		end('stored');
		return status;
	};
	const at = (milliseconds: number) => jest.spyOn(performance, 'now').mockReturnValue(milliseconds);
	afterEach(() => jest.restoreAllMocks());

	test('is looked up once for requests that come together', async () => {
		let lookUps = 0;
		const credentials = {
			get blingOAuth2Api() {
				lookUps++;
				return { clientSecret: secret };
			},
		};
		const node = trigger({ credentials });
		await Promise.all(['a', 'b', 'c'].map(async (id) => await deliver(node, id)));
		// Once for the look-up; placing the node reads no values.
		expect(lookUps).toBe(1);
	});

	test('stops working within 3 s when it is changed or deleted', async () => {
		const node = trigger();
		at(1_000_000);
		expect(await deliver(node, 'a')).toBe(200);
		const changed = { ...node, credentials: { blingOAuth2Api: { clientSecret: 'another' } } };
		at(1_003_000);
		expect(await deliver(changed, 'b')).toBe(401);
		const deleted = { ...node, credentials: { blingOAuth2Api: {} } };
		at(1_006_000);
		expect(await deliver(deleted, 'c')).toBe(503);
		expect(await deliver(changed, 'd')).toBe(401);
	});

	test('of another credential is used at once when the node changes to it', async () => {
		const node = trigger();
		expect(await deliver(node, 'a')).toBe(200);
		const other = { ...node, parameters: { events: ['stock.created'] }, credentials: { blingOAuth2Api: { clientSecret: 'another' } } };
		expect(await deliver(other, 'b')).toBe(401);
	});
});

test('a flood of forgeries is counted in memory and written to the static data once', async () => {
	const node = trigger();
	for (let count = 0; count < 100; count++) {
		await callWebhook(node, { ...signed(body), headers: { 'x-bling-signature-256': sign('x') } });
	}
	expect(node.staticData).toMatchObject({ counters: { refused: { mismatch: { count: 1 } } } });
	const { body: counters } = await callWebhook(node, signed('{"n8nProbe":"nonce"}'));
	expect(counters).toMatchObject({ status: 'probe', refused: { mismatch: { count: 100 } } });
});

describe('what is answered 503', () => {
	const resendSecret = 'r'.repeat(32);
	const probe = '{"n8nProbe":"nonce"}';
	const path = '/webhook/7d3f8b52-0000-4000-8000-000000000001/bling';
	const credentials = { blingOAuth2Api: { clientSecret: secret }, n8nInstanceApi: { resendSecret } };
	const counted = async (node: ReturnType<typeof trigger>) => {
		const headers = { 'x-n8n-redelivery': signRedelivery(resendSecret, { path, body: Buffer.from(probe) }, 'nonce-of-the-probe') };
		return (await callWebhook(node, { body: probe, headers })).body;
	};

	test('as the credential is gone is counted, junk with it, and saved for a node without the probe', async () => {
		const node = trigger({ credentials });
		const deleted = { ...node, credentials: { n8nInstanceApi: { resendSecret } } };
		expect((await callWebhook(deleted, signed(body))).status).toBe(503);
		expect(deleted.staticData).toMatchObject({ counters: { refused: { unavailable: { count: 1, lastAt: expect.any(String) } } } });
		expect((await callWebhook(deleted, { body: 'junk' })).status).toBe(503);
		expect(await counted(deleted)).toMatchObject({ status: 'probe', refused: { unavailable: { count: 2 } } });
	});

	test('as n8n could not store it, and as it repeats such a one', async () => {
		const node = trigger({ credentials });
		const first = await callWebhook(node, signed(body));
		const repeat = callWebhook(node, signed(body));
		await new Promise((resolve) => setTimeout(resolve, 50));
		first.end('failed');
		expect((await repeat).status).toBe(503);
		expect(await counted(node)).toMatchObject({ refused: { unavailable: { count: 2 } } });
	});

	test('in a test of the editor leaves the counters alone', async () => {
		const node = trigger({ credentials: {} });
		expect((await callWebhook(node, { ...signed(body), mode: 'manual' })).status).toBe(503);
		expect(node.staticData).toEqual({});
	});
});

test('a probe is only recognised after authentication, and starts nothing', async () => {
	const probe = '{"n8nProbe":"nonce"}';
	const node = trigger();
	expect(await callWebhook(node, signed(probe))).toMatchObject({ status: 200, items: undefined });
	expect(await callWebhook(node, { body: probe })).toMatchObject({ status: 401, items: undefined });
	const more = '{"n8nProbe":"nonce","more":1}';
	expect((await callWebhook(node, signed(more))).items).toMatchObject([
		{ json: { event: 'unknown', data: { n8nProbe: 'nonce', more: 1 } } },
	]);
});

describe('a resend', () => {
	const resendSecret = 'r'.repeat(32);
	const credentials = { blingOAuth2Api: { clientSecret: secret }, n8nInstanceApi: { resendSecret } };
	const path = '/webhook/7d3f8b52-0000-4000-8000-000000000001/bling';
	const resend = (text: string, key = resendSecret, nonce = 'nonce-0001'): FakeRequest => ({
		body: text,
		headers: { 'x-n8n-redelivery': signRedelivery(key, { path, body: Buffer.from(text) }, nonce) },
	});

	test('passes without the vendor secret, even of a stored duplicate, and is marked', async () => {
		const node = trigger({ credentials });
		const first = await callWebhook(node, signed(body));
		first.end('stored');
		const [item] = first.items ?? [];
		const { items } = await callWebhook(node, resend(JSON.stringify(item.json)));
		expect(items).toEqual([{ json: { ...item.json, receivedAt: expect.any(String), verifiedBy: ['resend'], redelivery: true } }]);
	});

	test.each([
		[1.2, {}, 200],
		[1.3, {}, 401],
		[1.3, { acceptResends: true }, 200],
	])('in version %j with %j is answered %j', async (typeVersion, parameters, status) => {
		const node = trigger({ credentials, typeVersion, parameters: { events: ['*'], ...parameters } });
		const { items: [item] = [] } = await callWebhook(node, signed(body));
		const again = await callWebhook(node, resend(JSON.stringify(item.json)));
		expect([again.status, again.items?.length ?? 0]).toEqual([status, status === 200 ? 1 : 0]);
	});

	test('needs the credential slot and a secret of 32 characters', async () => {
		const short = 'r'.repeat(31);
		const without = trigger();
		const withShort = trigger({ credentials: { ...credentials, n8nInstanceApi: { resendSecret: short } } });
		expect((await callWebhook(without, resend('{}'))).status).toBe(401);
		expect((await callWebhook(withShort, resend('{}', short))).status).toBe(401);
	});

	test('that brings what no trigger emitted is ignored', async () => {
		expect((await callWebhook(trigger({ credentials }), resend('{"vendor":"bling"}'))).body).toEqual({ status: 'ignored' });
	});
});

test('the page for people holds no script, no secret, escapes what it shows, and stands in no frame', async () => {
	const { status, body: page, headers } = await callWebhook(trigger(), { webhook: 'setup' });
	expect(status).toBe(200);
	expect(headers).toMatchObject({
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox",
		'x-frame-options': 'DENY',
		'cache-control': 'no-store',
	});
	expect(String(page)).not.toMatch(/<script|test-client-secret/);
	expect(String(page)).toContain('&quot;Central de Extensões&quot;');
});

describe('what a trigger counted', () => {
	const probe = '{"n8nProbe":"nonce"}';
	const pageFor = async (node: ReturnType<typeof trigger>, counts?: unknown) =>
		String((await callWebhook(node, { webhook: 'setup', query: counts === undefined ? {} : { counts: counts as string } })).body);
	const isShown = (page: string) => /Accepted|Received since|<table/.test(page);

	test('is on the page only for who has the token of a proven probe, and that stays the same', async () => {
		const node = trigger();
		await callWebhook(node, signed(body));
		expect(isShown(await pageFor(node))).toBe(false);
		const { countsToken } = (await callWebhook(node, signed(probe))).body as { countsToken: string };
		expect(countsToken).toMatch(/^[\w-]{32,}$/);
		expect((await callWebhook(node, signed(probe))).body).toMatchObject({ countsToken });
		expect(await pageFor(node, countsToken)).toMatch(/Accepted<\/th><td>1</);
		for (const wrong of [undefined, '', 'x', `${countsToken}x`, [countsToken], null])
			expect(isShown(await pageFor(node, wrong))).toBe(false);
		expect(isShown(await pageFor(trigger(), countsToken))).toBe(false);
	});

	test('nobody knows before a probe has asked', async () => {
		const node = trigger();
		for (const guess of ['', 'undefined', 'null']) expect(isShown(await pageFor(node, guess))).toBe(false);
	});

	test('is not told to a probe that proves nothing', async () => {
		const node = place({ type: new IntelipostTrigger(), parameters: { authentication: 'none' }, credentials: { intelipostApi: {} } });
		expect((await callWebhook(node, { body: probe })).body).toEqual({ status: 'probe' });
		expect(node.staticData).not.toHaveProperty('countsToken');
	});
});

describe('the forgery that a check sends after its probe', () => {
	const probe = '{"n8nProbe":"nonce-of-this-check"}';
	const forged = (text: string): FakeRequest => ({ ...signed(text), headers: { 'x-bling-signature-256': sign('another text') } });
	const refusals = async (node: ReturnType<typeof trigger>) => {
		const { body: counters } = await callWebhook(node, signed('{"n8nProbe":"asks for the counters"}'));
		return (counters as { refused: { mismatch: { count: number } } }).refused.mismatch.count;
	};

	test('is refused, and not counted', async () => {
		const node = trigger();
		await callWebhook(node, signed(probe));
		expect((await callWebhook(node, forged(probe))).status).toBe(401);
		expect(await refusals(node)).toBe(0);
	});

	test.each<[string, string[], string[]]>([
		['before any probe', [], [probe]],
		['with other bytes', [probe], [`${probe} `]],
		['of an older probe', [probe, '{"n8nProbe":"newer"}'], [probe]],
	])('counts %s', async (_name, genuine, forgeries) => {
		const node = trigger();
		for (const text of genuine) await callWebhook(node, signed(text));
		for (const text of forgeries) await callWebhook(node, forged(text));
		expect(await refusals(node)).toBe(1);
	});

	test('counts the second time, and a minute later', async () => {
		const node = trigger();
		await callWebhook(node, signed(probe));
		await callWebhook(node, forged(probe));
		await callWebhook(node, forged(probe));
		expect(await refusals(node)).toBe(1);
		await callWebhook(node, signed(probe));
		const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_001);
		await callWebhook(node, forged(probe));
		now.mockRestore();
		expect(await refusals(node)).toBe(2);
	});
});

test('a resend of a masked delivery says so still, where personal data is kept now', async () => {
	const resendSecret = 'fake-resend-secret-of-forty-characters-1';
	const node = trigger({ credentials: { blingOAuth2Api: { clientSecret: secret }, n8nInstanceApi: { resendSecret } } });
	const stored = {
		vendor: 'bling',
		event: 'stock.created',
		id: 'd-1',
		account: null,
		accountName: null,
		state: null,
		reference: null,
		occurredAt: null,
		attempt: null,
	};
	const text = JSON.stringify({ ...stored, personalData: 'mask', data: { produto: { id: 1 } } });
	const path = `/webhook/${node.webhookId}/bling`;
	const { items } = await callWebhook(node, {
		body: text,
		path,
		headers: { 'x-n8n-redelivery': signRedelivery(resendSecret, { path, body: Buffer.from(text) }, 'nonce-0001') },
	});
	expect(items?.[0].json).toMatchObject({ personalData: 'mask', redelivery: true });
});
