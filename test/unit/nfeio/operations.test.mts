import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { startReceiver, until } from '../sandbox/support.mts';
import { callExecute, place } from '../support/contexts.mts';
import { apiKey, derivedSecret, failureOf, openSandbox, sign, webhookId } from './support.mts';
import type { NfeIoSandbox } from './support.mts';

const secret = 'unit-test-secret-of-forty-characters-000';

let vendor: NfeIoSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let company: string;

beforeEach(async () => {
	vendor = await openSandbox();
	receiver = await startReceiver();
	company = (await vendor.state()).account.companies[0].id;
});
afterEach(async () => {
	await vendor.close();
	await receiver.close();
});

const json = async (...call: Parameters<NfeIoSandbox['run']>): Promise<IDataObject[]> =>
	(await vendor.run(...call)).output.map((item) => item.json);
const refusal = async (...call: Parameters<NfeIoSandbox['run']>): Promise<any> => await failureOf(vendor.run(...call));
const order = (own: IDataObject = {}): IDataObject => ({
	company,
	externalId: 'pedido-1',
	cityServiceCode: '2690',
	description: 'Serviço',
	servicesAmount: 10,
	...own,
});
const issued = async (outcome = 'issued'): Promise<string> => {
	const { id } = await vendor.act('issue-service-invoice', { outcome });
	await until(async () => !(await vendor.state()).serviceInvoices.at(-1).flowStatus.startsWith('Waiting'));
	return id;
};

describe('company', () => {
	test('lists up to a limit, and all', async () => {
		expect(await json('company', 'getMany', { limit: 2 })).toHaveLength(2);
		expect(await json('company', 'getMany', { returnAll: true })).toHaveLength(3);
		const typed = { limit: 1, output: 'selected', outputFields: 'id' };
		expect(await json('company', 'getMany', typed)).toEqual([{ id: company }]);
	});
});

