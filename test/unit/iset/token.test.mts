import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { jest } from '@jest/globals';

import { IsetApi } from '../../../credentials/IsetApi.credentials';
import { isNoToken, IsetApi as ShopApi } from '../../../nodes/Iset/api/api';
import { hostsCalled } from './post.mts';
import type { Stored } from './post.mts';
import { credentialOf, executionOf, failureOf, openShop } from './support.mts';
import type { Shop } from './support.mts';

let shop: Shop;
let servers: Server[];

beforeEach(async () => {
	shop = await openShop();
	servers = [];
});

afterEach(async () => {
	jest.restoreAllMocks();
	await shop.close();
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
});

const askProduct = async (credential: Stored) =>
	await new ShopApi(executionOf({ credential }).context, 0).request({ method: 'GET', path: '/product/210' });

/** The waits for a token become short; everything else keeps its time. */
function hurry() {
	const real = globalThis.setTimeout;
	const short = (task: () => void, ms?: number) => real(task, ms !== undefined && ms >= 1000 && ms <= 8000 ? 1 : ms);
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(short as typeof setTimeout);
}

/** A shop that answers each path as told. */
async function shopThat(answers: Record<string, (count: number) => { status: number; body?: unknown; headers?: Record<string, string> }>) {
	const counts: Record<string, number> = {};
	const server = createServer((request, response) => {
		const path = (request.url ?? '').replace('/ws/v1', '');
		counts[path] = (counts[path] ?? 0) + 1;
		const { status, body, headers } = answers[path]?.(counts[path]) ?? { status: 404 };
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {}));
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const data = { storeUrl: origin, storeId: '1', accessKey: 'fake', accessToken: '', expiresAt: 0 };
	return { counts, origin, credential: { id: 'other', data } as Stored };
}

describe('the log-in', () => {
	test('happens once, and the credential keeps the token and its end', async () => {
		const credential = credentialOf(shop);
		await askProduct(credential);
		await askProduct(credential);
		expect(shop.count('/oauth')).toBe(1);
		expect(credential.data.accessToken).toMatch(/^[0-9a-f]{40}$/);
		expect(credential.data.expiresAt).toBe(shop.state().tokenExpiresAt * 1000);
	});

	test.each([
		['token and an absolute end', { status: 200, token: 'A', expires_in: 4_000_000_000 }, 4_000_000_000_000],
		['access_token', { status: 200, access_token: 'A', expires_in: '4000000000' }, 4_000_000_000_000],
		['a duration', { token: 'A', expires_in: 900 }, expect.any(Number)],
		['no end', { token: 'A' }, expect.any(Number)],
		['an empty end', { token: 'A', expires_in: null }, expect.any(Number)],
	])('reads %s', async (_name, body, expiresAt) => {
		const { credential } = await shopThat({
			'/oauth': () => ({ status: 200, body }),
			'/product/210': () => ({ status: 200, body: { result: [] } }),
		});
		await askProduct(credential);
		expect(credential.data).toMatchObject({ accessToken: 'A', expiresAt });
		expect(Number(credential.data.expiresAt)).toBeGreaterThan(Date.now());
	});

	test('goes to the shop with Basic storeId:accessKey and an empty body', async () => {
		const credential = credentialOf(shop);
		expect(await hostsCalled(async () => await askProduct(credential))).toEqual([new URL(shop.origin).host]);
		const [login] = shop.host.requests.list({ path: '/oauth' });
		expect(login.headerNames).toContain('authorization');
		expect(login.headerNames).not.toContain('access-token');
	});

	test.each(['', '/', '/loja/painel'])('takes the origin of a Store URL that ends with "%s"', async (end) => {
		await askProduct(credentialOf(shop, { storeUrl: `${shop.origin}${end}` }));
		expect(shop.count('/ws/v1/oauth')).toBe(1);
	});
});

