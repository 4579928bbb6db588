import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { IntelipostApi } from '../../../credentials/IntelipostApi.credentials';
import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { callExecute, place } from '../support/contexts.mts';
import { failureOf } from '../nfeio/support.mts';

const host = 'https://intelipost.example.com';
const apiKey = 'fake-intelipost-key-0123456789';
const run = async (operation: string, parameters: IDataObject = {}, apiBaseUrl = ` ${host}/api/v1/ `, resource = 'shipmentOrder') =>
	await callExecute(
		place({
			type: new Intelipost(),
			credentials: { intelipostApi: { apiKey, apiBaseUrl } },
			authenticate: (own, options) => ({ ...options, headers: { ...options.headers, 'api-key': own.apiKey } }),
			parameters: { resource, operation, orderNumber: 'P', filters: {}, ...parameters },
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
const invoices = {
	volumes: [{ volumeNumber: '1', series: '1', number: '1', key: '1'.repeat(44), date: '2026-07-20', totalValue: 1, productsValue: 1 }],
};

test.each<[operation: string, parameters: IDataObject, resource: string]>([
	['get', {}, 'shipmentOrder'],
	['getProgress', {}, 'shipmentOrder'],
	['readStatus', {}, 'shipmentOrder'],
	['getLabel', { volumeNumber: '1' }, 'shipmentOrder'],
	['getHistory', {}, 'tracking'],
])('%s: a page, nothing and an order without anything are failures that say so', async (operation, parameters, resource) => {
	for (const body of [
		html,
		'',
		{ status: 'OK' },
		{ status: 'OK', content: null },
		{ status: 'OK', content: operation === 'readStatus' ? '' : {} },
	]) {
		nock(host).get(/.*/).reply(200, body);
		const { message, description } = await failureOf(run(operation, parameters, undefined, resource));
		expect(message).toMatch(/^Intelipost's answer to GET \/shipment_order\/\S+ is not what its API documents$/);
		expect(description).toMatch(/Check the API Base URL/);
	}
});

test('a page in answer to a write: it may have been carried out', async () => {
	nock(host).post(/.*/).reply(200, html);
	const { message, description } = await failureOf(run('setInvoice', { invoices }));
	expect(message).toBe("Intelipost's answer to POST /shipment_order/set_invoice is not what its API documents");
	expect(description).toMatch(/carried out anyway: check the order/);
});

test.each([{ status: 'DOWN' }, { status: '500', error: 'x' }, { status: '' }])('%j is no success of a write', async (body) => {
	nock(host).post(/.*/).reply(200, body);
	expect((await failureOf(run('setInvoice', { invoices }))).message).toMatch(/is not what its API documents$/);
});

test('an error in small letters is one too', async () => {
	nock(host)
		.post(/.*/)
		.reply(200, { status: 'error', messages: [{ text: 'recusado' }] });
	expect((await failureOf(run('setInvoice', { invoices }))).message).toMatch(/answered 200 .*: recusado/);
});

test('a write answered 500 may have been carried out, and a redirect is no success', async () => {
	nock(host).post(/.*/).reply(500, html).post(/.*/).reply(302, '', { location: 'https://other.example.com' });
	expect((await failureOf(run('setInvoice', { invoices }))).description).toMatch(/carried out anyway/);
	expect((await failureOf(run('setInvoice', { invoices }))).description).toMatch(/Redirects are not followed/);
});

test.each([200, 400])('an error of %i that quotes the key does not store it', async (status) => {
	nock(host)
		.get(/.*/)
		.reply(status, { status: 'ERROR', messages: [{ text: `chave ${apiKey} recusada`, key: apiKey }] });
	const { message, description } = await failureOf(run('get'));
	expect(message).toMatch(/chave \*\*\* recusada/);
	expect(`${message} ${description}`).not.toContain(apiKey);
});

test.each([host, `${host}/`, ` ${host}/api/v1 `])('the base URL %j works', async (apiBaseUrl) => {
	nock(host)
		.get('/api/v1/shipment_order/P')
		.reply(200, { status: 'OK', content: { order_number: 'P' } });
	expect((await run('get', {}, apiBaseUrl)).output).toMatchObject([{ json: { order_number: 'P' } }]);
});

test('the public address is the default of the credential', () => {
	expect(new IntelipostApi().properties.find(({ name }) => name === 'apiBaseUrl')?.default).toBe('https://api.intelipost.com.br/api/v1');
});