describe('webhook', () => {
	const create = async (own: IDataObject = {}) =>
		(
			await json('webhook', 'create', {
				uri: receiver.url,
				secret,
				options: { allowPrivateUrl: true },
				...own,
			})
		)[0];
	const found = async () => (await vendor.state()).webHooks;

	test('creates, lists, gets, pings and deletes', async () => {
		const created = await create({ filters: ['service_invoice.issued'] });
		expect(created).toMatchObject({
			uri: receiver.url,
			status: 'Active',
			filters: ['service_invoice.issued'],
		});
		expect(created).not.toHaveProperty('secret');
		const webhook = String(created.id);
		expect(await json('webhook', 'getMany', { returnAll: true })).toMatchObject([{ id: webhook }]);
		expect(await json('webhook', 'get', { webhook })).toMatchObject([{ id: webhook }]);
		expect(await json('webhook', 'ping', { webhook })).toEqual([{ id: webhook, pinged: true }]);
		await until(() => receiver.received.length === 2);
		expect(await json('webhook', 'delete', { webhook })).toEqual([{ id: webhook, deleted: true }]);
		expect(await found()).toEqual([]);
	});

	test('shows a secret that NFE.io made, which no other call does', async () => {
		expect((await create({ secret: '' })).secret).toMatch(/^[0-9a-f]{32}$/);
	});

	test('lists the event types', async () => {
		expect((await json('webhook', 'getEventTypes')).map(({ id }) => id)).toContain('service_invoice.pulled');
	});

	test('an update changes one thing and keeps the rest', async () => {
		const options = { allowPrivateUrl: true, headers: '{"X-A":"1"}', properties: { tenant: 'a' } };
		const { id } = await create({ filters: ['service_invoice.issued'], options });
		await json('webhook', 'update', { webhook: id, secret, changes: { insecureSsl: true } });
		const [after] = await found();
		expect(after).toMatchObject({
			status: 'Active',
			insecureSsl: true,
			filters: ['service_invoice.issued'],
			headers: { 'X-A': '1' },
			properties: { tenant: 'a' },
		});
		const [{ body }] = await vendor.requests('method=PUT');
		expect(JSON.parse(body).webHook.secret).toBe(secret);
	});

	test('an update keeps an inactive webhook inactive, a repair switches it on', async () => {
		const { id } = await create();
		await vendor.act('change-hook', { id, status: 'Inactive', filters: [] });
		await json('webhook', 'update', {
			webhook: id,
			secret,
			changes: { filters: ['service_invoice.issued'] },
		});
		expect((await found())[0]).toMatchObject({ status: 'Inactive', filters: ['service_invoice.issued'] });
		expect(await json('webhook', 'repair', { webhook: id, secret })).toMatchObject([{ status: 'Active', statusBefore: 'Inactive' }]);
	});

	test.each(['update', 'repair'])('%s requires the secret and says why', async (operation) => {
		const { id } = await create();
		const error = await refusal('webhook', operation, { webhook: id, changes: { insecureSsl: true } });
		expect(error.message).toBe('The field "Secret" is empty');
		expect(error.description).toMatch(/may replace it/);
		expect(await vendor.requests('method=PUT')).toEqual([]);
	});

	describe('of a trigger of this n8n', () => {
		let n8n: Server;
		let probed: number;
		let accepts: string;
		let alsoAccepts: string | undefined;
		let instead: { status: number; text: string } | undefined;

		beforeEach(async () => {
			probed = 0;
			instead = undefined;
			accepts = derivedSecret();
			alsoAccepts = undefined;
			n8n = createServer(async (request, response) => {
				const chunks: Buffer[] = [];
				for await (const chunk of request) chunks.push(chunk as Buffer);
				const body = Buffer.concat(chunks);
				if (body.length === 0) {
					response.end();
					return;
				}
				probed++;
				if (instead && 'n8nProbe' in JSON.parse(body.toString())) {
					response.writeHead(instead.status).end(instead.text);
					return;
				}
				const given = request.headers['x-hub-signature']?.toString().toLowerCase();
				const genuine = [accepts, alsoAccepts].some((taken) => taken && given === sign(body, taken).toLowerCase());
				response.writeHead(genuine ? 200 : 401, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ status: genuine ? 'probe' : 'unauthorized' }));
			});
			await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		});
		afterEach(async () => {
			n8n.closeAllConnections();
			await new Promise((resolve) => n8n.close(resolve));
		});

		const origin = () => `http://127.0.0.1:${(n8n.address() as AddressInfo).port}`;
		const own = () => ({ publicUrl: origin() });

		test('the secret is derived, after the trigger has proven it', async () => {
			const { id } = await create({ uri: `${origin()}/webhook/${webhookId}/nfeio` });
			await json('webhook', 'repair', { webhook: id }, own());
			expect(probed).toBe(1);
			const [{ body }] = await vendor.requests('method=PUT');
			expect(JSON.parse(body).webHook).toMatchObject({
				secret: derivedSecret(),
				headers: { 'X-N8n-Key-Id': expect.any(String) },
			});
		});

		describe('create for the address of a trigger of this n8n', () => {
			const make = async (parameters: object) =>
				vendor.run(
					'webhook',
					'create',
					{ uri: `${origin()}/webhook/${webhookId}/nfeio`, filters: [], options: { allowPrivateUrl: true }, ...parameters },
					own(),
				);

			test('takes the secret of the trigger, and names its key', async () => {
				await make({ secret: '' });
				const [{ body }] = await vendor.requests('method=POST');
				expect(JSON.parse(body).webHook).toMatchObject({ secret: derivedSecret(), headers: { 'X-N8n-Key-Id': expect.any(String) } });
			});

			test.each([
				['a secret that it does not take', () => make({ secret }), 'is not that of the trigger'],
				['no secret, if its key is another', () => ((accepts = derivedSecret('another-key')), make({ secret: '' })), 'is empty'],
			])('refuses %s: every delivery would be answered with 401', async (_name, call, problem) => {
				expect((await failureOf(call())).message).toContain(`The field "Secret" ${problem}`);
				expect(await vendor.requests('method=POST')).toEqual([]);
			});
		});

		test('a trigger with another key refuses, so the secret must be entered', async () => {
			accepts = derivedSecret('another-key');
			const { id } = await create({ uri: `${origin()}/webhook/${webhookId}/nfeio` });
			expect((await refusal('webhook', 'repair', { webhook: id }, own())).message).toBe('The field "Secret" is empty');
			expect(await vendor.requests('method=PUT')).toEqual([]);
		});

		describe.each([
			['update', { changes: { insecureSsl: true } }],
			['repair', {}],
		])('%s with a secret that was entered', (operation, parameters) => {
			const call = async (entered: string, uri = `${origin()}/webhook/${webhookId}/nfeio`) => {
				const { id } = await create({ uri });
				return vendor.run('webhook', operation, { webhook: id, secret: entered, ...parameters }, own());
			};

			test('that the trigger does not take is refused before anything is written', async () => {
				const error = await failureOf(call(secret));
				expect(error.message).toMatch(/^The field "Secret" is not that of the trigger/);
				expect(error.description).toMatch(/Leave the field empty/);
				expect(JSON.stringify(error)).not.toContain(secret);
				expect(await vendor.requests('method=PUT')).toEqual([]);
			});

			test('that is of a key which the trigger takes only until it is gone is refused too', async () => {
				const previous = derivedSecret('previous-key');
				alsoAccepts = previous;
				expect((await failureOf(call(previous))).message).toMatch(/^The field "Secret" is not that of the trigger/);
				expect(await vendor.requests('method=PUT')).toEqual([]);
			});

			test.each([
				['its own', derivedSecret()],
				['that of the key of its own credential', derivedSecret('another-key')],
			])('that the trigger takes as %s is sent, and named', async (_name, entered) => {
				accepts = entered;
				await call(entered);
				const [{ body }] = await vendor.requests('method=PUT');
				expect(JSON.parse(body).webHook).toMatchObject({
					secret: entered,
					headers: { 'X-N8n-Key-Id': expect.any(String) },
				});
			});

			test.each([
				['no trigger', 404, '{"code":404,"message":"not registered"}', true],
				['a workflow of another kind', 200, '{"message":"Workflow was started"}', true],
				['a proxy alone', 502, '<html>Bad Gateway</html>', false],
				['a trigger that is busy', 503, '{"status":"busy"}', false],
			])('where %s answers', async (_name, status, text, written) => {
				instead = { status, text };
				const done = await call(secret).then(
					() => true,
					() => false,
				);
				expect([done, (await vendor.requests('method=PUT')).length]).toEqual([written, written ? 1 : 0]);
			});
		});

		test.each([
			['another host', () => `${receiver.url.replace('/hook', '')}/webhook/${webhookId}/nfeio`],
			['another path', () => `${origin()}/webhook/${webhookId}/bling`],
			['a path that climbs', () => `${origin()}/webhook/${webhookId}/../x/nfeio`],
			['a query', () => `${origin()}/webhook/${webhookId}/nfeio?x=1`],
		])('an address on %s is never called', async (_name, uri) => {
			const { id } = await create({ uri: uri() });
			await refusal('webhook', 'repair', { webhook: id }, own());
			expect(probed).toBe(0);
		});
	});

	describe('bad input is refused before any request, naming the field', () => {
		const webhook = '9dd4c3e9df4043adb11df22dcd9d8ce1';
		const private_ = { allowPrivateUrl: true };
		test.each<[string, string, IDataObject, string]>([
			['short secret', 'create', { secret: 'x'.repeat(31) }, 'Secret'],
			['long secret', 'create', { secret: 'x'.repeat(65) }, 'Secret'],
			['no uri', 'create', { uri: '' }, 'URI'],
			['uri without https', 'create', { uri: 'http://example.com/x' }, 'URI'],
			['private uri', 'create', { uri: 'https://10.0.0.1/x' }, 'URI'],
			['uri of another scheme', 'create', { uri: 'ftp://example.com/x', options: private_ }, 'URI'],
			['no address', 'create', { uri: 'example', options: private_ }, 'URI'],
			['name that never existed', 'create', { filters: ['invoice.issued'] }, 'Event Names or IDs'],
			['filter that is no name', 'create', { filters: ['a b'] }, 'Event Names or IDs'],
			['empty text from an expression', 'create', { filters: '={{ "" }}' }, 'Event Names or IDs'],
			['empty list from an expression', 'create', { filters: '={{ [] }}' }, 'Event Names or IDs'],
			['empty list from an expression', 'update', { webhook, secret, changes: { filters: '={{ [] }}' } }, 'Event Names or IDs'],
			['headers that are no object', 'create', { options: { headers: '[1]' } }, 'Headers'],
			['headers that are no texts', 'create', { options: { headers: { a: 1 } } }, 'Headers'],
			['properties that are no object', 'create', { options: { properties: 'x' } }, 'Properties'],
			['no id', 'get', { webhook: '' }, 'Webhook'],
			['id with a path', 'get', { webhook: '../companies' }, 'Webhook'],
			['id with a slash', 'delete', { webhook: `${webhook}/x` }, 'Webhook'],
			['id too short', 'ping', { webhook: 'abc' }, 'Webhook'],
			['short secret', 'update', { webhook, secret: 'x', changes: { insecureSsl: true } }, 'Secret'],
			['nothing to change', 'update', { webhook, secret, changes: {} }, 'Changes'],
			['no change but how to read one', 'update', { webhook, secret, changes: private_ }, 'Changes'],
			['uri without https', 'update', { webhook, secret, changes: { uri: 'http://example.com' } }, 'URI'],
			['short secret', 'repair', { webhook, secret: 'x' }, 'Secret'],
		])('%s in %s', async (_name, operation, parameters, field) => {
			const error = await refusal('webhook', operation, { uri: 'https://example.com/x', ...parameters });
			expect(error.message).toContain(`The field "${field}"`);
			expect(error.description).toBeTruthy();
			expect((await vendor.requests()).filter(({ path }) => path !== `/v2/webhooks/${webhook}`)).toEqual([]);
			expect((await vendor.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
		});

		test('an unknown filter is refused before anything is written', async () => {
			const error = await refusal('webhook', 'create', {
				uri: 'https://example.com/x',
				filters: ['service_invoice.eaten'],
			});
			expect(error.message).toContain('service_invoice.eaten');
			expect((await vendor.requests()).map(({ method }) => method)).toEqual(['GET']);
		});
	});
});

