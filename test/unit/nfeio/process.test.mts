import type { IDataObject } from 'n8n-workflow';

import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { startReceiver, until } from '../sandbox/support.mts';
import { callExecute, callWebhook, place } from '../support/contexts.mts';
import { derivedSecret, failureOf, openSandbox, webhookId } from './support.mts';
import type { NfeIoSandbox } from './support.mts';

let vendor: NfeIoSandbox;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let companies: string[];

beforeEach(async () => {
	vendor = await openSandbox();
	receiver = await startReceiver();
	companies = (await vendor.state()).account.companies.map(({ id }: { id: string }) => id);
	await fetch(`${vendor.base}/v2/webhooks`, {
		method: 'POST',
		headers: { authorization: String(vendor.credential.apiKey) },
		body: JSON.stringify({ webHook: { uri: receiver.url, secret: derivedSecret() } }),
	});
	receiver.received.length = 0;
});
afterEach(async () => {
	await vendor.close();
	await receiver.close();
});

/** Hands what the sandbox delivered to both phases of the trigger. */
async function bothPhases(parameters: IDataObject, change: (body: string) => string = (body) => body) {
	await until(() => receiver.received.length > 0);
	const [{ body, headers }] = receiver.received;
	const target = place({
		type: new NfeIoTrigger(),
		credentials: { nfeIoApi: vendor.credential },
		// The database memory of n8n is not here.
		parameters: {
			...parameters,
			options: { ignoreDuplicates: false, ...(parameters.options as IDataObject) },
		},
		webhookId,
		authenticate: vendor.authenticate,
	});
	const received = await callWebhook(target, { body: change(body.toString()), headers });
	if (!received.items) throw new Error(JSON.stringify(received.body));
	return await callExecute(target, received.items);
}

const issue = async (outcome: string, company = companies[0]): Promise<string> =>
	(await vendor.act('issue-service-invoice', { outcome, company })).id;

describe('a sparse delivery that does not name its company', () => {
	test('finds it among the chosen ones', async () => {
		const id = await issue('failed', companies[1]);
		const { output, tags } = await bothPhases({ companies: [companies[0], companies[1]] });
		expect(output.map(({ json }) => json)).toMatchObject([
			{
				event: 'service_invoice.issued_failed',
				account: companies[1],
				reference: id,
				state: 'Error',
				data: { number: 0 },
			},
		]);
		expect(output[0].json).not.toHaveProperty('resource');
		expect(tags.outcome).toBe('emitted');
	});

	test('of a company that was not chosen is dropped', async () => {
		await issue('failed', companies[2]);
		const { output, tags } = await bothPhases({ companies: [companies[0], companies[1]] });
		expect(output).toEqual([]);
		expect(tags.outcome).toBe('unconfirmed');
	});

	test('passes as it is when no company was chosen', async () => {
		await issue('failed');
		const { output } = await bothPhases({});
		expect(output[0].json.account).toBeNull();
		expect(await vendor.requests('path=/serviceinvoices')).toEqual([]);
	});

	test('fails the execution when NFE.io cannot be asked: a retry repeats it', async () => {
		await issue('failed');
		await until(() => receiver.received.length > 0);
		await vendor.act('api-faults', { errors: 10 });
		const error = await failureOf(bothPhases({ companies }));
		expect(error.message).toMatch(/answered 500/);
	});
});

describe('Fetch Resource', () => {
	test.each([
		['issued', 'Issued'],
		['failed', 'Error'],
	])('gets the whole invoice (%s)', async (outcome, status) => {
		const id = await issue(outcome);
		const { output } = await bothPhases({ options: { fetchResource: true } });
		expect(output[0].json).toMatchObject({
			account: companies[0],
			resource: { id, status, cityServiceCode: '2690' },
		});
	});

	test('gets product invoices too', async () => {
		const { id } = await vendor.act('issue-product-invoice', {
			kind: 'product',
			outcome: 'issued_successfully',
		});
		const { output } = await bothPhases({ options: { fetchResource: true } });
		expect(output[0].json).toMatchObject({
			event: 'product_invoice.issued_successfully',
			resource: { id, status: 'Issued' },
		});
	});

	test('leaves events alone that are about no invoice', async () => {
		await vendor.act('update-taxpayer');
		const { output } = await bothPhases({ options: { fetchResource: true } });
		expect(output[0].json).not.toHaveProperty('resource');
	});
});

describe('an id from a payload that could lead elsewhere', () => {
	test.each(['../../v2/webhooks', 'a/b', '', 'x'.repeat(65)])('%j is never put into a path', async (id) => {
		const body = JSON.stringify({ action: 'issued_failed', payload: { id, status: 'Error' } });
		await vendor.act('send-raw', { body });
		const { output } = await bothPhases({ companies, options: { fetchResource: true } });
		expect(output[0].json.data).toMatchObject({ id });
		expect((await vendor.requests()).filter(({ method }) => method === 'GET')).toEqual([]);
	});
});
