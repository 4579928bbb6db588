import fc from 'fast-check';
import { z } from 'zod';

import { startSandbox } from './support.mts';
import type { TestSandbox } from './support.mts';

let world: TestSandbox;
beforeAll(async () => {
	world = await startSandbox();
	await world.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
});
afterAll(() => world.close());

const form = (action: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
	fetch(`${world.control}/bling/${action}`, {
		method: 'POST',
		redirect: 'manual',
		headers: { accept: 'text/html', ...headers },
		body: new URLSearchParams(fields),
	});

test('an action is a form for people and JSON for programs', async () => {
	const done = await form('create-product', { name: '<b>Pão</b>', code: '<i>', price: '3' });
	expect(done.status).toBe(303);
	const page = await (await fetch(`${world.control}${done.headers.get('location')}`)).text();
	expect(page).toContain('&lt;i&gt; created.');
	expect(page).not.toContain('<i>');
	expect(await world.act('create-product', { code: 'JSON' })).toMatchObject({ message: 'JSON created.' });
});

test.each(['bling', 'iset', 'intelipost', 'nfeio'])('the panel of %s offers each of its actions', async (vendor) => {
	const { actions } = z.object({ actions: z.array(z.object({ name: z.string() })) }).parse(await world.read(`/sandbox/${vendor}/actions`));
	const page = await (await fetch(`${world.control}/${vendor}`)).text();
	expect(actions.length).toBeGreaterThan(5);
	expect(actions.filter(({ name }) => !page.includes(`action="/${vendor}/${name}#`))).toEqual([]);
});

test.each([
	['/', 200],
	['/bling', 200],
	['/sandbox', 200],
	['/sandbox/bling', 200],
	['/sandbox/bling/actions', 200],
	['/sandbox/bling/dispatches?state=nonsense', 400],
	['/sandbox/bling/requests?limit=-1', 400],
	['/nothing', 404],
	['/sandbox/nothing', 404],
	['/bling/move-stock', 405],
])('GET %s', async (path, status) => expect((await fetch(world.control + path)).status).toBe(status));

test.each([
	['malformed JSON', 'clock', '{', 400],
	['a list', 'clock', '[]', 400],
	['a wrong type', 'clock', '{"speed":"fast"}', 400],
	['too little', 'bling/move-stock', '{"product":"nothing"}', 422],
	['an unknown account', 'bling/move-stock', '{"company":"x"}', 400],
	['an unknown action', 'bling/nothing', '{}', 404],
])('POST %s', async (_name, path, body, status) => {
	expect((await fetch(`${world.control}/sandbox/${path}`, { method: 'POST', body })).status).toBe(status);
});

test('refuses forms that another site posts', async () => {
	expect((await form('create-product', {}, { origin: 'http://elsewhere.invalid' })).status).toBe(403);
});

test('a reset gives the same world for the same seed and keeps the addresses', async () => {
	const shown = async () =>
		JSON.stringify(await world.read('/sandbox/bling')).replaceAll(/"(now|dataContrato)":"[^"]*"|"(created|updated|issued)At":[\d.]+/g, '');
	await world.act('reset', { seed: 7 }, '');
	const first = await shown();
	await world.act('create-order');
	expect(await shown()).not.toBe(first);
	await world.act('reset', { seed: 7 }, '');
	expect(await shown()).toBe(first);
	await world.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
});

const paths = [
	'/Api/v3/estoques',
	'/Api/v3/estoques/saldos',
	'/Api/v3/produtos',
	'/Api/v3/pedidos/vendas',
	'/Api/v3/oauth/token',
	'/Api/v3/oauth/authorize',
	'/Api/v3/nfe',
];

/** Left out: requests would wait for ever, or the world. */
const leftOut = ['api-faults', 'generate-products'];
const offeredSchema = z.object({
	actions: z.array(
		z.object({
			name: z.string(),
			fields: z.record(z.string(), z.object({ options: z.array(z.object({ value: z.string() })).default([]) })),
		}),
	),
});

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every action of every panel, with inputs that are right, nearly right or nothing of the kind. */
async function anyAction() {
	const panels = ['', '/bling', '/nfeio', '/intelipost', '/iset'];
	const requests = [];
	for (const panel of panels) {
		const actions =
			panel === ''
				? [
						{ name: 'clock', fields: { speed: { options: [] }, advanceMinutes: { options: [] } } },
						{ name: 'reset', fields: { seed: { options: [] } } },
					]
				: offeredSchema.parse(await world.read(`/sandbox${panel}/actions`)).actions;
		for (const { name, fields } of actions) {
			if (leftOut.includes(name)) continue;
			const inputs = Object.entries(fields).map(([key, { options }]) => {
				const proper = options.map(({ value }) => value);
				const value = fc.oneof(
					fc.string(),
					fc.integer(),
					fc.jsonValue(),
					...(proper.length > 0 ? [fc.constantFrom(...proper), fc.subarray(proper)] : []),
				);
				return [key, value] as const;
			});
			const input = fc.record(Object.fromEntries(inputs), { requiredKeys: [] });
			requests.push(
				input.map((json) => ({ url: `${world.control}/sandbox${panel}/${name}`, body: JSON.stringify(json) })),
				input.map((json) => ({
					url: `${world.control}${panel}/${name}`,
					body: new URLSearchParams(Object.fromEntries(Object.entries(json).map(([key, value]) => [key, asText(value)]))).toString(),
				})),
			);
		}
	}
	return fc.oneof(...requests);
}

test('no input of any action crashes it, and every page can still be drawn', async () => {
	await fc.assert(
		fc.asyncProperty(await anyAction(), async ({ url, body }) => {
			const response = await fetch(url, { method: 'POST', body, redirect: 'manual' });
			await response.arrayBuffer();
			expect([200, 303, 400, 422]).toContain(response.status);
		}),
		{ numRuns: 1000, seed: 1 },
	);
	for (const page of ['/', '/bling', '/nfeio', '/intelipost', '/iset']) {
		expect((await fetch(world.control + page)).status).toBe(200);
	}
	await world.act('reset', { seed: 1 }, '');
	await world.act('clock', { speed: 1000 }, '');
	await world.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
}, 300_000);

test('no request crashes it', async () => {
	const quiet = console.error;
	console.error = () => undefined;
	const { oauthTokenData } = await world.act('token');
	const token =
		typeof oauthTokenData === 'object' && oauthTokenData !== null && 'access_token' in oauthTokenData ? oauthTokenData.access_token : '';
	const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
	const origin = new URL(world.bling).origin;
	const segment = fc.oneof(fc.constant(''), fc.constant('%'), fc.webSegment(), fc.nat().map(String));
	const target = fc.oneof(
		fc.tuple(fc.constantFrom(...paths), segment, fc.webQueryParameters()).map(([path, part, query]) => `${origin}${path}/${part}?${query}`),
		fc
			.tuple(fc.constantFrom('move-stock', 'create-order', 'token', 'nothing'), fc.constantFrom('/sandbox/bling/', '/bling/'))
			.map(([name, base]) => `${world.control}${base}${name}`),
		fc.tuple(segment, segment).map(([left, right]) => `${world.control}/${left}/${right}`),
	);
	const keys = fc.constantFrom(
		'company',
		'product',
		'quantity',
		'order',
		'url',
		'actions',
		'produto',
		'deposito',
		'operacao',
		'quantidade',
		'nome',
		'preco',
		'__proto__',
	);
	const body = fc.oneof(
		fc.string(),
		fc.json(),
		fc.dictionary(keys, fc.jsonValue()).map((value) => JSON.stringify(value)),
	);
	await fc.assert(
		fc.asyncProperty(target, fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'), body, async (url, method, text) => {
			const response = await fetch(url, {
				method,
				headers,
				redirect: 'manual',
				body: method === 'GET' ? undefined : text,
			});
			await response.arrayBuffer();
			expect(response.status).not.toBe(500);
		}),
		{ numRuns: 400, seed: 1 },
	);
	console.error = quiet;
	expect((await fetch(`${world.control}/sandbox`)).status).toBe(200);
}, 300_000);