describe('service invoice', () => {
	test('issues with an external id, once', async () => {
		const borrower = { name: 'Tomador', federalTaxNumber: '123.456.789-09' };
		const otherFields = '{"issRate":0.05,"borrower":{"email":"a@example.com"}}';
		const [invoice] = await json('serviceInvoice', 'issue', order({ borrower, otherFields }));
		expect(invoice).toMatchObject({ status: 'None', externalId: 'pedido-1' });
		const [{ body }] = await vendor.requests('method=POST');
		expect(JSON.parse(body)).toEqual({
			externalId: 'pedido-1',
			cityServiceCode: '2690',
			description: 'Serviço',
			servicesAmount: 10,
			issRate: 0.05,
			borrower: { name: 'Tomador', federalTaxNumber: 12345678909, email: 'a@example.com' },
		});

		const error = await refusal('serviceInvoice', 'issue', order());
		expect(error.message).toMatch(/already exists, so nothing was issued.*pedido-1.*already exists/);
		expect(error.description).toMatch(/Get by External ID/);
	});

	test('a POST that failed is never repeated', async () => {
		await vendor.act('api-faults', { errors: 1 });
		const error = await refusal('serviceInvoice', 'issue', order());
		expect(error.message).toMatch(/answered 500 \(code 50000\) to POST .*Internal server error/);
		expect(await vendor.requests('method=POST')).toHaveLength(1);
	});

	test.each<[string, IDataObject, string]>([
		['no external id', { externalId: ' ' }, 'External ID'],
		['no company', { company: '' }, 'Company'],
		['company that is no id', { company: 'a/b' }, 'Company'],
		['no amount', { servicesAmount: 0 }, 'Amount'],
		['tax number that is none', { borrower: { federalTaxNumber: '123' } }, 'Federal Tax Number'],
		['an amount in parts of a cent', { servicesAmount: 10.005 }, 'Amount'],
		['an amount that would become 0', { servicesAmount: '1e-400' }, 'Amount'],
		['two addresses', { borrower: { email: 'a@x.com, b@y.com' } }, 'Email'],
		['an address with a line break', { borrower: { email: 'a@x.com\n' } }, 'Email'],
		['an address with a name', { borrower: { email: '"V" <a@x.com>' } }, 'Email'],
		['an address that is none', { borrower: { email: 'nada' } }, 'Email'],
		['a borrower that is an expression', { borrower: '={{ { name: "A" } }}' }, 'Borrower'],
		['two addresses in other fields', { otherFields: '{"borrower":{"email":"a@x.com, b@y.com"}}' }, 'Other Fields'],
		['a list of addresses in other fields', { otherFields: '{"Borrower":{"Email":["a@x.com"]}}' }, 'Other Fields'],
		['other fields that are no object', { otherFields: '[]' }, 'Other Fields'],
	])('%s is refused before any request', async (_name, own, field) => {
		expect((await refusal('serviceInvoice', 'issue', order(own))).message).toContain(`The field "${field}"`);
		expect(await vendor.requests()).toEqual([]);
	});

	test('gets one, many, and by external id', async () => {
		for (const externalId of ['a', 'b', 'c/d']) await vendor.run('serviceInvoice', 'issue', order({ externalId }));
		const all = await json('serviceInvoice', 'getMany', { company, returnAll: true });
		expect(all.map(({ externalId }) => externalId)).toEqual(['a', 'b', 'c/d']);
		expect(await json('serviceInvoice', 'getMany', { company, limit: 2 })).toHaveLength(2);
		expect(await json('serviceInvoice', 'get', { company, invoiceId: all[0].id })).toMatchObject([{ id: all[0].id, externalId: 'a' }]);
		expect(await json('serviceInvoice', 'getByExternalId', { company, externalId: 'c/d' })).toMatchObject([{ externalId: 'c/d' }]);
		expect(await json('serviceInvoice', 'getByExternalId', { company, externalId: 'none' })).toEqual([]);
		const { message, context } = await refusal('serviceInvoice', 'getByExternalId', { company, externalId: '..' });
		expect([message, context.itemIndex]).toEqual([expect.stringContaining('The field "External ID" is ".."'), 0]);
		expect(
			await json('serviceInvoice', 'getMany', {
				company,
				returnAll: true,
				filters: { createdEnd: '2000-01-01' },
			}),
		).toEqual([]);
	});

	test('reads more than one page', async () => {
		for (let count = 0; count < 51; count++) await vendor.act('issue-service-invoice', { outcome: 'stuck' });
		expect(await json('serviceInvoice', 'getMany', { company, returnAll: true })).toHaveLength(51);
		const pages = await vendor.requests('path=/serviceinvoices');
		expect(pages.map(({ query }) => new URLSearchParams(query).get('pageIndex'))).toEqual(['2', '1']);
	});

	test('lists what has been waiting for too long', async () => {
		await issued();
		const { id } = await vendor.act('issue-service-invoice', { outcome: 'stuck' });
		expect(await json('serviceInvoice', 'getWaiting', { company, hours: 4, days: 30 })).toEqual([]);
		const later = Date.now() + 5 * 3_600_000;
		const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
		const terms = { company, hours: 4, days: 30 };
		const waiting = await json('serviceInvoice', 'getWaiting', terms);
		const simple = await json('serviceInvoice', 'getWaiting', { ...terms, output: 'simplified' });
		clock.mockRestore();
		expect(waiting).toMatchObject([{ id, waitingHours: expect.any(Number), borrower: expect.anything() }]);
		expect(simple).toEqual([expect.not.objectContaining({ borrower: expect.anything() })]);
		expect(simple).toMatchObject([{ id, waitingHours: expect.any(Number) }]);
	});

	test.each([
		['pdf', 'application/pdf', 'JVBERi0'],
		['xml', 'application/xml', Buffer.from('<Nfse>').toString('base64').slice(0, 6)],
	])('downloads %s from the blob host, which never sees the key', async (format, mimeType, start) => {
		const invoiceId = await issued();
		const { output } = await vendor.run('serviceInvoice', 'download', {
			company,
			invoiceId,
			format,
			binaryField: 'file',
		});
		expect(output[0].json).toEqual({ id: invoiceId, fileName: `${invoiceId}.${format}` });
		expect(output[0].binary?.file).toMatchObject({ mimeType, fileName: `${invoiceId}.${format}` });
		expect(output[0].binary?.file.data).toMatch(new RegExp(`^${start}`));
		const [blob] = (await vendor.requests()).filter(({ server }) => server === 'nfeio-blob');
		expect(blob.headerNames).not.toContain('authorization');
		expect(blob.headerNames).not.toContain('x-nfe-apikey');
		expect((await vendor.state()).keysSeenAtBlobHost).toBe(0);
	});

	test('a document that is not there is the vendor’s 404, not an item', async () => {
		const invoiceId = await issued('download-failed');
		const error = await refusal('serviceInvoice', 'download', {
			company,
			invoiceId,
			format: 'pdf',
			binaryField: 'data',
		});
		expect(error.message).toMatch(/answered 404 .*pdf not found/);
	});

	test('cancels and sends by e-mail', async () => {
		const invoiceId = await issued();
		expect(await json('serviceInvoice', 'sendEmail', { company, invoiceId })).toMatchObject([
			{ id: invoiceId, message: expect.any(String) },
		]);
		expect(await json('serviceInvoice', 'cancel', { company, invoiceId })).toMatchObject([{ flowStatus: 'WaitingSendCancel' }]);
	});
});

