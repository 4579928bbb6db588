import { createHash, createHmac } from 'node:crypto';

import { eventNames } from '../../../nodes/NfeIo/webhook/events';
import { defaultKeys } from '../../../sandbox/nfeio/account.mts';
import { startReceiver, startSandbox, until } from './support.mts';
import type { Received, TestSandbox } from './support.mts';

const secret = 'unit-test-secret-of-forty-characters-000';

let world: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let base: string;

beforeEach(async () => {
	receiver = await startReceiver();
	world = await startSandbox();
	base = world.sandbox.addresses.nfeio;
});
afterEach(async () => {
	await world.close();
	await receiver.close();
});

interface Answered {
	status: number;
	headers: Headers;
	text: string;
	json: any;
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
	const response = await fetch(base + path, {
		method,
		headers: { authorization: defaultKeys.mainKey, 'content-type': 'application/json', ...headers },
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await response.text();
	const isJson = (response.headers.get('content-type') ?? '').includes('json');
	return {
		status: response.status,
		headers: response.headers,
		text,
		json: isJson ? JSON.parse(text) : undefined,
	};
}

const act = (name: string, input: unknown = {}) => world.act(name, input, 'nfeio');
const state = async (): Promise<any> => ((await world.read('/sandbox/nfeio')) as any).state;
const firstCompany = async (): Promise<string> => (await state()).account.companies[0].id;
const settings = (own: Record<string, unknown>) =>
	act('settings', { echo: true, verifyOnUpdate: true, rotateSecret: true, disableAfterGiveUp: true, ...own });

async function createHook(own: Record<string, unknown> = {}): Promise<any> {
	const { status, json, text } = await call('POST', '/v2/webhooks', {
		webHook: { uri: receiver.url, secret, ...own },
	});
	if (status !== 201) throw new Error(text);
	receiver.received.length = 0;
	return json.webHook;
}

const arrival = async (count = 1): Promise<Received[]> => until(() => receiver.received.length >= count && receiver.received);
const bodyOf = (received: Received) => JSON.parse(received.body.toString());

describe('keys (docs/facts/nfeio.md §4.1)', () => {
	test.each([
		['raw Authorization', { authorization: defaultKeys.mainKey }, 200],
		['Basic with the raw key', { authorization: `Basic ${defaultKeys.mainKey}` }, 200],
		['X-NFE-APIKEY', { authorization: '', 'x-nfe-apikey': defaultKeys.mainKey }, 200],
		['the data key', { authorization: defaultKeys.dataKey }, 200],
		['Bearer', { authorization: `Bearer ${defaultKeys.mainKey}` }, 401],
		['real Basic', { authorization: `Basic ${btoa(defaultKeys.mainKey)}` }, 401],
		['none', { authorization: '' }, 401],
	])('%s', async (_name, headers, expected) => {
		const { status, text, headers: answered } = await call('GET', '/v2/webhooks', undefined, headers);
		expect(status).toBe(expected);
		expect(answered.get('x-request-id')).toMatch(/^\d{32}$/);
		if (expected === 401) {
			expect(text).toBe('');
			expect(answered.get('www-authenticate')).toBe('Bearer');
		}
	});

	test('?apikey= works, and the data key gets an empty 403 for invoices', async () => {
		expect((await call('GET', `/v2/webhooks?apikey=${defaultKeys.mainKey}`, undefined, { authorization: '' })).status).toBe(200);
		const refused = await call('GET', `/v1/companies/${await firstCompany()}/serviceinvoices`, undefined, {
			authorization: defaultKeys.dataKey,
		});
		expect([refused.status, refused.text]).toEqual([403, '']);
	});

	test.each(['/v1/hooks', '/v1/eventTypes', '/v1/companies/1/webhooks', '/nowhere'])('%s is an empty 404', async (path) => {
		const { status, text } = await call('GET', path);
		expect([status, text]).toEqual([404, '']);
	});
});

describe('/v2/webhooks', () => {
	test('lists the known event types under both spellings, the misspelt one among them', async () => {
		for (const path of ['/v2/webhooks/eventtypes', '/v2/webhooks/eventTypes']) {
			const ids = (await call('GET', path)).json.eventTypes.map(({ id }: { id: string }) => id);
			expect(ids).toEqual(eventNames);
			expect(ids).toContain('legal_entity_taxpayer:updated_sucessfully');
		}
	});

	test('verifies the address with an unsigned, empty POST carrying ?echo= before it creates', async () => {
		const { status, json } = await call('POST', '/v2/webhooks', {
			webHook: { uri: receiver.url, secret, status: 'Inactive', filters: ['service_invoice.issued'] },
		});
		expect(status).toBe(201);
		expect(receiver.received).toHaveLength(1);
		const [check] = receiver.received;
		expect(check.url).toMatch(/^\/hook\?echo=[0-9a-f]+$/);
		expect(check.body).toHaveLength(0);
		expect(check.headers['x-hub-signature']).toBeUndefined();
		expect(json.webHook).toMatchObject({ uri: receiver.url, secret, status: 'Active', contentType: 'json' });
	});

	test('shows the secret at create only', async () => {
		const { id } = await createHook();
		expect((await call('GET', `/v2/webhooks/${id}`)).json.webHook).not.toHaveProperty('secret');
		expect((await call('GET', '/v2/webhooks')).json.webHooks[0]).not.toHaveProperty('secret');
		expect((await call('PUT', `/v2/webhooks/${id}`, { webHook: { uri: receiver.url } })).json.webHook).not.toHaveProperty('secret');
	});

	test.each([405, 500, 302])('refuses with 40001 when the address answers %s', async (status) => {
		receiver.status = status;
		const refused = await call('POST', '/v2/webhooks', { webHook: { uri: receiver.url, secret } });
		expect(refused.status).toBe(400);
		expect(refused.json.errors[0].code).toBe(40001);
		expect(refused.json.errors[0].message).toContain(`Error encountered: ${status}`);
		expect((await call('GET', '/v2/webhooks')).json.webHooks).toEqual([]);
	});

	test.each([
		['no envelope', 'POST', { uri: 'http://127.0.0.1/x' }, /missing required properties: 'webHook'/],
		['url instead of uri', 'POST', { webHook: { url: 'http://127.0.0.1/x' } }, /The Uri field is required/],
		['short secret', 'POST', { webHook: { uri: 'http://127.0.0.1/x', secret: 'short' } }, /Secret/],
		['v1 content type', 'POST', { webHook: { uri: 'http://127.0.0.1/x', contentType: 'application/json' } }, /ContentType/],
		['unknown filter', 'POST', { webHook: { uri: 'http://127.0.0.1/x', filters: ['invoice.issued'] } }, /invoice\.issued/],
		['broken JSON', 'POST', '{"webHook":', /not valid JSON/],
	])('%s is a 400 in words', async (_name, method, body, words) => {
		const { status, text } = await call(method, '/v2/webhooks', body);
		expect(status).toBe(400);
		expect(text).toMatch(words);
	});

	test('PUT replaces: what is left out is lost, a missing status is Inactive', async () => {
		const { id } = await createHook({ filters: ['service_invoice.issued'], headers: { 'X-My': 'v' } });
		const { json } = await call('PUT', `/v2/webhooks/${id}`, { webHook: { uri: receiver.url } });
		expect(json.webHook).toMatchObject({ status: 'Inactive', filters: [] });
		expect(json.webHook).not.toHaveProperty('headers');
		const without = await call('PUT', `/v2/webhooks/${id}`, { uri: receiver.url });
		expect([without.status, without.json.errors]).toEqual([400, { WebHook: ['The WebHook field is required.'] }]);
	});

	test('deletes one (204, then 404 with a traceId) and all', async () => {
		const { id } = await createHook();
		expect((await call('DELETE', `/v2/webhooks/${id}`)).status).toBe(204);
		const gone = await call('GET', `/v2/webhooks/${id}`);
		expect(gone.status).toBe(404);
		expect(gone.json).toMatchObject({ title: 'Not Found', traceId: expect.any(String) });
		await createHook();
		await createHook();
		expect((await call('DELETE', '/v2/webhooks')).status).toBe(204);
		expect((await call('GET', '/v2/webhooks')).json.webHooks).toEqual([]);
	});

	test('pings with PascalCase and the secret in clear, whatever the filters', async () => {
		const { id } = await createHook({ filters: ['product_invoice.issued'] });
		expect((await call('PUT', `/v2/webhooks/${id}/pings`, {})).status).toBe(204);
		const [ping] = await arrival();
		expect(bodyOf(ping)).toMatchObject({
			action: 'ping',
			webHook: { Id: id, Secret: secret, Status: 'active' },
		});
	});
});

describe('deliveries (docs/facts/nfeio.md §2)', () => {
	const issue = async (outcome = 'issued', own: Record<string, unknown> = {}) =>
		String((await act('issue-service-invoice', { outcome, ...own })).id);

	test('signs the raw bytes with upper-case SHA-1 and carries the documented headers', async () => {
		await createHook({ headers: { 'X-My': 'v' } });
		const id = await issue();
		const [received] = await arrival();
		const hmac = createHmac('sha1', secret).update(received.body).digest('hex').toUpperCase();
		expect(received.headers).toMatchObject({
			'x-hub-signature': `sha1=${hmac}`,
			'x-hook-id': expect.stringMatching(/^[0-9a-f]{32}$/),
			'x-hook-attempts': '0',
			'x-hook-event': 'service_invoice.issued_successfully',
			'content-md5': createHash('md5').update(received.body).digest('base64'),
			'user-agent': 'HookShoot/2.0',
			'content-type': 'application/json; charset=utf-8',
			'x-my': 'v',
		});
		expect(bodyOf(received)).toMatchObject({
			action: 'issued_successfully',
			payload: { id, status: 'Issued', flowStatus: 'Issued', provider: { id: await firstCompany() } },
		});
	});

	test.each([
		['rejected', 'issued_error', 'Error', 'IssueFailed'],
		['failed', 'issued_failed', 'Error', 'IssueFailed'],
		['download-failed', 'issued_failed', 'Issued', 'IssueFailed'],
	])('%s is reported as %s', async (outcome, action, status, flowStatus) => {
		await createHook();
		await issue(outcome);
		const [received] = await arrival();
		expect(bodyOf(received)).toMatchObject({ action, payload: { status, flowStatus } });
	});

	test('a failed issue is sparse and says number 0', async () => {
		await createHook();
		await issue('failed');
		const { payload } = bodyOf((await arrival())[0]);
		expect(Object.keys(payload)).toEqual(['id', 'status', 'flowStatus', 'flowMessage', 'number']);
		expect(payload.number).toBe(0);
	});

	test.each([
		[{ serviceAction: 'none', eventHeader: 'full' }, undefined, 'service_invoice.issued_successfully'],
		[{ serviceAction: 'long', eventHeader: 'resource' }, 'service_invoice.issued_successfully', 'service_invoice'],
		[{ serviceAction: 'short', eventHeader: 'none' }, 'issued_successfully', undefined],
	])('speaks the contradictory dialects: %j', async (dialect, action, header) => {
		await createHook();
		await settings(dialect);
		await issue();
		const [received] = await arrival();
		expect(bodyOf(received).action).toBe(action);
		expect(received.headers['x-hook-event']).toBe(header);
	});

	test('product invoices are flat with the long action, and leave a trace', async () => {
		await createHook();
		const { id } = await act('issue-product-invoice', { kind: 'product', outcome: 'issued_successfully' });
		const [received] = await arrival();
		expect(bodyOf(received)).toMatchObject({
			id,
			status: 'Issued',
			action: 'product_invoice.issued_successfully',
		});
		const trace = await call('GET', `/v2/companies/${await firstCompany()}/productinvoices/${id}/events`);
		expect(trace.json.events[0]).toMatchObject({
			type: 'WebHooksDispatched',
			data: { webhookDispatches: [{ id: received.headers['x-hook-id'] }] },
		});
	});

	test('filters ignore case, umbrellas cover their outcomes, other events stay away', async () => {
		await createHook({ filters: ['Service_Invoice.Issued'] });
		await act('issue-product-invoice', { kind: 'product', outcome: 'issued_successfully' });
		await issue();
		const received = await arrival();
		expect(received.map(({ headers }) => headers['x-hook-event'])).toEqual(['service_invoice.issued_successfully']);
	});

	test('can report an outcome under the umbrella that was subscribed', async () => {
		await createHook({ filters: ['service_invoice.issued'] });
		await settings({ umbrellaReportedAs: 'umbrella' });
		await issue();
		const [received] = await arrival();
		expect([received.headers['x-hook-event'], bodyOf(received).action]).toEqual(['service_invoice.issued', 'issued']);
	});

	test('retries with the same X-Hook-Id and a growing X-Hook-Attempts, then the webhook goes inactive', async () => {
		const { id } = await createHook();
		await settings({ attempts: 3 });
		receiver.status = 500;
		await issue();
		const received = await arrival(3);
		expect(received.map(({ headers }) => headers['x-hook-attempts'])).toEqual(['0', '1', '2']);
		expect(new Set(received.map(({ headers }) => headers['x-hook-id'])).size).toBe(1);
		await until(async () => (await call('GET', `/v2/webhooks/${id}`)).json.webHook.status === 'Inactive');
	});
});

describe('invoices', () => {
	const order = {
		cityServiceCode: '2690',
		description: 'Serviço',
		servicesAmount: 10,
		externalId: 'pedido-1',
	};

	test('issues with 202 and an http Location, and refuses the same external id with a bare sentence', async () => {
		const path = `/v1/companies/${await firstCompany()}/serviceinvoices`;
		const { status, headers, json } = await call('POST', path, order);
		expect(status).toBe(202);
		expect(headers.get('location')).toBe(`${base}${path}/${json.id}`);
		expect(json).toMatchObject({
			status: 'None',
			flowStatus: 'WaitingCalculateTaxes',
			externalId: 'pedido-1',
		});
		const again = await call('POST', path, order);
		expect([again.status, again.json]).toEqual([400, 'service invoice with external id (pedido-1) already exists']);
		expect((await call('GET', `${path}/external/pedido-1`)).json).toMatchObject({
			serviceInvoices: [{ id: json.id }],
		});
		expect((await call('GET', `${path}/external/nobody`)).json).toEqual({ serviceInvoices: [], page: 1 });
	});

	test('pages by 1..50 and tells no totals', async () => {
		const company = await firstCompany();
		for (let count = 0; count < 3; count++) await act('issue-service-invoice', { outcome: 'issued' });
		const path = `/v1/companies/${company}/serviceinvoices`;
		const second = await call('GET', `${path}?pageIndex=2&pageCount=2`);
		expect(second.json).toEqual({ serviceInvoices: [expect.anything()], page: 2 });
		const count = 'pageCount must be between 1 and 50';
		for (const [list, query, words] of [
			[path, 'pageIndex=0', 'page index must be greater then zero'],
			[path, 'pageCount=51', count],
			['/v1/companies', 'pageIndex=0', 'pageIndex must be greater or equal to 1'],
			['/v1/companies', 'pageCount=1', count],
			['/v1/companies', 'pageCount=51', count],
		]) {
			const refused = await call('GET', `${list}?${query}`);
			expect([refused.status, refused.json]).toEqual([400, words]);
		}
		expect((await call('GET', '/v1/companies?pageIndex=abc')).json).toMatchObject({
			status: 400,
			traceId: expect.any(String),
		});
	});

	test('cancels: 202, then Cancelled', async () => {
		const company = await firstCompany();
		const { id } = await act('issue-service-invoice', { outcome: 'issued' });
		const path = `/v1/companies/${company}/serviceinvoices/${id}`;
		await until(async () => (await call('GET', path)).json.status === 'Issued');
		const { status, json } = await call('DELETE', path);
		expect([status, json.flowStatus]).toEqual([202, 'WaitingSendCancel']);
		await until(async () => (await call('GET', path)).json.flowStatus === 'Cancelled');
	});

	test('PDF and XML are behind a 302 to another origin, which refuses a key only on demand', async () => {
		const company = await firstCompany();
		const { id } = await act('issue-service-invoice', { outcome: 'issued' });
		const path = `/v1/companies/${company}/serviceinvoices/${id}`;
		expect((await call('GET', `${path}/pdf`)).status).toBe(404);
		await until(async () => (await call('GET', path)).json.status === 'Issued');
		for (const [file, type, start] of [
			['pdf', 'application/pdf', '%PDF'],
			['xml', 'application/xml', '<Nfse><InfNfse>'],
		]) {
			const moved = await call('GET', `${path}/${file}`);
			expect(moved.status).toBe(302);
			const link = moved.headers.get('location') ?? '';
			expect(new URL(link).origin).toBe(world.sandbox.addresses['nfeio-blob']);
			const blob = await fetch(link);
			expect(blob.headers.get('content-type')).toBe(type);
			expect(await blob.text()).toMatch(new RegExp(`^${start.replace('%', '\\%')}`));
			const withKey = async () => (await fetch(link, { headers: { authorization: defaultKeys.mainKey } })).status;
			expect(await withKey()).toBe(200);
			await settings({ blobsRefuseKeys: true });
			expect(await withKey()).toBe(400);
			await settings({ blobsRefuseKeys: false });
			expect((await fetch(link.replace(/s=[0-9a-f]{4}/, 's=0000'))).status).toBe(401);
		}
		expect((await state()).keysSeenAtBlobHost).toBe(4);
	});

	test('unknown invoices and companies are bare sentences', async () => {
		const company = await firstCompany();
		const nothing = await call('GET', `/v1/companies/${company}/serviceinvoices/nothing`);
		expect([nothing.status, nothing.json]).toEqual([404, 'service invoice with id (nothing) was not found']);
		expect((await call('GET', '/v1/companies/nobody/serviceinvoices')).json).toBe('Company not found.');
		const pdf = await call('GET', `/v1/companies/${company}/serviceinvoices/nothing/pdf`);
		expect([pdf.status, pdf.json]).toEqual([404, expect.objectContaining({ title: 'Not Found' })]);
	});
});

describe('companies and inbound documents', () => {
	test('the data key reads companies, listed and one by one', async () => {
		const id = await firstCompany();
		const read = async (path: string) => (await call('GET', path, undefined, { authorization: defaultKeys.dataKey })).json;
		expect((await read('/v1/companies')).companies).toHaveLength(3);
		expect((await read('/v2/companies')).companies).toHaveLength(3);
		expect((await read(`/v1/companies/${id}`)).companies.id).toBe(id);
		expect((await read('/v1/companies/191')).companies.id).toBe(id);
		expect((await read(`/v2/companies/${id}`)).company.id).toBe(id);
	});

	test('product invoices are listed, and have items', async () => {
		const { id } = await act('issue-product-invoice', { kind: 'product', outcome: 'issued_successfully' });
		const list = `/v2/companies/${await firstCompany()}/productinvoices`;
		expect((await call('GET', list)).json).toMatchObject({ productInvoices: [{ id }], hasMore: false });
		expect((await call('GET', `${list}?startingAfter=${id}`)).json).toMatchObject({ productInvoices: [] });
		expect((await call('GET', `${list}/${id}/items`)).json).toMatchObject({ id, items: [] });
	});

	test('limit=0 answers more and nothing', async () => {
		expect((await call('GET', '/v2/companies?limit=0')).json).toEqual({ hasMore: true, companies: [] });
		const { hasMore, companies } = (await call('GET', '/v2/companies?limit=2')).json;
		expect([hasMore, companies.length]).toEqual([true, 2]);
		const rest = (await call('GET', `/v2/companies?limit=2&startingAfter=${companies[1].id}`)).json;
		expect([rest.hasMore, rest.companies.length]).toEqual([false, 1]);
		expect((await call('GET', '/v1/companies?pageCount=1')).status).toBe(400);
	});

	test('finds failures by webhookStatus, resends, and follows the delivery', async () => {
		await createHook();
		const base = `/v2/companies/${await firstCompany()}/inbound/nfse`;
		const [failed] = (await call('GET', `${base}?webhookStatus=DefinitivelyFailed&pageIndex=1&pageCount=100`)).json.documents;
		const resent = await call('POST', `${base}/${failed.accessKey}/resend-webhook`);
		expect([resent.status, resent.json.documentId]).toEqual([202, failed.id]);
		const [received] = await arrival();
		expect(bodyOf(received)).toMatchObject({ id: failed.id, companyId: failed.companyId });
		await until(async () => (await call('GET', `${base}?webhookStatus=DefinitivelyFailed`)).json.documents.length === 0);
		const missing = await call('POST', `${base}/nothing/resend-webhook`);
		expect([missing.status, missing.json]).toEqual([404, { errors: [{ code: 404, message: 'Documento não encontrado.' }] }]);
	});

	test('resends NF-e by key or NSU and CT-e by key and date', async () => {
		const company = await firstCompany();
		const keys = (await state()).inbound.keys.filter(({ companyId }: { companyId: string }) => companyId === company);
		const [nfe, cte] = keys;
		for (const key of [nfe.accessKey, String(nfe.nsu)]) {
			const resent = await call('POST', `/v2/companies/${company}/inbound/productinvoices/${key}/processwebhook`);
			expect([resent.status, typeof resent.json.message]).toEqual([200, 'string']);
		}
		const path = `/v2/companies/${company}/inbound/transportationinvoices/reprocess/webhook`;
		expect((await call('POST', path, { key: cte.accessKey, date: '2026-08-01T00:00:00Z' })).status).toBe(204);
		expect((await call('POST', path, { key: 'x' })).status).toBe(400);
	});
});
