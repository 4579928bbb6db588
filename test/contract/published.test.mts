import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { contractOf } from '../support/contract.mts';
import { startSandbox, tokenFor } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';

let sandbox: TestSandbox;
let authorization: Record<string, string>;
beforeAll(async () => {
	sandbox = await startSandbox({ speed: 1 });
	await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	const { oauthTokenData } = await tokenFor(sandbox);
	authorization = { bling: `Bearer ${oauthTokenData.access_token}`, nfeio: defaultKeys.mainKey };
});
afterAll(() => sandbox.close());

/** Published, and dead: the vendor answers 404 without a body. */
const dead = ['GET /v1/eventTypes'];

/** How the sandbox answers an operation about things that do not exist. */
async function ask(vendor: 'bling' | 'nfeio', operation: string) {
	const [method, path] = operation.split(' ');
	const url = sandbox.sandbox.addresses[vendor] + contractOf(vendor).base + path.replaceAll(/\{\w+\}/g, '999');
	const response = await fetch(url, {
		method,
		headers: { authorization: authorization[vendor], 'content-type': 'application/json' },
		body: method === 'GET' ? undefined : '{}',
		redirect: 'manual',
	});
	return { status: response.status, text: await response.text() };
}

describe.each(['bling', 'nfeio'] as const)('every published operation of %s', (vendor) => {
	const { operations } = contractOf(vendor);

	test.each(operations)('%s is imitated, or says that it is not', async (operation) => {
		const { status, text } = await ask(vendor, operation);
		if (dead.includes(operation)) expect([status, text]).toEqual([404, '']);
		else if (status === 501) expect(text).toContain(operation);
		else {
			// No route at all would be an empty 404 or a 405.
			expect([405, 500]).not.toContain(status);
			expect(status === 404 ? text : 'answered').not.toBe('');
		}
	});
});

test('what is imitated of Bling is not answered 501', async () => {
	const imitated = ['GET /produtos', 'GET /produtos/{idProduto}', 'POST /estoques', 'GET /nfe', 'GET /depositos'];
	for (const operation of imitated) expect((await ask('bling', operation)).status).not.toBe(501);
});

const contracts = join(import.meta.dirname, '../../contracts');

test('the contracts are names and types, and small', async () => {
	const names = (await readdir(contracts)).filter((name) => /^\w+\.json$/.test(name));
	const texts = await Promise.all(names.map(async (name) => await readFile(join(contracts, name), 'utf8')));
	expect(names).toEqual(['bling.json', 'nfeio.json']);
	// A member of a body may be called "description"; a text would be a string behind it.
	for (const text of texts) expect(text).not.toMatch(/"(description|summary|example|title)":\s*"/);
	expect(texts.join('').length).toBeLessThan(400_000);
});

test.each([
	['bling', 'POST', '/Api/v3/estoques', { produto: { id: 1 }, deposito: { id: 1 }, operacao: 'B', quantidade: 1 }, []],
	[
		'bling',
		'POST',
		'/Api/v3/estoques',
		{ produto: { id: 1 }, deposito: { id: 1 }, operacao: 'B', quantidade: 1, qtd: 1 },
		['/qtd is not described'],
	],
	[
		'bling',
		'POST',
		'/Api/v3/estoques',
		{ produto: { id: 1, sku: 'A' }, deposito: { id: 1 }, operacao: 'B', quantidade: 1 },
		['/produto/sku is not described'],
	],
	[
		'bling',
		'POST',
		'/Api/v3/estoques',
		{ produto: { id: '1' }, deposito: { id: 1 }, operacao: 'B', quantidade: 1 },
		['/produto/id must be integer'],
	],
	['bling', 'GET', '/Api/v3/produtos?criterio=7', undefined, [' must be equal to one of the allowed values']],
	['bling', 'GET', '/Api/v3/produtos?sku=A', undefined, [' is not described']],
	['bling', 'GET', '/Api/v3/estoque', undefined, [' operation is not described']],
	[
		'nfeio',
		'POST',
		'/v2/webhooks',
		{ webHook: { url: 'https://example.com' } },
		['/webHook/url is not described', "/webHook must have required property 'uri'"],
	],
] as const)('%s %s %s with %j differs in %j', (vendor, method, url, body, expected) => {
	const [path, query] = url.split('?');
	const found = contractOf(vendor).checkRequest({ method, path, query: new URLSearchParams(query), body });
	expect(found.map(({ at, message }) => `${at} ${message}`).sort()).toEqual([...expected].sort());
});