describe.each(['product', 'consumer'])('%s invoice', (kind) => {
	test.each(['link', 'redirect'])('is got, with events and documents by %s', async (productFiles) => {
		const { id } = await vendor.act('issue-product-invoice', { kind, outcome: 'issued_successfully' });
		await vendor.act('settings', { productFiles });
		const resource = `${kind}Invoice`;
		expect(await json(resource, 'get', { company, invoiceId: id })).toMatchObject([{ id, status: 'Issued' }]);
		const [simple] = await json(resource, 'get', { company, invoiceId: id, output: 'simplified' });
		expect(simple).toMatchObject({ id, status: 'Issued', authorization: { accessKey: expect.any(String) } });
		expect(simple).not.toHaveProperty('buyer');
		expect(simple).not.toHaveProperty('issuer');
		expect(await json(resource, 'getEvents', { company, invoiceId: id })).toMatchObject([{ type: 'WebHooksDispatched' }]);
		for (const format of ['pdf', 'xml']) {
			const { output } = await vendor.run(resource, 'download', {
				company,
				invoiceId: id,
				format,
				binaryField: 'data',
			});
			expect(output[0].binary?.data.mimeType).toBe(`application/${format}`);
		}
		expect((await vendor.state()).keysSeenAtBlobHost).toBe(0);
	});
});

