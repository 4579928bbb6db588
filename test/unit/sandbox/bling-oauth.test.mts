import { z } from 'zod';

import { startSandbox, tokenFor, worldOf } from './support.mts';
import type { TestSandbox } from './support.mts';

let world: TestSandbox;
beforeEach(async () => {
	world = await startSandbox();
});
afterEach(() => world.close());

const basic = (id = 'test-client-id', secret = 'test-client-secret') => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const tokenSchema = z.object({
	access_token: z.string(),
	refresh_token: z.string(),
	expires_in: z.literal(21_600),
	token_type: z.literal('bearer'),
});
const errorSchema = z.object({ error: z.object({ type: z.string(), description: z.string() }) });

const tokenCall = (form: Record<string, string>, headers: Record<string, string> = { authorization: basic() }) =>
	fetch(`${world.bling}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
const errorType = async (response: Response) => errorSchema.parse(await response.json()).error.type;
const callApi = (token: string, headers: Record<string, string> = {}) =>
	fetch(`${world.bling}/empresas/me/dados-basicos`, {
		headers: { authorization: `Bearer ${token}`, ...headers },
	});

/** Presses the button of the authorize page. */
async function authorise(decision = 'allow'): Promise<URL> {
	const page = await (await fetch(`${world.bling}/oauth/authorize?response_type=code&client_id=test-client-id&state=a%26b`)).text();
	expect(page).toContain('Autorizar');
	const { companies } = await worldOf(world);
	const response = await fetch(`${world.bling}/oauth/authorize`, {
		method: 'POST',
		redirect: 'manual',
		body: new URLSearchParams({
			client_id: 'test-client-id',
			state: 'a&b',
			company: companies[0].id,
			decision,
		}),
	});
	expect(response.status).toBe(302);
	return new URL(response.headers.get('location') ?? '');
}

const exchange = (back: URL) =>
	tokenCall({
		grant_type: 'authorization_code',
		code: back.searchParams.get('code') ?? '',
		redirect_uri: 'http://ignored.invalid',
	});

test('authorises, exchanges the code and calls the API', async () => {
	const back = await authorise();
	expect(back.searchParams.get('state')).toBe('a&b');
	const { access_token } = tokenSchema.parse(await (await exchange(back)).json());
	expect((await callApi(access_token)).status).toBe(200);
});

test('reports a refusal to the callback', async () => {
	expect((await authorise('deny')).searchParams.get('error')).toBe('access_denied');
});

test('revokes the user when a still valid code is used again', async () => {
	const back = await authorise();
	const { access_token } = tokenSchema.parse(await (await exchange(back)).json());
	expect(await errorType(await exchange(back))).toBe('VALIDATION_ERROR');
	expect((await callApi(access_token)).status).toBe(401);
	expect((await worldOf(world)).apps[0].authorised).toEqual([]);
});

test('refuses an expired code', async () => {
	const back = await authorise();
	await world.act('expire-tokens', { kind: 'codes' });
	expect(await errorType(await exchange(back))).toBe('invalid_grant');
});

test('rotates refresh tokens: the old one is dead', async () => {
	const { oauthTokenData } = await tokenFor(world);
	const refresh = (token: string) => tokenCall({ grant_type: 'refresh_token', refresh_token: token });
	const next = tokenSchema.parse(await (await refresh(oauthTokenData.refresh_token)).json());
	expect(await errorType(await refresh(oauthTokenData.refresh_token))).toBe('invalid_grant');
	expect((await refresh(next.refresh_token)).status).toBe(200);
});

test.each([
	['nothing', {}],
	['a wrong secret', { authorization: basic('test-client-id', 'wrong') }],
	['an unknown client', { authorization: basic('nobody') }],
	['Bearer', { authorization: 'Bearer x' }],
])('refuses client authentication by %s', async (_name, headers) => {
	const form = {
		grant_type: 'refresh_token',
		refresh_token: 'x',
		client_id: 'test-client-id',
		client_secret: 'test-client-secret',
	};
	const response = await tokenCall(form, headers);
	expect(response.status).toBe(401);
	expect(await errorType(response)).toBe('invalid_client');
});

test.each([
	['client_credentials', 'unsupported_grant_type'],
	['', 'unsupported_grant_type'],
])('refuses the grant %p', async (grant, type) => {
	expect(await errorType(await tokenCall({ grant_type: grant }))).toBe(type);
});

test.each([
	['?response_type=code&client_id=test-client-id', 'state'],
	['?response_type=code&client_id=nobody&state=x', 'client_id'],
	['?response_type=token&client_id=test-client-id&state=x', 'response_type'],
])('the authorize page refuses %s', async (query, named) => {
	const response = await fetch(`${world.bling}/oauth/authorize${query}`);
	expect(response.status).toBe(400);
	expect(await response.text()).toContain(named);
});

test('blocks an address after 20 token calls within a minute, for an hour', async () => {
	for (let call = 0; call < 20; call++) expect((await tokenCall({ grant_type: 'x' })).status).toBe(400);
	await tokenCall({ grant_type: 'x' });
	expect((await tokenCall({ grant_type: 'x' })).status).toBe(403);
	await world.act('clock', { speed: 1, advanceMinutes: 61 }, '');
	expect((await tokenCall({ grant_type: 'x' })).status).toBe(400);
});

test('gives a JWT when asked, and refuses an opaque token that comes with the header', async () => {
	const jwt = (await tokenFor(world, { jwt: true })).oauthTokenData.access_token;
	const opaque = (await tokenFor(world)).oauthTokenData.access_token;
	expect(jwt.length).toBeGreaterThanOrEqual(1500);
	expect(opaque).toMatch(/^[0-9a-f]{40}$/);
	expect((await callApi(jwt, { 'enable-jwt': '1' })).status).toBe(200);
	expect((await callApi(opaque, { 'enable-jwt': '1' })).status).toBe(401);
});

test('revokes by token, and for all users when the scopes change', async () => {
	const { oauthTokenData } = await tokenFor(world);
	const revoked = await fetch(`${world.bling}/oauth/revoke`, {
		method: 'POST',
		headers: { authorization: basic() },
		body: new URLSearchParams({ token: oauthTokenData.access_token, token_type_hint: 'access_token' }),
	});
	expect(revoked.status).toBe(200);
	expect((await callApi(oauthTokenData.access_token)).status).toBe(401);

	const other = (await tokenFor(world)).oauthTokenData.access_token;
	await world.act('set-scopes', { scopes: ['stock'] });
	expect((await callApi(other)).status).toBe(401);
	expect((await callApi((await tokenFor(world)).oauthTokenData.access_token)).status).toBe(403);
});

test('a private app serves its own account only', async () => {
	const { companies } = await worldOf(world);
	await expect(tokenFor(world, { app: 'test-client-id-1', company: companies[1].id })).rejects.toThrow('422');
	expect((await tokenFor(world, { app: 'test-client-id-1', company: companies[0].id })).clientSecret).toBe('test-client-secret-1');
});
