import { gzipSync } from 'node:zlib';

import type { IDataObject, INodeType } from 'n8n-workflow';
import nock from 'nock';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { Iset } from '../../../nodes/Iset/Iset.node';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import type { ApiCall } from '../../../nodes/shared/http/transport';
import { addressBelow, VendorApi } from '../../../nodes/shared/http/transport';
import { refusalOf } from '../bling/support.mts';
import { callExecute, executeContextOf, place } from '../support/contexts.mts';
import { hurry } from '../support/time.mts';

const host = 'https://vendor.example.com';
const key = 'fake-key-of-the-vendor-0123456789';

/** One of the four, as its transport sees it. */
interface Vendor {
	name: string;
	type: INodeType;
	credential: string;
	/** The field of the base URL: its name, and as people see it. */
	field: string;
	shown: string;
	base: string;
	fields?: IDataObject;
	/** How it says that something failed. */
	refuses(text: string): object;
}

const vendors: Vendor[] = [
	{
		name: 'Bling',
		type: new Bling(),
		credential: 'blingOAuth2Api',
		field: 'apiBaseUrl',
		shown: 'API Base URL',
		base: '/Api/v3',
		refuses: (message) => ({ error: { type: 'X', message, description: '' } }),
	},
	{
		name: 'Intelipost',
		type: new Intelipost(),
		credential: 'intelipostApi',
		field: 'apiBaseUrl',
		shown: 'API Base URL',
		base: '/api/v1',
		refuses: (text) => ({ status: 'ERROR', messages: [{ text }] }),
	},
	{
		name: 'iSET',
		type: new Iset(),
		credential: 'isetApi',
		field: 'storeUrl',
		shown: 'Store URL',
		base: '/ws/v1',
		refuses: (message) => ({ status: 400, reason: 'Bad Request', message }),
	},
	{
		name: 'NFE.io',
		type: new NfeIo(),
		credential: 'nfeIoApi',
		field: 'webhooksBaseUrl',
		shown: 'Webhooks Base URL',
		base: '',
		fields: { host: 'webhooks' },
		refuses: (message) => ({ errors: [{ code: 1, message }] }),
	},
];

const path = '/a/1';
const call = async (
	{ type, credential, field, base, fields }: Vendor,
	own: IDataObject = {},
	address: string | number | null = field === 'storeUrl' ? host : host + base,
) =>
	await callExecute(
		place({
			type,
			credentials: { [credential]: { environment: 'custom', apiKey: key, [field]: address } },
			authenticate: (_, options) => ({ ...options, headers: { ...options.headers, authorization: key } }),
			parameters: { resource: 'customApiCall', operation: 'request', method: 'GET', path, query: '{}', body: '{}', ...fields, ...own },
		}),
		[{ json: {} }],
	);
const post = { method: 'POST', body: '{"a":1}' };
const broken = (code: string) => Object.assign(new Error(code), { code });

beforeAll(() => {
	hurry(20);
	nock.disableNetConnect();
});
afterEach(() => {
	const pending = nock.pendingMocks();
	nock.cleanAll();
	expect(pending).toEqual([]);
});
afterAll(() => nock.restore());