describe('inbound documents', () => {
	test('are found by the status of their webhook and sent again', async () => {
		const [document] = await json('inboundDocument', 'getMany', {
			company,
			webhookStatus: 'DefinitivelyFailed',
			returnAll: true,
		});
		expect(document).toMatchObject({ companyId: company, webhookStatus: 'DefinitivelyFailed' });
		const simplified = await json('inboundDocument', 'getMany', { company, limit: 1, output: 'simplified' });
		expect(Object.keys(simplified[0])).not.toEqual(expect.arrayContaining([expect.stringMatching(/provider|borrower|accessKey/)]));
		expect(
			await json('inboundDocument', 'getMany', {
				company,
				webhookStatus: '',
				limit: 2,
				filters: { createdBegin: '2026-01-01' },
			}),
		).toHaveLength(2);
		for (const key of [document.id, document.accessKey]) {
			const [answer] = await json('inboundDocument', 'resendWebhook', {
				company,
				documentType: 'nfse',
				document: key,
			});
			expect(answer).toMatchObject({ document: key, requested: true, documentId: document.id });
		}
	});

	test('NF-e by key or NSU, CT-e by key and date', async () => {
		const { keys } = (await vendor.state()).inbound;
		const [nfe, cte] = keys.filter(({ companyId }: { companyId: string }) => companyId === company);
		for (const document of [nfe.accessKey, String(nfe.nsu)]) {
			expect(await json('inboundDocument', 'resendWebhook', { company, documentType: 'nfe', document })).toMatchObject([
				{ requested: true },
			]);
		}
		const call = { company, documentType: 'cte', document: cte.accessKey, date: '2026-08-01T00:00:00Z' };
		expect(await json('inboundDocument', 'resendWebhook', call)).toEqual([{ document: cte.accessKey, requested: true }]);
	});

	test.each<[string, IDataObject, string]>([
		['NFS-e', { documentType: 'nfse', document: '1'.repeat(44) }, 'Document'],
		['NF-e', { documentType: 'nfe', document: '1'.repeat(16) }, 'Document'],
		['CT-e', { documentType: 'cte', document: 'x', date: '2026-11-30' }, 'Document'],
		['CT-e without a date', { documentType: 'cte', document: '1'.repeat(44), date: '' }, 'Date'],
		['another kind', { documentType: 'mdfe', document: '1' }, 'Document Type'],
	])('%s with a wrong key is refused before any request', async (_name, own, field) => {
		expect((await refusal('inboundDocument', 'resendWebhook', { company, ...own })).message).toContain(`The field "${field}"`);
		expect(await vendor.requests()).toEqual([]);
	});
});

