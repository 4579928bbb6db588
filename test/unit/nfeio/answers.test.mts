import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { callExecute, callHook, place } from '../support/contexts.mts';
import type { Placed } from '../support/contexts.mts';
import { failureOf } from './support.mts';

const host = 'https://nfe.example.com';
const apiKey = 'fake-nfe-key-0123456789';
const credential = { apiKey, webhooksBaseUrl: ` ${host}/v2/ `, invoicesBaseUrl: `${host}/v1` };
const authenticate: Placed['authenticate'] = (own, options) => ({ ...options, headers: { ...options.headers, Authorization: own.apiKey } });
const run = async (resource: string, operation: string, parameters: IDataObject = {}, own: IDataObject = {}) =>
	await callExecute(
		place({
			type: new NfeIo(),
			credentials: { nfeIoApi: { ...credential, ...own } },
			authenticate,
			parameters: { resource, operation, ...parameters },
		}),
		[{ json: {} }],
	);

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
	const pending = nock.pendingMocks();
	nock.cleanAll();
	expect(pending).toEqual([]);
});
afterAll(() => nock.restore());

const html = '<!doctype html><title>Manutenção</title>';
const company = '5f4d4cee0a8b8e2c3a1bcd11';
const invoiceId = '9dd4c3e9df4043adb11df22dcd9d8ce1';
const one = { company, invoiceId };
const webhook = { webhook: invoiceId };
const issue = {
	company,
	externalId: 'pedido-1',
	cityServiceCode: '1',
	description: 'x',
	servicesAmount: 1,
	borrower: {},
	otherFields: '{}',
};

const operations: Array<[resource: string, operation: string, parameters: IDataObject, advice: RegExp]> = [
	['serviceInvoice', 'get', one, /Check the credential.s Invoices Base URL/],
	['productInvoice', 'get', one, /Check the credential.s Webhooks Base URL/],
	['consumerInvoice', 'get', one, /Check the credential.s Webhooks Base URL/],
	['productInvoice', 'getEvents', one, /Check the credential.s Webhooks Base URL/],
	['serviceInvoice', 'issue', issue, /may have been issued anyway.*Get by External ID/],
	['serviceInvoice', 'cancel', one, /may have been requested anyway/],
	['serviceInvoice', 'sendEmail', one, /may have been sent anyway/],
	['serviceInvoice', 'getMany', { company, returnAll: true, filters: {} }, /Check the credential.s Invoices Base URL/],
	['serviceInvoice', 'getByExternalId', { company, externalId: 'a' }, /Check the credential.s Invoices Base URL/],
	['company', 'getMany', { returnAll: true }, /Check the credential.s Webhooks Base URL/],
	['inboundDocument', 'getMany', { company, webhookStatus: '', returnAll: true, filters: {} }, /Check the credential.s Webhooks Base URL/],
	['inboundDocument', 'resendWebhook', { company, documentType: 'nfse', document: company }, /carried out anyway/],
	['webhook', 'get', webhook, /Check the credential.s Webhooks Base URL/],
	['webhook', 'getMany', { returnAll: true }, /Check the credential.s Webhooks Base URL/],
	['webhook', 'getEventTypes', {}, /Check the credential.s Webhooks Base URL/],
	['webhook', 'ping', webhook, /carried out anyway/],
	['webhook', 'delete', webhook, /carried out anyway/],
];

