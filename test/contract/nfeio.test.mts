import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { startReceiver, startSandbox, until } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';
import { contractOf } from '../support/contract.mts';

interface Call {
	method?: string;
	path: string;
	query?: string;
	body?: unknown;
	status: number;
}

const contract = contractOf('nfeio');
let world: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
	receiver = await startReceiver();
	world = await startSandbox();
});
afterAll(async () => {
	await world.close();
	await receiver.close();
});

test('every answer of the sandbox fits the published descriptions of NFE.io', async () => {
	const mismatches: unknown[] = [];
	for (const call of await calls()) {
		const { method = 'GET', path, query = '', body, status } = call;
		const response = await send(method, `${path}?${query}`, body);
		const text = await response.text();
		if (response.status !== status) mismatches.push({ call, status: response.status, text });
		const answer: unknown = text === '' ? undefined : JSON.parse(text);
		mismatches.push(...contract.checkResponse({ method, path, status: response.status, body: answer }));
		if (status < 300) {
			mismatches.push(...contract.checkRequest({ method, path, query: new URLSearchParams(query), body }));
		}
	}
	expect(mismatches).toEqual([]);
}, 60_000);

const send = (method: string, path: string, body?: unknown) =>
	fetch(world.sandbox.addresses.nfeio + path, {
		method,
		headers: { authorization: defaultKeys.mainKey, 'content-type': 'application/json' },
		body: body === undefined ? undefined : JSON.stringify(body),
		redirect: 'manual',
	});

interface World {
	account: { companies: Array<{ id: string }> };
	serviceInvoices: Array<{ id: string; status: string }>;
	inbound: {
		documents: Array<{ id: string; companyId: string }>;
		keys: Array<{ companyId: string; accessKey: string; kind: string }>;
	};
}
const stateShown = async () => ((await world.read('/sandbox/nfeio')) as { state: World }).state;

/** Each endpoint of the descriptions that is imitated, with what it answers when all is well and when it is not. */
async function calls(): Promise<Call[]> {
	const { account, inbound } = await stateShown();
	const company = account.companies[0].id;
	const webHook = {
		uri: receiver.url,
		secret: 'unit-test-secret-of-forty-characters-000',
		contentType: 'json',
		insecureSsl: false,
		status: 'Active',
		filters: ['service_invoice.issued'],
		headers: { 'X-My': 'v' },
		properties: { tenant: 'a' },
	};
	const created = (await (await send('POST', '/v2/webhooks', { webHook })).json()) as {
		webHook: { id: string };
	};
	const hook = `/v2/webhooks/${created.webHook.id}`;
	await world.act('issue-service-invoice', { outcome: 'issued' }, 'nfeio');
	const issued = await until(async () => (await stateShown()).serviceInvoices.find(({ status }) => status === 'Issued'));
	const invoices = `/v1/companies/${company}/serviceinvoices`;
	const invoice = `${invoices}/${issued.id}`;
	const order = {
		cityServiceCode: '2690',
		description: 'Serviço',
		servicesAmount: 10,
		externalId: 'pedido-9',
	};
	const document = inbound.documents.find(({ companyId }) => companyId === company)?.id;
	const key = (kind: string) => inbound.keys.find((one) => one.companyId === company && one.kind === kind)?.accessKey ?? '';
	const received = `/v2/companies/${company}/inbound`;
	const resendCte = `${received}/transportationinvoices/reprocess/webhook`;
	return [
		{ path: '/v2/webhooks/eventtypes', status: 200 },
		{ path: '/v2/webhooks', status: 200 },
		{ method: 'POST', path: '/v2/webhooks', body: { webHook }, status: 201 },
		{ method: 'POST', path: '/v2/webhooks', body: {}, status: 400 },
		{ path: hook, status: 200 },
		{ path: '/v2/webhooks/none', status: 404 },
		{ method: 'PUT', path: hook, body: { webHook }, status: 200 },
		{ method: 'PUT', path: hook, body: {}, status: 400 },
		{ method: 'PUT', path: `${hook}/pings`, status: 204 },
		{ method: 'DELETE', path: hook, status: 204 },
		{ method: 'DELETE', path: '/v2/webhooks', status: 204 },
		{ path: '/v1/companies', query: 'pageCount=2', status: 200 },
		{ path: '/v1/companies', query: 'pageCount=1', status: 400 },
		{ path: invoices, query: 'pageIndex=1&pageCount=50', status: 200 },
		{ path: invoices, query: 'pageCount=0', status: 400 },
		{ method: 'POST', path: invoices, body: order, status: 202 },
		{ method: 'POST', path: invoices, body: order, status: 400 },
		{ method: 'POST', path: invoices, body: {}, status: 400 },
		{ path: `${invoices}/external/pedido-9`, status: 200 },
		{ path: invoice, status: 200 },
		{ path: `${invoices}/nothing`, status: 404 },
		{ path: `${invoice}/pdf`, status: 302 },
		{ path: `${invoice}/xml`, status: 302 },
		{ path: `${invoice}/cancellation-xml`, status: 404 },
		{ method: 'PUT', path: `${invoice}/sendemail`, status: 200 },
		{ method: 'DELETE', path: invoice, status: 202 },
		{
			path: `${received}/nfse`,
			query: 'webhookStatus=Failed&pageIndex=1&pageCount=100&hasTotals=true',
			status: 200,
		},
		{ method: 'POST', path: `${received}/nfse/${document}/resend-webhook`, status: 202 },
		{
			method: 'POST',
			path: `${received}/productinvoices/${key('product')}/processwebhook`,
			status: 200,
		},
		{
			method: 'POST',
			path: `${received}/productinvoices/x/processwebhook`,
			status: 400,
		},
		{
			method: 'POST',
			path: resendCte,
			body: { key: key('transportation'), date: '2026-08-01T00:00:00Z' },
			status: 204,
		},
		{ method: 'POST', path: resendCte, body: { key: 'x' }, status: 400 },
	];
}
