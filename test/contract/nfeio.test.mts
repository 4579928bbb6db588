import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { startReceiver, startSandbox, until } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';
import { loadContract, specsFolder } from './openapi.mts';
import type { Contract, KnownError } from './openapi.mts';

/** Where the descriptions are wrong; what was seen live wins (docs/facts/nfeio.md). */
const knownErrors: readonly KnownError[] = [
	{
		operation: /\/v2\/webhooks/,
		at: /\/(contentType|status)$/,
		message: /must be (integer|equal to one of the allowed values)/,
		reason: 'typed as integers; the wire has the words "json", "Active" (§1.3)',
	},
	{
		operation: /\/v2\/webhooks/,
		at: /^\/errors$/,
		message: /must be array/,
		reason:
			'described as a list of errors only; problem details answer too, with the faults of each field (§1.5, §4.2)',
	},
	{
		operation: /\/serviceinvoices/,
		at: /^$/,
		message: /must be object/,
		reason: 'described as a list of errors; api.nfe.io v1 answers a bare sentence (§4.2)',
	},
	{
		operation: /^(GET|DELETE) .*\/serviceinvoices\/\{id\}$/,
		at: /^$/,
		message: /is not in the description/,
		reason: '404 is missing everywhere; DELETE is described as 200, live it is 202 with the invoice (§4.4)',
	},
	{
		operation: /\/serviceinvoices\/\{id\}\/(pdf|xml)$/,
		at: /^$/,
		message: /is not in the description/,
		reason: 'described as 200 with a string; live it is a 302 to the blob host (§4.4)',
	},
	{
		operation: /\/serviceinvoices/,
		at: /\/(flowMessage|externalId|checkCode|issuedOn|cancelledOn)$/,
		message: /must be string/,
		reason: 'not declared nullable; live fields that have no value yet are null (§2.3)',
	},
	{
		operation: /^GET \/v1\/companies\/\{company_id\}\/serviceinvoices\/external\/\{id\}$/,
		at: /^$/,
		message: /must have required property 'environment'/,
		reason: 'described as one invoice; live it is a list (§4.4)',
	},
];

interface Call {
	spec: 'service' | 'inbound' | 'distribution';
	method?: string;
	path: string;
	query?: string;
	body?: unknown;
	status: number;
}

const files = {
	service: 'nfeio-nf-servico-v1.yaml',
	inbound: 'nfeio-nfse-inbound-v2.yaml',
	distribution: 'nfeio-consulta-dfe-distribuicao-v2.yaml',
} as const;

const folder = specsFolder();
let test: TestSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
	receiver = await startReceiver();
	test = await startSandbox();
});
afterAll(async () => {
	await test.close();
	await receiver.close();
});

if (folder === undefined) {
	it('checks nothing: set VENDOR_SPECS_DIR to the folder with the NFE.io descriptions', () => undefined);
} else {
	it('every answer of the sandbox fits the published descriptions of NFE.io', async () => {
		const contracts: Record<string, Contract> = {};
		for (const [name, file] of Object.entries(files))
			contracts[name] = await loadContract(folder, file, knownErrors);
		const mismatches: unknown[] = [];
		for (const call of await calls()) {
			const { spec, method = 'GET', path, query = '', body, status } = call;
			const response = await send(method, `${path}?${query}`, body);
			const text = await response.text();
			if (response.status !== status) mismatches.push({ call, status: response.status, text });
			const answer: unknown = text === '' ? undefined : JSON.parse(text);
			mismatches.push(
				...contracts[spec].checkResponse({ method, path, status: response.status, body: answer }),
			);
			if (status < 300) {
				mismatches.push(
					...contracts[spec].checkRequest({ method, path, query: new URLSearchParams(query), body }),
				);
			}
		}
		expect(mismatches).toEqual([]);
	}, 60_000);
}

