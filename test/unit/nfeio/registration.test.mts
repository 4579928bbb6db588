import type { IDataObject } from 'n8n-workflow';

import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { startReceiver } from '../sandbox/support.mts';
import { callHook, place } from '../support/contexts.mts';
import { apiKey, derivedSecret, failureOf, openSandbox, webhookId } from './support.mts';
import type { NfeIoSandbox } from './support.mts';

let vendor: NfeIoSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;

beforeEach(async () => {
	vendor = await openSandbox();
	receiver = await startReceiver();
});
afterEach(async () => {
	await vendor.close();
	await receiver.close();
});

/** A trigger whose address is the receiver's; `test` is "Execute step". */
const triggerAt = (parameters: IDataObject = {}, kind: 'webhook' | 'webhook-test' = 'webhook', credential: IDataObject = {}) =>
	place({
		type: new NfeIoTrigger(),
		credentials: { nfeIoApi: { ...vendor.credential, ...credential } },
		parameters: { ...parameters, options: { allowPrivateUrl: true } },
		webhookId,
		address: new URL(`/${kind}`, receiver.url).href,
		authenticate: vendor.authenticate,
	});

type Target = ReturnType<typeof triggerAt>;
const addressOf = (kind = 'webhook') => new URL(`/${kind}/${webhookId}/nfeio`, receiver.url).href;

/** What n8n does at publish. */
async function publish(target: Target, mode: 'trigger' | 'manual' = 'trigger'): Promise<'exists' | 'created'> {
	if (await callHook(target, 'checkExists', mode)) return 'exists';
	await callHook(target, 'create', mode);
	return 'created';
}

const hooks = async (): Promise<any[]> => (await vendor.state()).webHooks;
const writes = async () => (await vendor.requests()).filter(({ method }) => method !== 'GET');

describe('publishing', () => {
	test('registers the address with the derived secret, all events and nothing in the clear', async () => {
		expect(await publish(triggerAt())).toBe('created');
		const [{ method, path, body }] = await writes();
		expect([method, path]).toEqual(['POST', '/v2/webhooks']);
		expect(JSON.parse(body)).toEqual({
			webHook: {
				uri: addressOf(),
				secret: derivedSecret(),
				contentType: 'json',
				insecureSsl: false,
				status: 'Active',
				headers: { 'X-N8n-Key-Id': expect.stringMatching(/^[0-9a-f]{12}$/) },
			},
		});
		expect(derivedSecret()).not.toContain(JSON.parse(body).webHook.headers['X-N8n-Key-Id']);
		expect(await hooks()).toHaveLength(1);
	});

	test('sends the chosen events as filters', async () => {
		await publish(triggerAt({ events: ['service_invoice.issued', 'product_invoice.issued_error'] }));
		expect((await hooks())[0].filters).toEqual(['service_invoice.issued', 'product_invoice.issued_error']);
	});

	test('again changes nothing', async () => {
		await publish(triggerAt());
		const before = await writes();
		expect(await publish(triggerAt())).toBe('exists');
		expect(await writes()).toEqual(before);
	});

	test.each<[string, IDataObject]>([
		['inactive', { status: 'Inactive', filters: [] }],
		['with other filters', { status: 'Active', filters: ['product_invoice.issued'] }],
	])('repairs a webhook that is %s, with the secret', async (_name, change) => {
		await publish(triggerAt());
		const [{ id }] = await hooks();
		await vendor.act('change-hook', { id, newSecret: 'a secret of somebody else, 32 long', ...change });
		expect(await publish(triggerAt())).toBe('exists');
		const [repaired, ...others] = await hooks();
		expect(others).toEqual([]);
		expect(repaired).toMatchObject({ id, status: 'Active', filters: [] });
		const [{ method, body }] = await writes();
		expect([method, JSON.parse(body).webHook.secret]).toEqual(['PUT', derivedSecret()]);
	});

	test('repairs after the API key was changed', async () => {
		await publish(triggerAt());
		await vendor.act('change-keys', { mainKey: 'a-new-main-key', dataKey: 'a-new-data-key' });
		expect(await publish(triggerAt({}, 'webhook', { apiKey: 'a-new-main-key', previousApiKey: apiKey }))).toBe('exists');
		const [{ method, body }] = await writes();
		expect([method, JSON.parse(body).webHook.secret]).toEqual(['PUT', derivedSecret('a-new-main-key')]);
	});

	test('repairs what somebody replaced without our header, and keeps what they added', async () => {
		await publish(triggerAt());
		const [{ id }] = await hooks();
		await fetch(`${vendor.base}/v2/webhooks/${id}`, {
			method: 'PUT',
			headers: { authorization: apiKey },
			body: JSON.stringify({
				webHook: {
					uri: addressOf(),
					status: 'Active',
					headers: { 'X-Theirs': '1' },
					properties: { tenant: 'a' },
				},
			}),
		});
		expect(await publish(triggerAt())).toBe('exists');
		expect((await hooks())[0]).toMatchObject({
			headers: { 'X-Theirs': '1', 'X-N8n-Key-Id': expect.any(String) },
			properties: { tenant: 'a' },
		});
		expect(JSON.parse((await writes())[0].body).webHook.secret).toBe(derivedSecret());
	});

	test('creates again what was deleted at the vendor', async () => {
		await publish(triggerAt());
		await vendor.act('delete-hook', { id: (await hooks())[0].id });
		expect(await publish(triggerAt())).toBe('created');
	});

	test('removes a second registration of the same address', async () => {
		await callHook(triggerAt(), 'create');
		await callHook(triggerAt(), 'create');
		expect(await publish(triggerAt())).toBe('exists');
		expect(await hooks()).toHaveLength(1);
	});
});

