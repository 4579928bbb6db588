import { jest } from '@jest/globals';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { splitAddress } from '../../../nodes/Intelipost/webhook/setup';
import { Nonces, verifyRedelivery } from '../../../nodes/shared/trigger/redelivery';
import type { Answered } from './support.mts';
import { documented } from '../../fixtures/intelipost.mts';
import { envelope, executeContext, refusal } from './support.mts';

type Context = Parameters<typeof executeContext>[0];

const node = new Intelipost();

async function run(resource: string, operation: string, parameters: IDataObject, rest: Omit<Context, 'parameters'> = {}) {
	const { context, requests } = executeContext({
		...rest,
		parameters: { resource, operation, returnAll: true, output: 'raw', ...parameters },
	});
	const execute = node.execute as (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
	const [items] = await execute.call(context);
	return { items, requests, json: items.map(({ json }) => json) };
}

const base = 'https://api.example.com/api/v1';
const key = '7'.padStart(44, '0');

describe('requests', () => {
	test.each<[string, string, IDataObject, string, string, unknown]>([
		['shipmentOrder', 'get', { orderNumber: 'PEDIDO 4' }, 'GET', '/shipment_order/PEDIDO%204', undefined],
		['shipmentOrder', 'getMany', { findBy: 'invoiceKey', invoiceKey: key }, 'GET', `/shipment_order/invoice_key/${key}`, undefined],
		['shipmentOrder', 'getMany', { findBy: 'invoiceNumber', invoiceNumber: '1000' }, 'GET', '/shipment_order/invoice/1000', undefined],
		[
			'shipmentOrder',
			'getMany',
			{ findBy: 'salesOrderNumber', salesOrderNumber: '#12' },
			'GET',
			'/shipment_order/sales_order_number/%2312',
			undefined,
		],
		['shipmentOrder', 'getByInvoiceKey', { invoiceKey: key }, 'GET', `/shipment_order/invoice_key/${key}`, undefined],
		['shipmentOrder', 'getByInvoiceNumber', { invoiceNumber: '1000' }, 'GET', '/shipment_order/invoice/1000', undefined],
		['shipmentOrder', 'getBySalesOrderNumber', { salesOrderNumber: '#12' }, 'GET', '/shipment_order/sales_order_number/%2312', undefined],
		['shipmentOrder', 'readStatus', { orderNumber: 'P' }, 'GET', '/shipment_order/read_status/P', undefined],
		['shipmentOrder', 'getProgress', { orderNumber: 'PEDIDO 4' }, 'GET', '/shipment_order/PEDIDO%204', undefined],
		['shipmentOrder', 'getLabel', { orderNumber: 'P', volumeNumber: '2' }, 'GET', '/shipment_order/get_label/P/2', undefined],
		['shipmentOrder', 'readyForShipment', { orderNumber: 'P' }, 'POST', '/shipment_order/ready_for_shipment', { order_number: 'P' }],
		['shipmentOrder', 'cancel', { orderNumber: 'P' }, 'POST', '/shipment_order/cancel_shipment_order', { order_number: 'P' }],
		['shipmentOrder', 'shipped', { orderNumber: 'P' }, 'POST', '/shipment_order/shipped', { order_number: 'P' }],
		[
			'shipmentOrder',
			'shipped',
			{ orderNumber: 'P', trackingCodes: { volumes: [{ volumeNumber: '1', trackingCode: 'T' }] } },
			'POST',
			'/shipment_order/shipped',
			{ order_number: 'P', tracking_data_array: [{ shipment_order_number: '1', tracking_code: 'T' }] },
		],
		[
			'shipmentOrder',
			'shippedManyWithDate',
			{ orderNumbers: 'P, Q', eventDate: '2026-07-20T10:00:00-03:00' },
			'POST',
			'/shipment_order/multi/shipped/with_date',
			[
				{ order_number: 'P', event_date: '2026-07-20T13:00:00.000Z' },
				{ order_number: 'Q', event_date: '2026-07-20T13:00:00.000Z' },
			],
		],
		[
			'shipmentOrder',
			'setTrackingData',
			{ orderNumber: 'P', trackingCodes: { volumes: [{ volumeNumber: 1, trackingCode: 'T' }] } },
			'POST',
			'/shipment_order/set_tracking_data',
			{ order_number: 'P', tracking_data_array: [{ shipment_order_volume_number: '1', tracking_code: 'T' }] },
		],
		[
			'shipmentOrder',
			'setInvoice',
			{
				orderNumber: 'P',
				invoices: {
					volumes: [
						{
							volumeNumber: '1',
							series: '1',
							number: '7',
							key,
							date: '2026-07-20T00:00:00',
							totalValue: 45.99,
							productsValue: '39.99',
							cfop: '',
						},
					],
				},
			},
			'POST',
			'/shipment_order/set_invoice',
			{
				order_number: 'P',
				shipment_order_volume_invoice_array: [
					{
						shipment_order_volume_number: '1',
						invoice_series: '1',
						invoice_number: '7',
						invoice_key: key,
						invoice_date: '2026-07-20',
						invoice_total_value: 45.99,
						invoice_products_value: 39.99,
					},
				],
			},
		],
		['tracking', 'getHistory', { orderNumber: 'P' }, 'GET', '/shipment_order/P', undefined],
		['customApiCall', 'request', { method: 'POST', path: '/quote', query: '{}', body: '{"a":1}' }, 'POST', '/quote', { a: 1 }],
	])('%s %s', async (resource, operation, parameters, method, path, body) => {
		const { requests } = await run(resource, operation, parameters);
		expect(requests.map((one) => [one.method, one.url, one.body])).toEqual([[method, base + path, body]]);
	});

	test('cover every operation of the menu', () => {
		const operations = node.description.properties.filter(({ name }) => name === 'operation');
		const names = operations.flatMap(({ options }) => (options ?? []).map((one) => ('value' in one ? one.value : one.name)));
		expect([...new Set(names)].sort()).toEqual([
			'cancel',
			'check',
			'get',
			'getByInvoiceKey',
			'getByInvoiceNumber',
			'getBySalesOrderNumber',
			'getHistory',
			'getLabel',
			'getMany',
			'getProgress',
			'guide',
			'listLate',
			'prepare',
			'readStatus',
			'readyForShipment',
			'rebuild',
			'recoverMissed',
			'replayEvents',
			'request',
			'setInvoice',
			'setTrackingData',
			'shipped',
			'shippedManyWithDate',
		]);
	});
});

describe('bad input is refused before any request, naming the field', () => {
	test.each<[string, string, IDataObject, RegExp]>([
		[
			'shipmentOrder',
			'setInvoice',
			{
				orderNumber: 'P',
				invoices: {
					volumes: [
						{
							volumeNumber: '1',
							series: '1',
							number: '7',
							key,
							date: '2026-07-20',
							totalValue: '',
							productsValue: 1,
						},
					],
				},
			},
			/"Total Value" in row 1 is empty/,
		],
		[
			'shipmentOrder',
			'setTrackingData',
			{ orderNumber: 'P', trackingCodes: { volumes: [{ trackingCode: 'T' }] } },
			/"Volume Number" in row 1/,
		],
		['shipmentOrder', 'get', { orderNumber: '' }, /"Order Number" is empty/],
		['shipmentOrder', 'get', { orderNumber: '../../oauth' }, /"Order Number" is not an order or volume number/],
		['shipmentOrder', 'get', { orderNumber: '1?x' }, /"Order Number"/],
		['shipmentOrder', 'get', { orderNumber: '..' }, /"Order Number"/],
		['shipmentOrder', 'getMany', { findBy: 'invoiceKey', invoiceKey: '123' }, /"Invoice Key"/],
		['shipmentOrder', 'getMany', { findBy: 'name', invoiceKey: key }, /"Find By"/],
		['shipmentOrder', 'getByInvoiceKey', { invoiceKey: '123' }, /"Invoice Key"/],
		['shipmentOrder', 'getByInvoiceNumber', { invoiceNumber: '-1' }, /"Invoice Number"/],
		['shipmentOrder', 'getLabel', { orderNumber: 'P', volumeNumber: '1/2' }, /"Volume Number"/],
		['shipmentOrder', 'setTrackingData', { orderNumber: 'P' }, /"Tracking Codes" is empty/],
		[
			'shipmentOrder',
			'setTrackingData',
			{ orderNumber: 'P', trackingCodes: { volumes: [{ volumeNumber: '1', trackingCode: ' ' }] } },
			/"Tracking Code" in row 1/,
		],
		[
			'shipmentOrder',
			'setInvoice',
			{
				orderNumber: 'P',
				invoices: {
					volumes: [
						{
							volumeNumber: '1',
							series: '1',
							number: '7',
							key: '7',
							date: '2026-07-20',
							totalValue: 1,
							productsValue: 1,
							cfop: '',
						},
					],
				},
			},
			/"Invoice Key" in row 1 does not have 44 digits/,
		],
		['shipmentOrder', 'shippedManyWithDate', { orderNumbers: '' }, /"Order Numbers" is empty/],
		['shipmentOrder', 'shippedManyWithDate', { orderNumbers: 'P', eventDate: 'soon' }, /"Date"/],
		['tracking', 'getHistory', { orderNumber: 'P', filters: { since: 'soon' } }, /"From"/],
		['customApiCall', 'request', { method: 'GET', path: '//other.example.com/', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: '/../v2/x', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: '/%2e%2e/%2E%2e/x', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: '@other.example.com/', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: 'https://other.example.com/', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: '/\\other.example.com', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'GET', path: '/info?x=1', query: '{}' }, /"Path"/],
		['customApiCall', 'request', { method: 'POST', path: '/quote', query: '{}', body: '[1]' }, /"Body"/],
		['customApiCall', 'request', { method: 'TRACE', path: '/quote', query: '{}' }, /"Method"/],
	])('%s %s %j', async (resource, operation, parameters, message) => {
		const asked: unknown[] = [];
		const answer = (request: unknown) => {
			asked.push(request);
			return envelope({});
		};
		await expect(run(resource, operation, parameters, { answer })).rejects.toThrow(message);
		expect(asked).toEqual([]);
	});
});

describe('answers', () => {
	test.each([
		['invoiceKey', 'getByInvoiceKey', { invoiceKey: key }, [{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
		['sales order', 'getBySalesOrderNumber', { salesOrderNumber: 'V' }, { shipment_orders: [{ id: 1 }] }, [{ id: 1 }]],
		['one order, unwrapped', 'getByInvoiceNumber', { invoiceNumber: '7' }, { id: 1 }, [{ id: 1 }]],
		['nothing', 'getByInvoiceNumber', { invoiceNumber: '7' }, null, []],
	])('of a search: %s', async (_case, operation, parameters, content, expected) => {
		expect((await run('shipmentOrder', operation, parameters, { answer: () => envelope(content) })).json).toEqual(expected);
	});

	test('of Get Many: cut at the limit, without the customer', async () => {
		const order = { order_number: 'P', end_customer: { first_name: 'Maria' }, sales_order_number: 'V' };
		const answer = () => envelope({ shipment_orders: [order, { ...order, order_number: 'Q' }] });
		const found = await run(
			'shipmentOrder',
			'getMany',
			{ findBy: 'salesOrderNumber', salesOrderNumber: 'V', returnAll: false, limit: 1, output: 'simplified' },
			{ answer },
		);
		expect(found.json).toEqual([{ order_number: 'P', sales_order_number: 'V' }]);
	});

	test('the menu of a new node has Get Many, that of a saved one what it had', () => {
		const has = (typeVersion: number) =>
			node.description.properties
				.filter(
					(property) =>
						property.name === 'operation' &&
						NodeHelpers.displayParameter({ resource: 'shipmentOrder' }, property, { typeVersion }, node.description),
				)
				.map(({ options = [] }) =>
					options.flatMap((one) => ('value' in one && /^get(By|Many)/.test(String(one.value)) ? [one.value] : [])),
				);
		const saved = [['getByInvoiceKey', 'getByInvoiceNumber', 'getBySalesOrderNumber']];
		expect([1, 1.1, 1.2].map(has)).toEqual([saved, saved, [['getMany']]]);
	});

	test.each([
		[
			'HTTP 200 with status ERROR',
			envelope(null, 'ERROR', [{ type: 'ERROR', text: 'Recusado', key: 'a.key' }]),
			/answered 200 to GET .*: Recusado \(a\.key\)/,
		],
		[
			'messages that are one object',
			{ statusCode: 400, body: { status: 'ERROR', messages: { text: 'Recusado' } } },
			/answered 400.*Recusado/,
		],
		['a message without text', { statusCode: 400, body: { status: 'ERROR', messages: [{ key: 'a.key' }] } }, /answered 400.*\(a\.key\)/],
		['messages that are text', { statusCode: 400, body: { status: 'ERROR', messages: ['Recusado'] } }, /Recusado/],
		['no messages', { statusCode: 400, body: { status: 'ERROR' } }, /answered 400 to GET/],
		['a wrong key', refusal(401, 'Não autorizado.'), /401.*Não autorizado/],
		['another form', { statusCode: 200, body: '<html>' }, /is not what its API documents/],
		['a redirect', { statusCode: 302, body: '' }, /answered 302/],
	])('%s is an error with its words', async (_case, answered, message) => {
		await expect(run('shipmentOrder', 'get', { orderNumber: 'P' }, { answer: () => answered })).rejects.toThrow(message);
	});

	test('says what to do, and names the item', async () => {
		const failing = run('shipmentOrder', 'get', { orderNumber: 'P' }, { answer: () => refusal(401, 'Não autorizado.') });
		await expect(failing).rejects.toMatchObject({
			description: expect.stringContaining('API Key'),
			context: { itemIndex: 0 },
		});
	});

	test('a lost answer to a change says that the outcome is unknown', async () => {
		const lost = Object.assign(new Error('timeout'), { code: 'ECONNABORTED' });
		await expect(run('shipmentOrder', 'cancel', { orderNumber: 'P' }, { answer: () => lost })).rejects.toMatchObject({
			description: expect.stringContaining('may have been carried out'),
		});
	});

	test('continue on fail: the error is the item, paired', async () => {
		const { items } = await run(
			'shipmentOrder',
			'get',
			{ orderNumber: 'P' },
			{ answer: () => refusal(400, 'Recusado'), continueOnFail: true, items: 2 },
		);
		expect(items).toEqual(
			[0, 1].map((item) => ({
				json: { error: expect.stringContaining('Recusado'), description: expect.any(String) },
				pairedItem: { item },
			})),
		);
	});
});

describe('429', () => {
	beforeEach(() => void jest.useFakeTimers({ now: 0 }));
	afterEach(() => void jest.useRealTimers());

	const limited = (reset?: string): Answered => ({
		statusCode: 429,
		headers: reset ? { 'ratelimit-reset': reset } : {},
		body: { status: 'ERROR', messages: [] },
	});

	test.each([
		['seconds', '7', 7000],
		['a moment since 1970', String(2_000_000_000 + 9), 9000],
		['no header', undefined, 1000],
	])('waits as the answer says: %s', async (_case, reset, waits) => {
		jest.setSystemTime(2_000_000_000_000);
		const answers = [limited(reset), envelope({ id: 1 })];
		const running = run('shipmentOrder', 'get', { orderNumber: 'P' }, { answer: () => answers.shift() ?? limited() });
		const started = Date.now();
		await jest.runAllTimersAsync();
		expect((await running).json).toEqual([{ id: 1 }]);
		expect(Date.now() - started).toBe(waits);
	});

	test.each([
		['longer than a minute', '3600', 1],
		['again and again', '1', 5],
	])('gives up: %s', async (_case, reset, requests) => {
		let asked = 0;
		const running = run('shipmentOrder', 'get', { orderNumber: 'P' }, { answer: () => (asked++, limited(reset)) });
		const failed = expect(running).rejects.toThrow(/answered 429/);
		await jest.runAllTimersAsync();
		await failed;
		expect(asked).toBe(requests);
	});
});

const row = (id: number, state: string, date: string) => ({
	...documented.history,
	shipment_order_volume_state: state,
	shipment_order_volume_state_history: id,
	event_date_iso: date,
});
const order = {
	order_number: 'PEDIDO0004',
	sales_order_number: 'V',
	estimated_delivery_date: 1,
	shipment_order_volume_array: [
		{
			shipment_order_volume_number: '1',
			tracking_code: 'T1',
			shipment_order_volume_invoice: {
				invoice_series: '1',
				invoice_number: '7',
				invoice_key: key,
				invoice_total_value: 9,
			},
			shipment_order_volume_state_history_array: [
				row(3, 'DELIVERED', '2026-08-03T10:00:00-03:00'),
				row(1, 'SHIPPED', '2026-08-01T10:00:00-03:00'),
				{ broken: true },
			],
		},
		{
			shipment_order_volume_number: '2',
			shipment_order_volume_state_history_array: [row(2, 'SHIPPED', '2026-08-02T10:00:00-03:00')],
		},
	],
};
const answer = () => envelope(order);

describe('tracking', () => {
	test('gives the history in the order of time', async () => {
		const { json } = await run('tracking', 'getHistory', { orderNumber: 'PEDIDO0004' }, { answer });
		expect(json.map((one) => [one.volume_number, one.shipment_order_volume_state])).toEqual([
			['1', 'SHIPPED'],
			['2', 'SHIPPED'],
			['1', 'DELIVERED'],
		]);
	});

	test.each<[IDataObject, string[]]>([
		[{ states: ['DELIVERED'] }, ['PEDIDO0004|1|3']],
		[{ volumeNumber: '2' }, ['PEDIDO0004|2|2']],
		[{ historyIds: '1, 3' }, ['PEDIDO0004|1|1', 'PEDIDO0004|1|3']],
		[{ since: '2026-08-02T10:00:00' }, ['PEDIDO0004|2|2', 'PEDIDO0004|1|3']],
		[{ since: '2026-08-02T10:00:01' }, ['PEDIDO0004|1|3']],
		[{ since: '2026-08-02T00:00:00-03:00' }, ['PEDIDO0004|2|2', 'PEDIDO0004|1|3']],
		[{}, ['PEDIDO0004|1|1', 'PEDIDO0004|2|2', 'PEDIDO0004|1|3']],
	])('replays what the filters %j let through', async (filters, ids) => {
		const { json } = await run('tracking', 'replayEvents', { orderNumber: 'PEDIDO0004', sendTo: 'emit', filters }, { answer });
		expect(json.map(({ id }) => id)).toEqual(ids);
	});

	test('rebuilds a delivery as the webhook would have made it, marked', async () => {
		const { json } = await run(
			'tracking',
			'replayEvents',
			{ orderNumber: 'PEDIDO0004', sendTo: 'emit', filters: { historyIds: '1' } },
			{ answer },
		);
		expect(json).toEqual([
			expect.objectContaining({
				vendor: 'intelipost',
				event: 'tracking.SHIPPED',
				account: 'Loja Teste',
				state: 'SHIPPED',
				reference: 'PEDIDO0004',
				occurredAt: '2026-08-01T13:00:00.000Z',
				verifiedBy: ['api'],
				redelivery: true,
				data: expect.objectContaining({
					order_number: 'PEDIDO0004',
					volume_number: '1',
					tracking_code: 'T1',
					history: row(1, 'SHIPPED', '2026-08-01T10:00:00-03:00'),
					invoice: { invoice_series: '1', invoice_number: '7', invoice_key: key },
					estimated_delivery_date: {
						client: { current: 1, current_iso: null },
						logistic_provider: { current: null, current_iso: null },
					},
				}),
			}),
		]);
	});

	describe('to a trigger of this n8n', () => {
		const resendSecret = 'test-resend-secret-of-32-characters';
		const parameters = {
			orderNumber: 'PEDIDO0004',
			sendTo: 'trigger',
			workflowId: 'w1',
			filters: { historyIds: '1' },
		};
		const trigger = {
			name: 'T',
			type: 'n8n-nodes-brasil-webhooks.intelipostTrigger',
			webhookId: 'hook-1',
			parameters: {},
		};
		const workflow = (nodes: unknown[]) => ({
			statusCode: 200,
			body: { id: 'w1', name: 'Rastreio', active: true, nodes },
		});
		const credentials = { n8nInstanceApi: { baseUrl: 'http://127.0.0.1:5678/', apiKey: 'k', resendSecret } };
		const instanceOf =
			(nodes: unknown[], status = 200, body: unknown = { status: 'accepted' }) =>
			(request: { method: string }) =>
				request.method === 'GET' ? workflow(nodes) : { statusCode: status, body };

		test('posts the delivery with a valid resend header, to the host of the credential', async () => {
			const { json, requests } = await run('tracking', 'replayEvents', parameters, {
				answer,
				credentials,
				instance: instanceOf([trigger]),
			});
			expect(json).toEqual([
				{
					id: 'PEDIDO0004|1|1',
					event: 'tracking.SHIPPED',
					reference: 'PEDIDO0004',
					workflow: 'Rastreio',
					answer: 'accepted',
				},
			]);
			const posted = requests[requests.length - 1];
			expect(posted.url).toBe('http://127.0.0.1:5678/webhook/hook-1/intelipost');
			expect(
				verifyRedelivery(
					resendSecret,
					{ header: posted.headers?.['x-n8n-redelivery'], path: '/webhook/hook-1/intelipost', body: posted.body as Buffer },
					new Nonces(),
				),
			).toBe(true);
			expect(JSON.stringify(posted.headers)).not.toContain('test-api-key');
		});

		test.each<[string, unknown[], number, IDataObject, RegExp]>([
			['no such trigger', [{ ...trigger, type: 'other.blingTrigger' }], 200, credentials, /has no Intelipost trigger/],
			['two of them', [trigger, { ...trigger, name: 'U', webhookId: 'hook-2' }], 200, credentials, /more than one/],
			[
				'a short secret',
				[trigger],
				200,
				{ n8nInstanceApi: { ...credentials.n8nInstanceApi, resendSecret: 'short' } },
				/lacks what a resend needs/,
			],
			['another secret there', [trigger], 401, credentials, /answered 401/],
			['an unpublished workflow', [trigger], 404, credentials, /answered 404/],
			['a stranger at the address', [trigger], 200, credentials, /answered 200/],
		])('says what is wrong with %s', async (name, nodes, status, own, message) => {
			const body = name.startsWith('a stranger') ? '<html>' : { status: 'accepted' };
			await expect(
				run('tracking', 'replayEvents', parameters, {
					answer,
					credentials: own,
					instance: instanceOf(nodes, status, body),
				}),
			).rejects.toThrow(message);
		});
	});
});

describe('prepare', () => {
	test.each([
		[
			'https://n8n.example.com/webhook/a/intelipost',
			{ protocolo: 'https', host: 'n8n.example.com', path: 'webhook/a/intelipost', porta: '' },
		],
		['http://10.0.0.1:5678/webhook/a/intelipost', { protocolo: 'http', host: '10.0.0.1', path: 'webhook/a/intelipost', porta: '5678' }],
		['https://n8n.example.com:443//webhook/a/', { protocolo: 'https', host: 'n8n.example.com', path: 'webhook/a/', porta: '' }],
	])('splits %s', (url, pieces) => {
		expect(splitAddress(url)).toEqual(pieces);
	});

	const prepare = async (url: string, own: IDataObject = {}) => {
		const { items } = await run('webhook', 'prepare', { addressFrom: 'entered', webhookUrl: url }, { credentials: { intelipostApi: own } });
		const [{ json, binary }] = items;
		const [{ fields }] = json.addresses as Array<{ fields: Array<{ label: string; value: string }> }>;
		return {
			json,
			page: Buffer.from(binary?.guide.data ?? '', 'base64').toString(),
			fields: new Map(fields.map(({ label, value }) => [label, value])),
		};
	};

	test('fills in the rule, with the password masked everywhere', async () => {
		const { json, page, fields } = await prepare('https://n8n.example.com/webhook/a/intelipost');
		expect(Object.fromEntries(fields)).toMatchObject({
			Protocolo: 'https',
			Host: 'n8n.example.com',
			Path: 'webhook/a/intelipost',
			Porta: '(deixe vazia)',
			Usuário: 'n8n-test',
		});
		expect(fields.get('Senha')).toMatch(/^••••/);
		expect(String(json.checklist)).toContain('Entregas > Configuração > Regras de eventos');
		expect(JSON.stringify(json) + page).not.toMatch(/test-webhook-password|test-api-key|test-header-value/);
	});

	const ofTrigger = async (authentication: string, own: IDataObject = {}) => {
		const nodes = [{ name: 'T', type: 'n8n-nodes-brasil-webhooks.intelipostTrigger', webhookId: 'hook-1', parameters: { authentication } }];
		const { items } = await run(
			'webhook',
			'prepare',
			{ addressFrom: 'workflow', workflowId: 'w1' },
			{
				credentials: { intelipostApi: own, n8nInstanceApi: { baseUrl: 'http://127.0.0.1:5678', apiKey: 'fake' } },
				instance: () => ({ statusCode: 200, body: { id: 'w1', name: 'W', active: false, nodes } }),
			},
		);
		return JSON.stringify(items[0].json.addresses);
	};

	test('says for a trigger that wants a header what is to be sent, and that the panel is not known to', async () => {
		const fields = await ofTrigger('header');
		expect(fields).toContain('{"label":"Cabeçalho","value":"Api-Key"}');
		expect(fields).toContain('pergunte à Intelipost como cadastrar um cabeçalho');
		expect(fields).not.toMatch(/"Formato de autenticação"|"Usuário|"Senha|test-header-value/);
		expect(await ofTrigger('header', { webhookHeaderName: '' })).toContain('Webhook Header Name');
	});

	test('asks for Basic for one that wants Basic, or nothing', async () => {
		expect(await ofTrigger('basic')).toContain('{"label":"Formato de autenticação","value":"Basic"}');
		expect(await ofTrigger('none')).toMatch(/"Formato de autenticação","value":"Basic".*aceita entregas sem prova de origem/);
	});

	test('suggests a random pair, never the API key, where the credential has none', async () => {
		const own = { webhookUser: '', webhookPassword: '' };
		const suggested = async () =>
			[...(await prepare('https://n8n.example.com/webhook/a/intelipost', own)).fields]
				.filter(([label]) => label.includes('sugestão'))
				.map(([, value]) => value);
		const [first, second] = [await suggested(), await suggested()];
		expect(first).toHaveLength(2);
		expect(first[1].length).toBeGreaterThanOrEqual(32);
		expect(new Set([...first, ...second, 'test-api-key']).size).toBe(5);
	});

	test.each([
		['the API key as user', 'https://n8n.example.com/webhook/a/intelipost', { webhookUser: 'test-api-key' }, /API Key/],
		['the test address', 'https://n8n.example.com/webhook-test/a/intelipost', {}, /teste/],
		['http', 'http://n8n.example.com/webhook/a/intelipost', {}, /https/],
		['a query', 'https://n8n.example.com/webhook/a/intelipost?x=1', {}, /"\?"/],
	])('warns of %s', async (_case, url, own, text) => {
		expect((await prepare(url, own)).fields.get('Atenção')).toMatch(text);
	});
});

test('does not offer to agents what cannot be undone or reaches many', () => {
	const operations = node.description.properties.filter(({ name }) => name === 'operation').flatMap(({ options }) => options ?? []);
	const hidden = operations
		.filter((one) => 'displayOptions' in one && one.displayOptions !== undefined)
		.map((one) => ('value' in one ? one.value : ''));
	expect([...new Set(hidden)].sort()).toEqual(['cancel', 'guide', 'recoverMissed', 'replayEvents', 'request', 'shippedManyWithDate']);
});

describe('Get Progress, only changes', () => {
	const seen = new Set<string>();
	const progress = async (states: string[], { mode = 'webhook', input = {} } = {}) => {
		const rows = states.map((state, index) => ({
			shipment_order_volume_state: state,
			event_date_iso: `2026-11-0${index + 1}T10:00:00-03:00`,
		}));
		const volumes = [{ shipment_order_volume_number: '1', shipment_order_volume_state_history_array: rows }];
		const { context } = executeContext({
			parameters: { resource: 'shipmentOrder', operation: 'getProgress', orderNumber: 'P', onlyChanges: true },
			answer: () => envelope({ order_number: 'P', shipment_order_volume_array: volumes }),
		});
		const fresh = (ids: string[]) => ids.filter((id) => !seen.has(id) && seen.add(id));
		Object.assign(context, { getMode: () => mode, getWorkflow: () => ({ id: 'w' }), getInputData: () => [{ json: input }] });
		Object.assign(context.helpers, { checkProcessedAndRecord: async (ids: string[]) => ({ new: fresh(ids), processed: [] }) });
		const execute = node.execute as (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
		return (await execute.call(context))[0].map(({ json }) => json.state);
	};

	test('gives each state once, the same one again only where somebody repeats it', async () => {
		expect(await progress(['NEW'])).toEqual(['NEW']);
		expect(await progress(['NEW'])).toEqual([]);
		expect(await progress(['NEW', 'KEEP_PREVIOUS'])).toEqual([]);
		expect(await progress(['NEW'], { mode: 'retry' })).toEqual(['NEW']);
		expect(await progress(['NEW'], { input: { redelivery: true } })).toEqual(['NEW']);
		expect(await progress(['NEW', 'SHIPPED'])).toEqual(['SHIPPED']);
		expect(await progress(['NEW', 'SHIPPED', 'DELIVERED'])).toEqual(['DELIVERED']);
		expect(await progress(['NEW', 'SHIPPED', 'DELIVERED', 'IN_TRANSIT'])).toEqual([]);
	});
});
