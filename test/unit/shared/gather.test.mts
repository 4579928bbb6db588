import { readFileSync } from 'node:fs';

import { jest } from '@jest/globals';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import type { Delivery } from '../../../nodes/shared/trigger/delivery';
import { latestPerReference } from '../../../nodes/shared/trigger/gather';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import type { Received } from '../support/contexts.mts';
import { callHook, callWebhook, place } from '../support/contexts.mts';

const captured = JSON.parse(readFileSync('test/fixtures/bling-stock-created.json', 'utf8'));
const secret = 'test-client-secret';
const trigger = (options: object) =>
	place({
		type: new BlingTrigger(),
		credentials: { blingOAuth2Api: { clientSecret: secret } },
		parameters: { options: { gatherWindowMs: 100, ...options } },
	});

const request = (eventId: string, overrides: object = {}) => {
	const body = JSON.stringify({ ...captured, eventId, ...overrides });
	return { body, headers: { 'x-bling-signature-256': `sha256=${hmacHex('sha256', secret, Buffer.from(body))}` } };
};

/** Posts all at once; the one that starts the execution ends as told. */
async function storm(node: ReturnType<typeof trigger>, ids: string[], how: 'stored' | 'failed') {
	const pending = ids.map(async (id) => {
		const received = await callWebhook(node, request(id));
		if (received.items) received.end(how);
		return received;
	});
	return await Promise.all(pending);
}

const committed = (all: Received[]) => all.filter(({ items }) => items !== undefined);
const idsOf = ({ items = [] }: Received) => items.map(({ json }) => json.id);

test('28 at once are one execution, in order of arrival, all answered 200 once it is stored', async () => {
	const ids = Array.from({ length: 28 }, (_, index) => `id-${index}`);
	const answers = await storm(trigger({}), ids, 'stored');
	expect(committed(answers).map(idsOf)).toEqual([ids]);
	expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(['{"status":"accepted"}']));
});

test('nobody is acknowledged before the execution is stored', async () => {
	const node = trigger({});
	const first = callWebhook(node, request('a'));
	let answered = false;
	const second = callWebhook(node, request('b')).then((received) => {
		answered = true;
		return received;
	});
	const leader = await first;
	await new Promise((resolve) => setTimeout(resolve, 100));
	expect(answered).toBe(false);
	leader.end('stored');
	expect((await second).status).toBe(200);
});

test('an execution that could not be stored: the followers answer 503 and the repeats are new', async () => {
	const node = trigger({});
	const answers = await storm(node, ['a', 'b', 'c'], 'failed');
	expect(answers.filter(({ items }) => !items).map(({ status }) => status)).toEqual([503, 503]);
	const again = await storm(node, ['a', 'b', 'c'], 'stored');
	expect(committed(again).map(idsOf)).toEqual([['a', 'b', 'c']]);
});

test('nobody waits longer than 3 s, the window included: who is told 503 then finds his delivery stored when he repeats it', async () => {
	jest.useFakeTimers();
	try {
		const node = trigger({ gatherWindowMs: 2000 });
		const first = callWebhook(node, request('a'));
		const second = callWebhook(node, request('b'));
		await jest.advanceTimersByTimeAsync(3_000);
		expect(await second).toMatchObject({ status: 503, items: undefined });
		(await first).end('stored');
		expect((await callWebhook(node, request('b'))).body).toEqual({ status: 'duplicate' });
	} finally {
		jest.useRealTimers();
	}
});

test('a repeat within the window is a duplicate of its first, not a second item', async () => {
	const answers = await storm(trigger({}), ['a', 'a', 'b'], 'stored');
	expect(committed(answers).map(idsOf)).toEqual([['a', 'b']]);
	expect(answers.map(({ body }) => body)).toContainEqual({ status: 'duplicate' });
});

test('when the first client has left, another request starts the execution, with all items', async () => {
	const node = trigger({});
	const leaving = callWebhook(node, request('a'), { leavesAtOnce: true });
	const staying = callWebhook(node, request('b'));
	const [left, stayed] = await Promise.all([leaving, staying.then((received) => (received.end('stored'), received))]);
	expect(left.items).toBeUndefined();
	expect(idsOf(stayed)).toEqual(['a', 'b']);
});

test('when all clients have left, the items are stored all the same', async () => {
	const node = trigger({});
	const answers = await Promise.all(
		['a', 'b'].map(async (id) => {
			const received = await callWebhook(node, request(id), { leavesAtOnce: true });
			if (received.items) received.end('stored');
			return received;
		}),
	);
	expect(committed(answers).map(idsOf)).toEqual([['a', 'b']]);
});

test('more than 500 are two executions', async () => {
	const ids = Array.from({ length: 501 }, (_, index) => `id-${index}`);
	const answers = await storm(trigger({}), ids, 'stored');
	expect(committed(answers).map((one) => idsOf(one).length)).toEqual([500, 1]);
});

test('two triggers gather apart', async () => {
	const [one, two] = await Promise.all([storm(trigger({}), ['a'], 'stored'), storm(trigger({}), ['b'], 'stored')]);
	expect([...committed(one), ...committed(two)].map(idsOf)).toEqual([['a'], ['b']]);
});

const delivery = (id: string, rest: Partial<Delivery>) =>
	({ id, account: 'c', event: 'stock.created', reference: '1', occurredAt: null, verifiedBy: ['signature'], ...rest }) as Delivery;

test.each<[string, Delivery[], string[]]>([
	[
		'by the vendor time, not by arrival',
		[delivery('new', { occurredAt: '2026-01-02' }), delivery('old', { occurredAt: '2026-01-01' })],
		['new'],
	],
	['the later arrival at the same time', [delivery('a', {}), delivery('b', {})], ['b']],
	[
		'other references, resources and accounts stay',
		[delivery('a', {}), delivery('b', { reference: '2' }), delivery('c', { event: 'order.updated' }), delivery('d', { account: 'e' })],
		['a', 'b', 'c', 'd'],
	],
	[
		'what nothing has proven stays, and displaces nothing',
		[delivery('a', {}), delivery('b', { verifiedBy: [] }), delivery('c', { verifiedBy: [] })],
		['a', 'b', 'c'],
	],
	['without reference all stay', [delivery('a', { reference: null }), delivery('b', { reference: null })], ['a', 'b']],
])('the latest per reference: %s', (_, deliveries, kept) => {
	expect(latestPerReference(deliveries).map(({ id }) => id)).toEqual(kept);
});

test('with the option only the latest is emitted, and the others are acknowledged too', async () => {
	const node = trigger({ latestPerReference: true });
	const answers = await storm(node, ['a', 'b', 'c'], 'stored');
	expect(committed(answers).map(idsOf)).toEqual([['c']]);
	expect(answers.every(({ status }) => status === 200)).toBe(true);
	expect((await callWebhook(node, request('a'))).body).toEqual({ status: 'duplicate' });
});

test.each([50, -1, '100', '={{ 100 }}', null])('a window of %j is refused when publishing', async (gatherWindowMs) => {
	await expect(callHook(trigger({ gatherWindowMs }), 'checkExists')).rejects.toThrow(/Group Events Arriving Within/);
});
