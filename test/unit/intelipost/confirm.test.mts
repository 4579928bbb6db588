import { jest } from '@jest/globals';

import { confirm } from '../../../nodes/Intelipost/webhook/confirm';
import { readNotice } from '../../../nodes/Intelipost/webhook/notice';
import { completeDelivery } from '../../../nodes/shared/trigger/delivery';
import { readSettings } from '../../../nodes/shared/trigger/settings';
import type { Answered, Requested } from './support.mts';
import { documented } from '../../fixtures/intelipost.mts';
import { envelope, executeContext, refusal } from './support.mts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const order = (rows: unknown[]) =>
	envelope({
		order_number: 'PEDIDO0004',
		shipment_order_volume_array: [{ shipment_order_volume_number: '1', shipment_order_volume_state_history_array: rows }],
	});
const row = documented.history;
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

async function run(
	answers: Answered | Answered[],
	options: Record<string, unknown> = {},
	body: unknown = documented,
	verifiedBy: Array<'basic'> = ['basic'],
) {
	const list = Array.isArray(answers) ? [...answers] : [];
	const { context, requests } = executeContext({
		answer: () => (Array.isArray(answers) ? (list.length > 1 ? (list.shift() ?? refused) : (list[0] ?? refused)) : answers),
	});
	const notice = readNotice(body);
	const delivery = completeDelivery('intelipost', notice, {
		accountName: 'A',
		verifiedBy,
		redelivery: false,
	});
	const settings = readSettings((name, fallback) => (name === 'options' ? { confirmByApi: true, ...options } : fallback), {
		duplicateWindow: { unit: 'minutes', default: 10 },
	});
	const running = confirm(context, delivery, settings).then(
		(enriched) => ({ enriched, error: undefined }),
		(error: Error & { description?: string }) => ({ enriched: undefined, error }),
	);
	await jest.runAllTimersAsync();
	return { ...(await running), requests: requests as Requested[] };
}

test('asks nothing when it is off', async () => {
	const { enriched, requests } = await run(order([]), { confirmByApi: false });
	expect(requests).toEqual([]);
	expect(enriched).toMatchObject({ outcome: 'emitted', delivery: { verifiedBy: ['basic'] } });
});

test('confirms a row with the same id and state', async () => {
	const { enriched, requests } = await run(order([{ ...row, shipment_order_volume_state_history: 1 }, row]));
	expect(enriched).toMatchObject({ outcome: 'emitted', delivery: { verifiedBy: ['basic', 'api'] } });
	expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', 'https://api.example.com/api/v1/shipment_order/PEDIDO0004']]);
});

describe('what the order says', () => {
	const lies = {
		...documented,
		invoice: { invoice_number: '666', invoice_key: 'false' },
		tracking_url: 'https://evil.example.com',
		tracking_code: 'FALSE',
		estimated_delivery_date: { client: { current_iso: '1999-01-01T00:00:00Z' } },
		history: { ...row, event_date_iso: '1999-01-01T00:00:00.000Z', provider_message: 'Pague em evil.example.com' },
	};
	const own = envelope({
		order_number: 'PEDIDO0004',
		tracking_url: 'https://status.example.com/1',
		shipment_order_volume_array: [
			{
				shipment_order_volume_number: '1',
				tracking_code: 'null',
				shipment_order_volume_invoice: { invoice_number: '1000' },
				shipment_order_volume_state_history_array: [row],
			},
		],
	});

	test('is all that remains of a notice whose sender nothing proved, but for its id', async () => {
		const { enriched } = await run(own, {}, lies, []);
		expect(enriched).toMatchObject({
			outcome: 'emitted',
			delivery: {
				verifiedBy: ['api'],
				event: 'tracking.IN_TRANSIT',
				state: 'IN_TRANSIT',
				reference: 'PEDIDO0004',
				occurredAt: '2016-07-01T20:22:00.000Z',
				data: {
					order_number: 'PEDIDO0004',
					volume_number: '1',
					tracking_url: 'https://status.example.com/1',
					tracking_code: null,
					invoice: { invoice_number: '1000' },
					history: row,
				},
			},
		});
		expect(JSON.stringify(enriched)).not.toMatch(/evil|666|FALSE|1999/);
	});

	test('is what a proven notice says of its event; its payload stays as it came', async () => {
		const { enriched } = await run(own, {}, lies, ['basic']);
		expect(enriched).toMatchObject({
			delivery: { verifiedBy: ['basic', 'api'], occurredAt: '2016-07-01T20:22:00.000Z', data: lies },
		});
	});

	test('need not repeat its number', async () => {
		const { enriched } = await run(
			envelope({ shipment_order_volume_array: [{ shipment_order_volume_state_history_array: [row] }] }),
			{},
			lies,
			[],
		);
		expect(enriched).toMatchObject({ delivery: { event: 'tracking.IN_TRANSIT', reference: 'PEDIDO0004' } });
	});
});

