import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import nock from 'nock';

import { instanceSettings, publicBase, webhookBase, webhookEndpoint } from '../../../nodes/instance/address';
import { InstanceApi } from '../../../nodes/instance/api';
import { callExecute, executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const base = 'https://n8n-api.example.com';
const withKey = (credential: IDataObject, options: IHttpRequestOptions) => ({
	...options,
	headers: { ...options.headers, 'x-n8n-api-key': String(credential.apiKey) },
});
const contextWith = (credential?: IDataObject) =>
	executeContextOf(placeIdle({ credentials: credential ? { n8nInstanceApi: credential } : {}, authenticate: withKey }));
/** GET by the client that all nodes use. */
const get = async (path: string, query: IDataObject, itemIndex: number) =>
	await (await InstanceApi.of(contextWith(valid), itemIndex)).request({ path, query, scope: 'workflow:read' });
const valid = { baseUrl: `${base}//`, apiKey: 'fake-key' };

test('the settings come without the slashes that people type', async () => {
	expect(await instanceSettings(contextWith(valid), 0)).toEqual({ baseUrl: base, resendSecret: '' });
	expect(await instanceSettings(contextWith({ ...valid, resendSecret: 'fake-secret' }), 0)).toEqual({
		baseUrl: base,
		resendSecret: 'fake-secret',
	});
});

test('a node without the credential, or with one that holds no address, is told what to do', async () => {
	await expect(instanceSettings(contextWith(), 2)).rejects.toMatchObject({
		message: 'The credential "N8n Instance API" is missing in this node',
		description: 'This node needs it to read the triggers of this n8n. Create it with an API key of this n8n.',
		context: { itemIndex: 2 },
	});
	await expect(instanceSettings(contextWith({ ...valid, baseUrl: 'my n8n' }), 3)).rejects.toMatchObject({
		message: 'The "N8n Instance API" credential has no valid Base URL',
		description: 'Enter the address of this n8n, such as https://n8n.minhaloja.com.br.',
		context: { itemIndex: 3 },
	});
});

test('a GET goes below /api/v1, with the key and the query', async () => {
	nock(base, { reqheaders: { 'x-n8n-api-key': 'fake-key' } })
		.get('/api/v1/workflows')
		.query({ limit: 7 })
		.reply(200, { data: [] });
	expect(await get('/workflows', { limit: 7 }, 0)).toEqual({ data: [] });
});

test.each([
	[300, 'Correct what n8n mentions above.'],
	[
		401,
		'The API key of the "N8n Instance API" credential is wrong, expired or deleted. Create a new one under Settings → n8n API and enter it in that credential.',
	],
	[
		403,
		'The API key lacks the scope workflow:read, or its user is not allowed to do this. Add the scope to the key under Settings → n8n API.',
	],
	[
		404,
		'It does not exist, was deleted, or belongs to a project that the API key\'s user cannot access: choose another one. If every request fails like this, the Base URL of the "N8n Instance API" credential is wrong, or this n8n\'s public API is turned off.',
	],
	[418, 'Correct what n8n mentions above.'],
	[500, 'n8n failed. Try again; see its log for details.'],
])('an answer of %i says what to do', async (status, description) => {
	// n8n asks again after a 401, with a credential that may have been renewed.
	nock(base).get('/api/v1/workflows/w1').times(2).reply(status, {});
	await expect(get('/workflows/w1', {}, 4)).rejects.toMatchObject({
		name: 'NodeApiError',
		message: `n8n answered ${status} to GET /workflows/w1`,
		description,
		httpCode: String(status),
		context: { itemIndex: 4 },
	});
});

test('an n8n that cannot be reached is told with the reason', async () => {
	nock(base)
		.get('/api/v1/workflows')
		.times(9)
		.replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
	await expect(get('/workflows', {}, 5)).rejects.toMatchObject({
		message: `This n8n could not be reached at ${base}`,
		description: expect.stringMatching(/^Check the Base URL of the "N8n Instance API" credential: n8n itself must reach it \(.+\)\.$/),
		context: { itemIndex: 5 },
	});
});

test.each([`${base}`, ` ${base}/ `, `${base}/api/v1`, `${base}//api/v1/\n`, `${base}/API/V1`])(
	'the Base URL %j is the same n8n',
	async (baseUrl) => {
		expect(await instanceSettings(contextWith({ ...valid, baseUrl, resendSecret: ' fake-secret\n' }), 0)).toEqual({
			baseUrl: base,
			resendSecret: 'fake-secret',
		});
	},
);

test.each(['n8n.minhaloja.com.br', 'localhost:5678', 'ftp://n8n.minhaloja.com.br', ' ', ''])('the Base URL %j is none', async (baseUrl) => {
	await expect(instanceSettings(contextWith({ ...valid, baseUrl }), 0)).rejects.toMatchObject({
		description: 'Enter the address of this n8n, such as https://n8n.minhaloja.com.br.',
	});
});

test.each([
	['the usual endpoint', { publicUrl: 'https://n8n.example.com' }, 'https://n8n.example.com/webhook', '/webhook'],
	['below a path', { publicUrl: 'https://example.com/n8n' }, 'https://example.com/n8n/webhook', '/webhook'],
	[
		'N8N_ENDPOINT_WEBHOOK',
		{ publicUrl: 'https://n8n.example.com', address: 'https://n8n.example.com/ganchos' },
		'https://n8n.example.com/ganchos',
		'/ganchos',
	],
	[
		'with a path in it',
		{ publicUrl: 'https://n8n.example.com', address: 'https://n8n.example.com/a/b/' },
		'https://n8n.example.com/a/b',
		'/a/b',
	],
])('where the triggers are: %s', (_name, placed, address, endpoint) => {
	const context = executeContextOf(placeIdle(placed));
	expect([webhookBase(context), webhookEndpoint(context)]).toEqual([address, endpoint]);
});

test('an n8n that does not tell where the triggers are has them at the usual endpoint', () => {
	const context = executeContextOf(placeIdle({ publicUrl: 'https://n8n.example.com' }));
	const older = {
		webhookWaitingBaseUrl: 'https://n8n.example.com/webhook-waiting',
		formWaitingBaseUrl: 'https://n8n.example.com/form-waiting',
	};
	Object.assign(context, { additionalData: older });
	expect([publicBase(context), webhookBase(context), webhookEndpoint(context)]).toEqual([
		'https://n8n.example.com',
		'https://n8n.example.com/webhook',
		'/webhook',
	]);
});

test('a WEBHOOK_URL without https:// is told as such, in the place of "Invalid URL"', async () => {
	const placed = placeIdle({ publicUrl: 'n8n.minhaloja.com.br', parameters: { resource: 'x', operation: 'y' } });
	await expect(callExecute(placed, [{ json: {} }])).rejects.toMatchObject({
		message: 'WEBHOOK_URL of this n8n is not a valid address',
		description: "Set n8n's environment variable WEBHOOK_URL to its full address, starting with https://, and restart n8n.",
	});
});