test.each(operations)(
	'%s %s: a page, a cut-off answer and an empty one of 200 are failures that say so',
	async (resource, operation, parameters, advice) => {
		const bodies = ['ping', 'delete', 'sendEmail', 'resendWebhook'].includes(operation)
			? [html, '{"id":"9d']
			: [html, '{"id":"9d', '', '[]', '{}'];
		for (const body of bodies) {
			nock(host)
				.intercept(/.*/, 'GET')
				.optionally()
				.reply(200, body)
				.intercept(/.*/, 'POST')
				.optionally()
				.reply(202, body)
				.intercept(/.*/, 'PUT')
				.optionally()
				.reply(200, body)
				.intercept(/.*/, 'DELETE')
				.optionally()
				.reply(202, body);
			const { message, description } = await failureOf(run(resource, operation, parameters));
			expect(message).toMatch(/^NFE\.io's answer to (GET|POST|PUT|DELETE) \/v[12]\/\S+ is not what its API documents$/);
			expect(description).toMatch(advice);
			nock.cleanAll();
		}
	},
);

test.each(operations)('%s %s: a redirect is no success', async (resource, operation, parameters) => {
	for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
		nock(host).intercept(/.*/, method).optionally().reply(302, '', { location: 'https://other.example.com/' });
	const { message, description } = await failureOf(run(resource, operation, parameters));
	expect(message).toMatch(/^NFE\.io answered 302 to /);
	expect(description).toMatch(/Redirects are not followed/);
	nock.cleanAll();
});

test.each<[resource: string, operation: string, parameters: IDataObject]>([
	['serviceInvoice', 'sendEmail', one],
	['webhook', 'ping', webhook],
	['webhook', 'delete', webhook],
	...['nfse', 'nfe', 'cte'].map((documentType): [string, string, IDataObject] => [
		'inboundDocument',
		'resendWebhook',
		{ company, documentType, document: documentType === 'nfse' ? company : '1'.repeat(44), date: '2026-07-20' },
	]),
])('%s %s %j: an object that confirms nothing is no success', async (resource, operation, parameters) => {
	for (const body of [
		'{}',
		'[]',
		'null',
		'{"error":"x"}',
		'{"errors":[{"message":"x"}]}',
		'{"message":"x","errors":[]}',
		'{"code":1,"message":"x"}',
		'"cut off',
	]) {
		nock(host).put(/.*/).optionally().reply(200, body).delete(/.*/).optionally().reply(200, body).post(/.*/).optionally().reply(200, body);
		const { message } = await failureOf(run(resource, operation, parameters));
		expect(message).toMatch(/^NFE\.io's answer to (PUT|DELETE|POST) .* is not what its API documents$/);
		nock.cleanAll();
	}
});

test('what is documented passes: 204 without a body, a bare sentence, an invoice', async () => {
	nock(host).put(`/v2/webhooks/${invoiceId}/pings`).reply(204).delete(`/v2/webhooks/${invoiceId}`).reply(204);
	expect((await run('webhook', 'ping', webhook)).output).toMatchObject([{ json: { pinged: true } }]);
	expect((await run('webhook', 'delete', webhook)).output).toMatchObject([{ json: { deleted: true } }]);
	nock(host)
		.put(/sendemail$/)
		.reply(200, '"service invoice was sent"')
		.delete(/.*/)
		.reply(202, { id: invoiceId, flowStatus: 'WaitingSendCancel' });
	expect((await run('serviceInvoice', 'sendEmail', one)).output).toMatchObject([{ json: { message: 'service invoice was sent' } }]);
	expect((await run('serviceInvoice', 'cancel', one)).output).toMatchObject([{ json: { flowStatus: 'WaitingSendCancel' } }]);
});

describe('Download', () => {
	const blob = 'https://blob.example.com';
	const answers: Array<[what: string, body: string | Buffer, format: string]> = [
		['a page', html, 'pdf'],
		['a page for XML', html, 'xml'],
		['nothing', '', 'pdf'],
		['JSON', '{"message":"processing"}', 'xml'],
		['XML for a PDF', '<Nfse/>', 'pdf'],
	];
	const download = async (format: string) => await run('serviceInvoice', 'download', { ...one, format, binaryField: 'data' });

	test.each(answers)('%s behind the link is no document', async (_what, body, format) => {
		nock(host)
			.get(/.*/)
			.reply(302, '', { location: `${blob}/x` });
		nock(blob).get('/x').reply(200, body, { 'content-type': 'application/pdf' });
		const { message, description } = await failureOf(download(format));
		expect(message).toMatch(new RegExp(`^The answer from blob\\.example\\.com is not a valid ${format.toUpperCase()}`));
		expect(description).toMatch(/Nothing was stored/);
	});

	test.each(answers)('%s in place of the link is no document', async (_what, body, format) => {
		nock(host).get(/.*/).reply(200, body, { 'content-type': 'application/octet-stream' });
		expect((await failureOf(download(format))).message).toMatch(/is not a valid (PDF|XML)|without a document/);
	});

	test('a second redirect is not followed', async () => {
		nock(host)
			.get(/.*/)
			.reply(302, '', { location: `${blob}/x` });
		nock(blob).get('/x').reply(302, '', { location: 'https://third.example.com/' });
		expect((await failureOf(download('pdf'))).message).toBe('The document could not be fetched from blob.example.com (HTTP 302)');
	});

	test.each([
		'https://localhost./x',
		'https://n8n/x',
		'https://host.docker.internal./x',
		'https://[64:ff9b::a9fe:a9fe]/x',
		'https://[2002:a9fe:a9fe::1]/x',
		'https://127.1/x',
	])('%s is never asked', async (location) => {
		nock(host).get(/.*/).reply(302, '', { location });
		expect((await failureOf(download('pdf'))).message).toMatch(/without a document or a usable link/);
	});
});

describe('Fetch Resource', () => {
	const delivery = (id: string, account: string | null) => ({
		json: {
			vendor: 'nfeio',
			event: 'service_invoice.issued_successfully',
			id: `h-${id}`,
			account,
			accountName: null,
			state: null,
			reference: id,
			occurredAt: null,
			receivedAt: '2026-01-01T00:00:00.000Z',
			attempt: 0,
			verifiedBy: ['signature'],
			redelivery: false,
			data: { id },
		},
	});
	const process = async (...items: ReturnType<typeof delivery>[]) =>
		await callExecute(
			place({
				type: new NfeIoTrigger(),
				credentials: { nfeIoApi: credential },
				authenticate,
				parameters: { events: ['*'], options: { fetchResource: true, ignoreDuplicates: false } },
			}),
			items,
			'retry',
		);
	const other = '8dd4c3e9df4043adb11df22dcd9d8ce1';

	test('an invoice that NFE.io does not have passes without it, and its neighbours with theirs', async () => {
		nock(host)
			.get(`/v1/companies/${company}/serviceinvoices/${invoiceId}`)
			.reply(404, '"not found"')
			.get(`/v1/companies/${company}/serviceinvoices/${other}`)
			.reply(200, { id: other });
		const { output, hints } = await process(delivery(invoiceId, company), delivery(other, company));
		expect(output.map(({ json }) => json.resource)).toEqual([undefined, { id: other }]);
		expect(hints).toMatchObject([{ message: expect.stringContaining(`does not have the invoice ${invoiceId}`) }]);
	});

	test('so does one that no company has', async () => {
		nock(host)
			.get('/v2/companies')
			.query(true)
			.reply(200, { hasMore: false, companies: [{ id: company }] })
			.get(/serviceinvoices/)
			.reply(404, '"not found"');
		expect((await process(delivery(invoiceId, null))).output).toMatchObject([{ json: { account: null } }]);
	});

	test('what a retry can cure fails', async () => {
		nock(host).get(/.*/).reply(200, html);
		await expect(process(delivery(invoiceId, company))).rejects.toThrow(/is not what its API documents/);
	});
});

test('publishing names the answer that is none, and that the webhook may exist', async () => {
	const trigger = place({
		type: new NfeIoTrigger(),
		credentials: { nfeIoApi: credential },
		authenticate,
		parameters: { events: ['*'], options: {} },
	});
	nock(host).get('/v2/webhooks').reply(200, html);
	await expect(callHook(trigger, 'checkExists')).rejects.toThrow("NFE.io's answer to GET /v2/webhooks is not what its API documents");
	nock(host).post('/v2/webhooks').reply(201, html);
	await expect(callHook(trigger, 'create')).rejects.toMatchObject({
		description: expect.stringMatching(/carried out anyway.*Get Many/),
	});
});

test('an error that quotes the key or the secret of a webhook stores neither', async () => {
	const secret = 'a-secret-of-thirty-two-characters';
	const uri = 'https://example.com/hook';
	nock(host)
		.post('/v2/webhooks')
		.reply(400, { errors: [{ code: 1, message: `${apiKey} may not use ${secret}` }] }, { 'x-request-id': apiKey });
	const error = await failureOf(run('webhook', 'create', { uri, secret, filters: [], options: {} }));
	expect(error.message).toContain('*** may not use ***');
	expect(JSON.stringify([error.message, error.description])).not.toMatch(new RegExp(`${apiKey}|${secret}`));
});

test.each(['nfe', 'ftp://nfe.example.com', 'https://'])(
	'a base URL that is no address (%s) is refused: the key would go to another host',
	async (webhooksBaseUrl) => {
		expect((await failureOf(run('company', 'getMany', { returnAll: true }, { webhooksBaseUrl }))).message).toBe(
			'The Webhooks Base URL of the NFE.io credential is not a web address',
		);
	},
);