describe('unpublishing', () => {
	test('removes our own webhook and no other', async () => {
		await publish(triggerAt());
		const other = `${addressOf()}/more`;
		await fetch(`${vendor.base}/v2/webhooks`, {
			method: 'POST',
			headers: { authorization: apiKey },
			body: JSON.stringify({ webHook: { uri: other } }),
		});
		await callHook(triggerAt(), 'delete');
		expect((await hooks()).map(({ uri }) => uri)).toEqual([other]);
		await callHook(triggerAt(), 'delete');
	});

	test('test and production registrations never touch each other', async () => {
		await publish(triggerAt());
		await publish(triggerAt({}, 'webhook-test'), 'manual');
		expect((await hooks()).map(({ uri }) => uri)).toEqual([addressOf(), addressOf('webhook-test')]);
		await callHook(triggerAt({}, 'webhook-test'), 'delete', 'manual');
		expect((await hooks()).map(({ uri }) => uri)).toEqual([addressOf()]);
	});
});

describe('what goes wrong reaches the user in words', () => {
	test('40001: the address is not reachable, with what to check', async () => {
		receiver.status = 405;
		const error = await failureOf(publish(triggerAt()));
		expect(error.message).toMatch(/could not reach the webhook address from outside.*40001.*405/);
		expect(error.description).toMatch(/WEBHOOK_URL.*firewall.*published.*x-request-id/s);
		expect(await hooks()).toEqual([]);
	});

	test('create that fails five times with delete between leaves nothing', async () => {
		receiver.status = 500;
		for (let round = 0; round < 5; round++) {
			expect(await callHook(triggerAt(), 'checkExists')).toBe(false);
			await failureOf(callHook(triggerAt(), 'create'));
			await callHook(triggerAt(), 'delete');
		}
		receiver.status = 200;
		expect(await publish(triggerAt())).toBe('created');
		expect(await hooks()).toHaveLength(1);
	});

	test.each<[string, IDataObject, RegExp]>([['a wrong key', { apiKey: 'wrong' }, /answered 401/]])(
		'%s',
		async (_name, credential, words) => {
			const error = await failureOf(publish(triggerAt({}, 'webhook', credential)));
			expect(error.message).toMatch(words);
			expect(error.description).toBeTruthy();
		},
	);

	test('an unknown event is named', async () => {
		const error = await failureOf(publish(triggerAt({ events: ['invoice.issued'] })));
		expect(error.message).toContain('invoice.issued');
	});

	test('a private address is refused before any request', async () => {
		const target = { ...triggerAt(), parameters: {} };
		const error = await failureOf(publish(target));
		expect(error.message).toContain('NFE.io cannot reach the address of this trigger');
		expect(await vendor.requests()).toEqual([]);
	});

	test('no secret is in any error', async () => {
		receiver.status = 500;
		const error = await failureOf(publish(triggerAt()));
		const all = JSON.stringify(error, Object.getOwnPropertyNames(error));
		expect(all).not.toContain(derivedSecret());
		expect(all).not.toContain(apiKey);
	});
});