describe('parallel items', () => {
	test('log in exactly once for each life of the token, 200 at a time', async () => {
		const credential = credentialOf(shop);
		const burst = async () => await Promise.all(Array.from({ length: 200 }, async () => await askProduct(credential)));
		for (let life = 1; life <= 3; life++) {
			const answers = await burst();
			expect(answers).toHaveLength(200);
			expect(shop.count('/oauth')).toBe(1);
			expect(shop.state().tokensIssued).toBe(life);
			await shop.perform('expire-token');
			await shop.perform('clear-requests');
		}
	}, 60_000);

	test('share a token over several credentials of one key', async () => {
		const [one, other] = [credentialOf(shop), { ...credentialOf(shop), id: 'credential-2' }];
		await Promise.all([askProduct(one), askProduct(other), askProduct(one)]);
		expect(shop.count('/oauth')).toBe(1);
		expect(other.data.accessToken).toBe(one.data.accessToken);
	});
});

describe('two processes', () => {
	/** The package as another process has loaded it: with a memory of its own. */
	async function anotherProcess() {
		jest.resetModules();
		const { IsetApi: OwnIsetApi } = await import('../../../credentials/IsetApi.credentials');
		const { IsetApi: OwnApi } = await import('../../../nodes/Iset/api/api');
		return async (credential: Stored) =>
			await new OwnApi(executionOf({ credential, type: new OwnIsetApi() }).context, 0).request({ method: 'GET', path: '/product/210' });
	}

	test('share the stored token: one log-in succeeds, and no item fails', async () => {
		const processes = [await anotherProcess(), await anotherProcess()];
		const credential = credentialOf(shop);
		for (let life = 1; life <= 2; life++) {
			const asked = Array.from({ length: 200 }, async (_, turn) => await processes[turn % 2](credential));
			expect(await Promise.all(asked)).toHaveLength(200);
			expect(shop.state().tokensIssued).toBe(life);
			// At most one each: the other is told that the token exists, and waits until it is stored.
			expect(shop.count('/oauth')).toBeLessThanOrEqual(2);
			await shop.perform('expire-token');
			await shop.perform('clear-requests');
		}
	}, 60_000);
});

describe('"already been created"', () => {
	test('is no error while the stored token is alive', async () => {
		const credential = credentialOf(shop);
		await askProduct(credential);
		// n8n's credential test logs in whatever is stored.
		const { context } = executionOf({ credential });
		const again = await new IsetApi().preAuthentication.call({ helpers: context.helpers } as any, credential.data as any);
		// n8n stores what is returned: an old token must never take the place of a newer one.
		expect(again).toEqual({});
		expect(shop.count('/oauth')).toBe(2);
		await askProduct(credential);
	});

	test('is waited out when another process has stored its token meanwhile', async () => {
		hurry();
		const { counts, credential } = await shopThat({
			'/oauth': () => ({
				status: 403,
				body: { status: 403, message: 'Access token already been created to this authentication.' },
			}),
			'/product/210': (count) =>
				count === 1
					? { status: 403, body: { status: 403, message: 'Access token is missing or invalid.' } }
					: { status: 200, body: { result: [] } },
		});
		credential.data.accessToken = 'dead';
		const asked = askProduct(credential);
		await new Promise((resolve) => setTimeout(resolve, 50));
		credential.data = { ...credential.data, accessToken: 'of-the-other-process' };
		await expect(asked).resolves.toEqual({ result: [] });
		expect(counts['/oauth']).toBe(1);
	});

	test('ends with an explanation when the token stays away, after few log-ins', async () => {
		hurry();
		const body = {
			status: 403,
			reason: 'Forbidden',
			message: 'Access token already been created to this authentication.',
		};
		const { counts, credential } = await shopThat({ '/oauth': () => ({ status: 403, body }) });
		const error = await failureOf(askProduct(credential));
		expect(error.message).toBe('iSET is not issuing a token right now (403: Access token already been created to this authentication.)');
		expect(error.description).toContain('its own access key');
		expect(isNoToken(error)).toBe(true);
		expect(counts['/oauth']).toBe(1);
	});

	test('is the same when iSET refuses the token that it says is alive', async () => {
		hurry();
		const { credential } = await shopThat({
			'/oauth': () => ({
				status: 403,
				body: { message: 'Access token already been created to this authentication.' },
			}),
			'/product/210': () => ({
				status: 403,
				body: { status: 403, message: 'Access token is missing or invalid.' },
			}),
		});
		Object.assign(credential.data, { accessToken: 'replaced', expiresAt: Date.now() + 60_000 });
		const error = await failureOf(askProduct(credential));
		expect(error.message).toContain("iSET refuses this credential's token");
		expect(isNoToken(error)).toBe(true);
	});
});

