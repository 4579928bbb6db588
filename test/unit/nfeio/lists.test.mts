import type { IDataObject } from 'n8n-workflow';

import {
	getCompanies,
	getEvents,
	getEventTypes,
	searchCompanies,
	searchServiceInvoices,
	searchWebhooks,
} from '../../../nodes/NfeIo/api/lists';
import { eventNames, eventTypes, umbrellaOf } from '../../../nodes/NfeIo/webhook/events';
import { readError } from '../../../nodes/NfeIo/api/errors';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { startReceiver } from '../sandbox/support.mts';
import { loadOptionsOf, place } from '../support/contexts.mts';
import { apiKey, openSandbox } from './support.mts';
import type { NfeIoSandbox } from './support.mts';

let vendor: NfeIoSandbox;
beforeEach(async () => {
	vendor = await openSandbox();
});
afterEach(async () => await vendor.close());

const context = (own = {}) =>
	loadOptionsOf(
		place({
			type: new NfeIo(),
			credentials: { nfeIoApi: { ...vendor.credential, ...own } },
			authenticate: vendor.authenticate,
		}),
	);

describe('lists for the editor', () => {
	test('events come from the account, with * first', async () => {
		const events = await getEvents.call(context());
		expect(events[0].value).toBe('*');
		expect(events.slice(1).map(({ value }) => value)).toEqual(eventNames);
		expect((await vendor.requests()).map(({ path }) => path)).toEqual(['/v2/webhooks/eventtypes']);
	});

	test('without the API the known events are offered', async () => {
		const events = await getEvents.call(context({ apiKey: 'wrong' }));
		expect(events.slice(1).map(({ value }) => value)).toEqual(eventNames);
	});

	test('filters of a webhook have no *', async () => {
		expect((await getEventTypes.call(context())).map(({ value }) => value)).toEqual(eventNames);
	});

	test('companies are found by name, tax number and id', async () => {
		const companies = (await vendor.state()).account.companies;
		expect((await getCompanies.call(context())).map(({ value }) => value)).toEqual(companies.map(({ id }: { id: string }) => id));
		for (const sought of ['PEÇAS', '272', companies[1].id]) {
			expect((await searchCompanies.call(context(), sought)).results).toEqual([{ name: companies[1].name, value: companies[1].id }]);
		}
	});

	test('service invoices of the chosen company are found by number and by your own ID', async () => {
		const [company] = (await vendor.state()).account.companies;
		await vendor.act('issue-service-invoice', { companyId: company.id, externalId: 'pedido-1234' });
		const of = (chosen: unknown) =>
			loadOptionsOf(
				place({
					type: new NfeIo(),
					credentials: { nfeIoApi: vendor.credential },
					authenticate: vendor.authenticate,
					parameters: { resource: 'serviceInvoice', operation: 'get', company: chosen as IDataObject },
				}),
			);
		const byId = { __rl: true, mode: 'id', value: company.id };
		const { results, paginationToken } = await searchServiceInvoices.call(of(byId), 'PEDIDO-12');
		expect(results).toEqual([{ name: expect.stringMatching(/pedido-1234/), value: expect.stringMatching(/^\w{24,}$/) }]);
		expect(paginationToken).toBeUndefined();
		expect((await searchServiceInvoices.call(of(byId), 'nothing')).results).toEqual([]);
		await expect(searchServiceInvoices.call(of({ __rl: true, mode: 'list', value: '' }))).rejects.toThrow(
			'The field "Company" contains no ID',
		);
	});

	test('webhooks are found by address', async () => {
		const receiver = await startReceiver();
		const headers = { authorization: apiKey };
		await fetch(`${vendor.base}/v2/webhooks`, {
			method: 'POST',
			headers,
			body: JSON.stringify({ webHook: { uri: receiver.url } }),
		});
		expect((await searchWebhooks.call(context(), '/HOOK')).results).toMatchObject([{ name: `${receiver.url} (Active)` }]);
		expect((await searchWebhooks.call(context(), 'nothing')).results).toEqual([]);
		await receiver.close();
	});
});

describe('the event catalogue', () => {
	test('holds what is known, once each, without names that never existed', () => {
		expect(eventNames).toHaveLength(26);
		expect(new Set(eventNames).size).toBe(26);
		expect(eventNames.filter((name) => /^(invoice|company)\./.test(name))).toEqual([]);
		expect(eventTypes.every(({ description }) => description !== '')).toBe(true);
	});

	test.each([
		['service_invoice.issued_failed', 'service_invoice.issued'],
		['consumer_invoice.cancelled_error', 'consumer_invoice.cancelled'],
		['service_invoice.issued', undefined],
		['service_invoice.pulled', undefined],
		['legal_entity_taxpayer:updated_sucessfully', undefined],
	])('the umbrella of %s is %s', (event, umbrella) => expect(umbrellaOf(event)).toBe(umbrella));
});

describe('error envelopes (docs/facts/nfeio.md §4.2)', () => {
	test.each<[string, unknown, object]>([
		['nothing', undefined, { text: '' }],
		['an empty body', '', { text: '' }],
		['a sentence', 'Company not found.', { text: 'Company not found.' }],
		['a list', { errors: [{ code: 40001, message: 'a' }, { message: 'b' }] }, { code: '40001', text: 'a b' }],
		['a list without codes', { errors: [{ message: 'a' }] }, { text: 'a' }],
		['problem details', { title: 'Not Found', status: 404, traceId: 't' }, { text: 'Not Found', traceId: 't' }],
		['problem details with fields', { title: 'Bad', errors: { Uri: ['x', 'y'] } }, { text: 'Bad Uri: x y' }],
		['problem details with one text', { title: 'Bad', errors: { WebHook: 'x' } }, { text: 'Bad WebHook: x' }],
		['code and message', { code: 50000, message: 'a' }, { code: '50000', text: 'a' }],
		['something else', { x: 1 }, { text: '' }],
		['a list of nothing', { errors: [] }, { text: '' }],
	])('%s', (_name, body, expected) => expect(readError(body)).toMatchObject(expected));
});