const send = (method: string, path: string, body?: unknown) =>
	fetch(test.sandbox.addresses.nfeio + path, {
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
const world = async () => ((await test.read('/sandbox/nfeio')) as { state: World }).state;

/** Each endpoint of the descriptions that is imitated, with what it answers when all is well and when it is not. */
async function calls(): Promise<Call[]> {
	const { account, inbound } = await world();
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
	await test.act('issue-service-invoice', { outcome: 'issued' }, 'nfeio');
	const issued = await until(async () =>
		(await world()).serviceInvoices.find(({ status }) => status === 'Issued'),
	);
	const invoices = `/v1/companies/${company}/serviceinvoices`;
	const invoice = `${invoices}/${issued.id}`;
	const order = {
		cityServiceCode: '2690',
		description: 'Serviço',
		servicesAmount: 10,
		externalId: 'pedido-9',
	};
	const document = inbound.documents.find(({ companyId }) => companyId === company)?.id;
	const key = (kind: string) =>
		inbound.keys.find((one) => one.companyId === company && one.kind === kind)?.accessKey ?? '';
	const received = `/v2/companies/${company}/inbound`;
	const resendCte = `${received}/transportationinvoices/reprocess/webhook`;
	return [
		{ spec: 'service', path: '/v2/webhooks/eventtypes', status: 200 },
		{ spec: 'service', path: '/v2/webhooks', status: 200 },
		{ spec: 'service', method: 'POST', path: '/v2/webhooks', body: { webHook }, status: 201 },
		{ spec: 'service', method: 'POST', path: '/v2/webhooks', body: {}, status: 400 },
		{ spec: 'service', path: hook, status: 200 },
		{ spec: 'service', path: '/v2/webhooks/none', status: 404 },
		{ spec: 'service', method: 'PUT', path: hook, body: { webHook }, status: 200 },
		{ spec: 'service', method: 'PUT', path: hook, body: {}, status: 400 },
		{ spec: 'service', method: 'PUT', path: `${hook}/pings`, status: 204 },
		{ spec: 'service', method: 'DELETE', path: hook, status: 204 },
		{ spec: 'service', method: 'DELETE', path: '/v2/webhooks', status: 204 },
		{ spec: 'service', path: '/v1/companies', query: 'pageCount=2', status: 200 },
		{ spec: 'service', path: '/v1/companies', query: 'pageCount=1', status: 400 },
		{ spec: 'service', path: invoices, query: 'pageIndex=1&pageCount=50', status: 200 },
		{ spec: 'service', path: invoices, query: 'pageCount=0', status: 400 },
		{ spec: 'service', method: 'POST', path: invoices, body: order, status: 202 },
		{ spec: 'service', method: 'POST', path: invoices, body: order, status: 400 },
		{ spec: 'service', method: 'POST', path: invoices, body: {}, status: 400 },
		{ spec: 'service', path: `${invoices}/external/pedido-9`, status: 200 },
		{ spec: 'service', path: invoice, status: 200 },
		{ spec: 'service', path: `${invoices}/nothing`, status: 404 },
		{ spec: 'service', path: `${invoice}/pdf`, status: 302 },
		{ spec: 'service', path: `${invoice}/xml`, status: 302 },
		{ spec: 'service', path: `${invoice}/cancellation-xml`, status: 404 },
		{ spec: 'service', method: 'PUT', path: `${invoice}/sendemail`, status: 200 },
		{ spec: 'service', method: 'DELETE', path: invoice, status: 202 },
		{
			spec: 'inbound',
			path: `${received}/nfse`,
			query: 'webhookStatus=Failed&pageIndex=1&pageCount=100&hasTotals=true',
			status: 200,
		},
		{ spec: 'inbound', method: 'POST', path: `${received}/nfse/${document}/resend-webhook`, status: 202 },
		{
			spec: 'distribution',
			method: 'POST',
			path: `${received}/productinvoices/${key('product')}/processwebhook`,
			status: 200,
		},
		{
			spec: 'distribution',
			method: 'POST',
			path: `${received}/productinvoices/x/processwebhook`,
			status: 400,
		},
		{
			spec: 'distribution',
			method: 'POST',
			path: resendCte,
			body: { key: key('transportation'), date: '2026-08-01T00:00:00Z' },
			status: 204,
		},
		{ spec: 'distribution', method: 'POST', path: resendCte, body: { key: 'x' }, status: 400 },
	];
}