describe('what is no expiry', () => {
	test("a 403 for another reason fails with the shop's words", async () => {
		const { credential } = await shopThat({
			'/oauth': () => ({ status: 200, body: { token: 'A', expires_in: 4_000_000_000 } }),
			'/product/210': () => ({
				status: 403,
				body: { status: 403, reason: 'Forbidden', message: 'Sem permissão.' },
			}),
		});
		const error = await failureOf(askProduct(credential));
		expect(error.message).toBe('iSET answered 403 Forbidden to GET /product/210: Sem permissão.');
		expect(isNoToken(error)).toBe(false);
	});

	test.each(['403', '401', '400'])('a wrong key, answered %s, is named as such at once', async (wrongKeyStatus) => {
		await shop.perform('settings', { wrongKeyStatus });
		const error = await failureOf(askProduct(credentialOf(shop, { accessKey: 'fake-wrong-key' })));
		expect(error.message).toBe(`iSET refused the login (${wrongKeyStatus}: User or access key is not valid.)`);
		expect(error.description).toContain('Access Key');
		expect(JSON.stringify(error)).not.toContain('fake-wrong-key');
		expect(shop.count('/oauth')).toBe(1);
	});

	test('a redirect is not followed', async () => {
		const { counts, origin } = await shopThat({ '/oauth': () => ({ status: 200, body: { token: 'A' } }) });
		const { credential } = await shopThat({
			'/oauth': () => ({ status: 301, headers: { location: `${origin}/ws/v1/oauth` } }),
		});
		const error = await failureOf(askProduct(credential));
		expect(error.message).toBe('iSET answered the login with a redirect (301)');
		expect(error.description).toContain('www.');
		expect(counts).toEqual({});
	});

	test('an unreachable shop says so', async () => {
		const error = await failureOf(askProduct(credentialOf(shop, { storeUrl: 'http://127.0.0.1:1' })));
		expect(error.message).toBe('iSET could not be reached (ECONNREFUSED)');
		expect(error.description).toContain('Store URL');
	});

	test('an error told only in the body counts', async () => {
		const { credential } = await shopThat({
			'/oauth': () => ({ status: 200, body: { token: 'A', expires_in: 4_000_000_000 } }),
			'/product/210': () => ({
				status: 200,
				body: { status: 400, reason: 'Bad Request', message: 'Id inválido.' },
			}),
		});
		const error = await failureOf(askProduct(credential));
		expect(error.message).toBe('iSET answered 400 Bad Request to GET /product/210: Id inválido.');
	});
});

describe('the token', () => {
	test('goes to no other host', async () => {
		const credential = { ...credentialOf(shop).data, accessToken: 'secret' } as any;
		const type = new IsetApi();
		for (const [host, options] of [
			['http://127.0.0.1:1', { url: 'http://127.0.0.1:1/ws/v1/product/1' }],
			['https://www.example-store.com.br', { url: 'https://www.example-store.com.br/ws/v1/product/1' }],
			['http://localhost', { url: '/ws/v1/product/1', baseURL: 'http://localhost' }],
		] as const) {
			await expect(type.authenticate(credential, options)).rejects.toThrow(
				`The iSET API credential may only be used for ${shop.origin}, not for ${host}`,
			);
		}
		const sent = await type.authenticate(credential, { url: '/ws/v1/product/1', baseURL: shop.origin });
		expect(sent.headers).toEqual({ 'access-token': 'secret' });
	});
});