describe('custom API call', () => {
	const call = (own: IDataObject) => ({ method: 'GET', host: 'webhooks', query: {}, body: {}, ...own });

	test('reaches any path of the two hosts', async () => {
		expect(await json('customApiCall', 'request', call({ path: '/v2/companies', query: '{"limit":1}' }))).toMatchObject([
			{ hasMore: true },
		]);
		const path = `/v1/companies/${company}/serviceinvoices`;
		expect(await json('customApiCall', 'request', call({ host: 'invoices', path }))).toEqual([{ serviceInvoices: [], page: 1 }]);
	});

	test.each([
		'v2/companies',
		'//example.com/x',
		'/\\example.com',
		'https://example.com',
		'/v2/../v1/x',
		'/v2/%2e%2e/x',
		'/v2/./x',
		'/v2/companies?x=1',
		'/v2/companies#x',
		'/a b',
		'/',
	])('refuses %s before any request', async (path) => {
		expect((await refusal('customApiCall', 'request', call({ path }))).message).toContain('The field "Path"');
		expect(await vendor.requests()).toEqual([]);
	});

	test('refuses to delete all webhooks', async () => {
		for (const path of ['/v2/webhooks', '/V2/WebHooks/']) {
			const error = await refusal('customApiCall', 'request', call({ method: 'DELETE', path }));
			expect(error.message).toContain('all webhooks');
		}
	});
});