describe.each(vendors)('$name', (vendor) => {
	const { name, shown, base, refuses } = vendor;
	const api = () => nock(host + base);

	test('keeps its words where they name a code of the network, and the key out of them', async () => {
		api()
			.get(path)
			.reply(400, refuses(`the carrier: ECONNREFUSED 10.0.0.1, key ${key}`));
		const { message, itemIndex, httpCode } = await refusalOf(call(vendor));
		expect(message).toMatch(new RegExp(`^${name} answered 400.* to GET ${path}: the carrier: ECONNREFUSED 10\\.0\\.0\\.1, key \\*\\*\\*$`));
		expect({ itemIndex, httpCode }).toEqual({ itemIndex: 0, httpCode: '400' });
	});

	test('that cannot be reached has done nothing', async () => {
		api().post(path).replyWithError(broken('ECONNREFUSED'));
		const { message, description } = await refusalOf(call(vendor, post));
		expect(message).toBe(`${name} could not be reached (ECONNREFUSED)`);
		expect(description).toBe(`Check this n8n's network and the credential's ${shown}, then retry the execution.`);
	});

	test('that does not answer may have done it, and is not asked again', async () => {
		api().post(path).replyWithError(broken('ECONNRESET'));
		const { message, description } = await refusalOf(call(vendor, post));
		expect(message).toBe(`${name} did not answer: the outcome of POST ${path} is unknown (ECONNRESET)`);
		expect(description).toMatch(/may have been carried out anyway/);
	});

	test('that does not answer a question could not be reached', async () => {
		api().get(path).replyWithError(broken('ECONNRESET'));
		expect((await refusalOf(call(vendor))).message).toBe(`${name} could not be reached (ECONNRESET)`);
	});

	test('that answers with more than is read is told so', async () => {
		const bomb = gzipSync(Buffer.alloc(9 * 1024 * 1024, ' '));
		api().get(path).reply(200, bomb, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
		const { message, description } = await refusalOf(call(vendor));
		expect(message).toBe(`${name}'s answer to GET ${path} is larger than this node reads`);
		expect(description).toMatch(/^Request less per call/);
		api().post(path).reply(200, bomb, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
		expect((await refusalOf(call(vendor, post))).description).toMatch(/may have been carried out anyway/);
	});

	test('that fails may have done it, and is not asked again', async () => {
		api().post(path).reply(500, '');
		const { message, description } = await refusalOf(call(vendor, post));
		expect(message).toBe(`${name} answered 500 to POST ${path}`);
		expect(description).toMatch(/failed\. The request may have been carried out anyway/);
	});

	test('that fails to say something is asked later', async () => {
		api().get(path).reply(500, '');
		expect((await refusalOf(call(vendor))).description).toMatch(new RegExp(`^${name} failed\\. Try again later\\.`));
	});

	test('that redirects is named with the field of its address', async () => {
		api().get(path).reply(302, '', { location: 'https://other.example.com' });
		const { message, description } = await refusalOf(call(vendor));
		expect(message).toBe(`${name} answered 302 to GET ${path}`);
		expect(description).toMatch(new RegExp(`^Redirects are not followed.*${shown}`));
	});

	test.each(['ftp://x', 7, null])('is not asked at what is no address: %j', async (address) => {
		const { message, description } = await refusalOf(call(vendor, {}, address));
		expect(message).toBe(`The ${shown} of the ${name} credential is not a web address`);
		expect(description).toMatch(/https:\/\//);
	});

	test('is asked with lists in brackets', async () => {
		api()
			.get(`${path}?ids%5B%5D=1&ids%5B%5D=2`)
			.reply(200, { status: 'OK', content: { a: 1 } });
		expect((await call(vendor, { query: '{"ids":[1,2]}' })).output).toHaveLength(1);
	});
});

test.each([
	'https://evil.example.com/ws/v1/order/1',
	'//evil.example.com/',
	'/../../admin',
	'/..',
	'/order/%2e%2e/%2e%2e/%2e%2e/admin',
	'/order/./1',
	'@evil.example.com/',
	'order/1',
	'/order/1?x=1',
	'/order/1#x',
	'/order\\..\\..',
	'/order /1',
	'',
])('an address stays below its base: %s', (own) => {
	expect(addressBelow(`${host}/ws/v1`, own)).toBeUndefined();
});

test('an address is that of the base and the path', () => {
	expect(addressBelow(`${host}/ws/v1`, '/order/PEDIDO%20%2304/..a')).toBe(`${host}/ws/v1/order/PEDIDO%20%2304/..a`);
	expect(addressBelow(host, '/v2/webhooks')).toBe(`${host}/v2/webhooks`);
	expect(addressBelow(`${host}/ws?v1=`, '/a')).toBeUndefined();
});

describe('repetition', () => {
	/** A vendor that would have everything repeated twice. */
	class Insistent extends VendorApi {
		constructor() {
			const context = executeContextOf(
				place({
					type: new NfeIo(),
					// Made-up paths, which no vendor publishes.
					parameters: { resource: 'customApiCall' },
					credentials: { nfeIoApi: { apiKey: key } },
					authenticate: (_, options) => options,
				}),
			);
			super(
				{
					name: 'Insistent',
					credential: 'nfeIoApi',
					baseUrl: () => host,
					baseUrlField: () => 'Address',
					baseUrlExample: host,
					arrayFormat: undefined,
					repeatAfter: (_, attempt) => (attempt < 3 ? 0 : undefined),
					read: ({ status, body }) => (status < 300 ? { content: body } : { status, text: '' }),
				},
				context,
				0,
			);
		}
	}
	const insistent = new Insistent();
	const answering = (method: string, status: number | string) => {
		for (let time = 1; time <= 3; time++) {
			const asked = nock(host).intercept(path, method);
			if (typeof status === 'string') asked.replyWithError(broken(status));
			else asked.reply(status, '');
		}
	};
	const left = () => nock.pendingMocks().length;

	test.each<[ApiCall['method'], boolean, number | string]>([
		['GET', false, 500],
		['GET', false, 'ECONNRESET'],
		['POST', true, 500],
		['POST', false, 429],
		['DELETE', false, 'ECONNREFUSED'],
	])('of a %s (only reads: %s) that got %s', async (method, onlyReads, got) => {
		answering(method, got);
		await refusalOf(insistent.request({ method, path, onlyReads }));
		expect(left()).toBe(0);
	});

	test.each<[ApiCall['method'], number | string]>([
		['POST', 500],
		['PATCH', 302],
		['PUT', 'ECONNRESET'],
	])('not of a %s that got %s: it may have been carried out', async (method, got) => {
		answering(method, got);
		await refusalOf(insistent.request({ method, path }));
		expect(left()).toBe(2);
		nock.cleanAll();
	});
});
