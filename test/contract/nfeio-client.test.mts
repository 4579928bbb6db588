import { NfeClient } from 'nfe-io';

import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { vector } from '../unit/nfeio/support.mts';
import { startSandbox, until } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';

// The npm package `nfe-io` of NFE.io itself against the sandbox (docs/facts/nfeio.md §4.4).

let sandbox: TestSandbox;
let client: NfeClient;
let company: string;
beforeEach(async () => {
	sandbox = await startSandbox();
	const baseUrl = `${sandbox.sandbox.addresses.nfeio}/v1`;
	client = new NfeClient({
		apiKey: defaultKeys.mainKey,
		baseUrl,
		retryConfig: { maxRetries: 0, baseDelay: 1, maxDelay: 1, backoffMultiplier: 1 },
	});
	company = (await client.companies.list({ pageIndex: 1, pageCount: 10 })).data[0].id ?? '';
});
afterEach(() => sandbox.close());

const order = {
	cityServiceCode: '2690',
	description: 'Serviço',
	servicesAmount: 10,
	borrower: { name: 'Tomador de Exemplo' },
};
const issue = async () => {
	const issued = await client.serviceInvoices.create(company, order);
	if (issued.status !== 'async') throw new Error('it was not queued');
	return issued.response.invoiceId;
};
const flowOf = async (id: string) => (await client.serviceInvoices.getStatus(company, id)).status;

/** What a call failed with. */
const failureOf = async (call: Promise<unknown>) =>
	await call.then(
		() => 'answered',
		(error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
	);

test('companies are listed and read, by id and by CNPJ', async () => {
	expect(await client.companies.retrieve(company)).toMatchObject({ id: company });
	expect(await client.companies.retrieve('191')).toMatchObject({ id: company });
});

test('an invoice is issued, followed, listed, downloaded, sent and cancelled', async () => {
	const id = await issue();
	await until(async () => (await flowOf(id)) === 'Issued');
	const { serviceInvoices } = await client.serviceInvoices.list(company, { pageIndex: 1, pageCount: 10 });
	expect(serviceInvoices).toMatchObject([{ id, status: 'Issued' }]);
	// The client takes its key along to the blob host.
	expect(String(await client.serviceInvoices.downloadPdf(company, id))).toMatch(/^%PDF/);
	expect(String(await client.serviceInvoices.downloadXml(company, id))).toContain('<Nfse>');
	await client.serviceInvoices.sendEmail(company, id);
	await client.serviceInvoices.cancel(company, id);
	await until(async () => (await flowOf(id)) === 'Cancelled');
});

test('an unknown invoice and a wrong key fail in its own words', async () => {
	expect(await failureOf(client.serviceInvoices.retrieve(company, 'nothing'))).toContain('service invoice with id (nothing) was not found');
	client.setApiKey('wrong');
	expect(await failureOf(client.serviceInvoices.list(company))).toMatch(/^AuthenticationError/);
});

describe('where the client is wrong', () => {
	test('companies.list asks for page 0 where nothing is said to be asked: pages begin at 1', async () => {
		expect(await failureOf(client.companies.listAll())).toContain('pageIndex must be greater or equal to 1');
	});

	test('webhooks.list asks for /v1/companies/{id}/webhooks, which never existed', async () => {
		expect(await failureOf(client.webhooks.list(company))).toMatch(/^NotFoundError/);
	});

	test('webhooks.validateSignature computes SHA-256, and never finds a real signature right', async () => {
		const quiet = console.error;
		console.error = () => undefined;
		try {
			expect(client.webhooks.validateSignature(vector.body, vector.signature, vector.secret)).toBe(false);
		} finally {
			console.error = quiet;
		}
	});
});