describe('errors', () => {
	test.each<[string, string, IDataObject, RegExp, RegExp]>([
		['empty 401', 'company', { apiKey: 'wrong' }, /answered 401 to GET \/v2\/companies$/, /Chave de Nota Fiscal/],
		[
			'empty 403',
			'serviceInvoice',
			{ apiKey: 'sandbox-nfeio-data-key-00000000000000000000' },
			/answered 403/,
			/Chave de Dados.*x-request-id 0+\d+/,
		],
	])('%s', async (_name, resource, credential, message, description) => {
		const credentials = { nfeIoApi: { ...vendor.credential, ...credential } };
		const error = await refusal(resource, 'getMany', { company, limit: 1, filters: {} }, { credentials });
		expect(error.message).toMatch(message);
		expect(error.description).toMatch(description);
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(String(credential.apiKey));
	});

	test('a sentence, problem details with traceId, and a list', async () => {
		const invoiceId = '0'.repeat(24);
		expect((await refusal('serviceInvoice', 'get', { company, invoiceId })).message).toContain(
			`service invoice with id (${invoiceId}) was not found`,
		);
		const details = await refusal('webhook', 'get', { webhook: invoiceId });
		expect([details.message, details.description]).toEqual([expect.stringContaining('Not Found'), expect.stringMatching(/traceId 00-/)]);
		const list = await refusal('inboundDocument', 'resendWebhook', {
			company,
			documentType: 'nfse',
			document: invoiceId,
		});
		expect(list.message).toContain('(code 404)');
	});

	test('nothing listens: says so, and what a POST may have done', async () => {
		const credentials = {
			nfeIoApi: { apiKey, webhooksBaseUrl: 'http://127.0.0.1:9', invoicesBaseUrl: 'http://127.0.0.1:9' },
		};
		const error = await refusal('serviceInvoice', 'issue', order(), { credentials });
		expect(error.message).toBe('NFE.io could not be reached (ECONNREFUSED)');
		expect(error.description).toContain('Invoices Base URL');
	});

	test('a GET is repeated when NFE.io is busy', async () => {
		let calls = 0;
		const server = createServer((_request, response) => {
			calls++;
			response.writeHead(calls < 3 ? 429 : 200, { 'content-type': 'application/json', 'retry-after': '0' });
			response.end(JSON.stringify({ hasMore: false, companies: [] }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const credentials = { nfeIoApi: { apiKey, webhooksBaseUrl: base, invoicesBaseUrl: base } };
		expect(await json('company', 'getMany', { limit: 1 }, { credentials })).toEqual([]);
		expect(calls).toBe(3);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	test.each([429, 503])('a POST is not, even when NFE.io is busy (%s)', async (status) => {
		let calls = 0;
		const server = createServer((_request, response) => {
			calls++;
			response.writeHead(status, { 'retry-after': '0' }).end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const credentials = { nfeIoApi: { apiKey, webhooksBaseUrl: base, invoicesBaseUrl: base } };
		expect((await refusal('serviceInvoice', 'issue', order(), { credentials })).message).toContain(`answered ${status}`);
		expect(calls).toBe(1);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});

	test('continueOnFail gives the error as the item of its input', async () => {
		const target = place({
			type: new NfeIo(),
			credentials: { nfeIoApi: vendor.credential },
			parameters: { resource: 'webhook', operation: 'get', webhook: 'x' },
			authenticate: vendor.authenticate,
			continueOnFail: true,
		});
		const { output } = await callExecute(target, [{ json: {} }, { json: {} }]);
		expect(output.map(({ json: { error }, pairedItem }) => [error, pairedItem])).toEqual([
			[expect.stringContaining('is not an NFE.io ID'), { item: 0 }],
			[expect.stringContaining('is not an NFE.io ID'), { item: 1 }],
		]);
	});
});