test('looks twice: the order may lag behind its webhook', async () => {
	const { enriched, requests } = await run([order([]), order([row])]);
	expect(requests).toHaveLength(2);
	expect(enriched).toMatchObject({ delivery: { verifiedBy: ['basic', 'api'] } });
});

describe.each([
	['another state', order([{ ...row, shipment_order_volume_state: 'DELIVERED' }])],
	['another id', order([{ ...row, shipment_order_volume_state_history: 1384657 }])],
	['no history', order([])],
	['an order of another form', envelope('nothing')],
	['an unknown order (400)', refusal(400, 'Pedido não encontrado')],
	['an unknown order (404)', refusal(404, 'Pedido não encontrado')],
])('with %s', (_case, answer) => {
	test('drops by default', async () => {
		expect((await run(answer)).enriched).toEqual({ outcome: 'unconfirmed' });
	});
	test('emits without "api" if the user wants so', async () => {
		expect((await run(answer, { confirmNotFound: 'emit' })).enriched).toMatchObject({
			outcome: 'emitted',
			delivery: { verifiedBy: ['basic'] },
		});
	});
});

describe.each([
	['an unreachable API', refused, /Intelipost could not be reached/],
	['a wrong key', refusal(401, 'Não autorizado.'), /401.*Não autorizado/],
	['a failure', { statusCode: 500, body: '<html>' }, /answered 500/],
	['HTTP 200 with status ERROR', envelope(null, 'ERROR', [{ text: 'Indisponível', key: 'some.key' }]), /Indisponível \(some\.key\)/],
	['a 400 that is not in the envelope', { statusCode: 400, body: 'proxy' }, /answered 400/],
	['a 429 that does not end', refusal(429, 'Limite'), /answered 429/],
])('with %s', (_case, answer, message) => {
	test('fails by default', async () => {
		expect((await run(answer)).error?.message).toMatch(message);
	});
	test('emits without "api" if the user wants so', async () => {
		expect((await run(answer, { confirmApiDown: 'emit' })).enriched).toMatchObject({
			outcome: 'emitted',
			delivery: { verifiedBy: ['basic'] },
		});
	});
});

test.each(['../../oauth', '1/../../oauth', 'a?x=1', 'a#b', 'a\\b', '..', '', 'a\u0000b', 'x'.repeat(101)])(
	'asks nothing for the order number %j',
	async (order_number) => {
		const { enriched, requests } = await run(order([row]), {}, { ...documented, order_number });
		const asked = requests.map(({ url }) => url);
		expect(asked.filter((url) => !/^https:\/\/api\.example\.com\/api\/v1\/shipment_order\/[^/?#]+$/.test(url))).toEqual([]);
		if (!['a#b'].includes(order_number)) expect(asked).toEqual([]);
		if (asked.length === 0) expect(enriched).toEqual({ outcome: 'unconfirmed' });
	},
);

test('cannot look up a notice without history: it stays as its sender was proven', async () => {
	expect((await run(order([]), {}, { pre_invoice: 1 })).enriched).toMatchObject({
		outcome: 'emitted',
		delivery: { event: 'unknown', verifiedBy: ['basic'] },
	});
	expect((await run(order([]), {}, { pre_invoice: 1 }, [])).enriched).toEqual({ outcome: 'unconfirmed' });
	expect((await run(order([]), { confirmNotFound: 'emit' }, { pre_invoice: 1 }, [])).enriched).toMatchObject({
		outcome: 'emitted',
	});
});
