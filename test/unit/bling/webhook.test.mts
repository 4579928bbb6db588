import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import { callWebhook, place } from '../support/contexts.mts';

const clientSecret = 'test-client-secret';
const own = { clientSecret };

async function call(body: string, options: IDataObject = {}, credential: IDataObject = own, signedWith = clientSecret) {
	const target = place({
		type: new BlingTrigger(),
		parameters: { events: ['*'], accounts: [], options },
		credentials: { blingOAuth2Api: credential },
	});
	return await callWebhook(target, {
		body,
		headers: { 'x-bling-signature-256': `sha256=${hmacHex('sha256', signedWith, Buffer.from(body))}` },
	});
}

const deliveryOf = async (body: string, options?: IDataObject) => (await call(body, options)).items?.[0].json;
const notice = {
	eventId: 'e-1',
	date: '2026-01-02T03:04:05-03:00',
	event: 'stock.updated',
	companyId: 'c-1',
	data: { produto: { id: 7 }, deposito: { id: 11 } },
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a notice becomes a delivery, its time in UTC', async () => {
	expect(await deliveryOf(JSON.stringify(notice))).toMatchObject({
		event: 'stock.updated',
		id: 'e-1',
		account: 'c-1',
		reference: '7',
		occurredAt: '2026-01-02T06:04:05.000Z',
		verifiedBy: ['signature'],
		data: notice.data,
	});
});

test.each<[string, object, object]>([
	['no id: the hash of its bytes', { eventId: '' }, { id: sha256(JSON.stringify({ ...notice, eventId: '' })) }],
	['no event', { event: 3 }, { event: 'unknown', reference: '7' }],
	['no time', { date: undefined }, { occurredAt: null }],
	['a time that is none', { date: 'yesterday' }, { occurredAt: null }],
	['no company', { companyId: true }, { account: null, data: { ...notice.data, $envelope: { companyId: true } } }],
	['a company as a number: its digits', { companyId: 12345 }, { account: '12345', data: notice.data }],
	['more beside its data', { extra: { a: 1 } }, { data: { ...notice.data, $envelope: { extra: { a: 1 } } } }],
	[
		'envelope fields that are none',
		{ companyId: 7.5, eventId: 5 },
		{ account: null, data: { ...notice.data, $envelope: { companyId: 7.5, eventId: 5 } } },
	],
	[
		'a time and an event that are none',
		{ date: 'yesterday', event: 3, version: 2 },
		{ occurredAt: null, data: { ...notice.data, $envelope: { date: 'yesterday', event: 3, version: 2 } } },
	],
	['no data: all of it counts as data', { data: undefined }, { data: { eventId: 'e-1' } }],
])('a notice with %s', async (_name, other, expected) => {
	expect(await deliveryOf(JSON.stringify({ ...notice, ...other }))).toMatchObject(expected);
});

test.each<[string, string, object, string | null]>([
	['an invoice', 'invoice.updated', { id: 99, tipo: 1, situacao: 5, numero: '001234' }, '5'],
	['a consumer invoice', 'consumer_invoice.created', { id: 99, situacao: 1 }, '1'],
	['a product', 'product.updated', { id: 7, situacao: 'A' }, 'A'],
	['an order', 'order.updated', { id: 1, numero: 15, situacao: { id: 9, valor: 1 } }, '9'],
	['an order whose state has no id', 'order.updated', { id: 1, situacao: { valor: 1 } }, null],
	['a notice without a state', 'invoice.deleted', { id: 99 }, null],
	['a state that is none', 'invoice.updated', { id: 99, situacao: '' }, null],
	['a list of states', 'invoice.updated', { id: 99, situacao: [5] }, null],
])('the state of %s', async (_name, event, data, state) => {
	expect(await deliveryOf(JSON.stringify({ ...notice, event, data }))).toMatchObject({ event, state, data });
});

test.each([
	['2026-09-02T12:18:46Z', '2026-09-02T12:18:46.000Z'],
	['2026-09-02T12:18:46', '2026-09-02T12:18:46.000Z'],
	['2026-09-02 12:18:46', '2026-09-02T12:18:46.000Z'],
	['2026-09-02T12:18:46.123-0300', '2026-09-02T15:18:46.123Z'],
	['2026-09-02', '2026-09-02T00:00:00.000Z'],
])('the time %s is %s, wherever n8n runs', async (date, occurredAt) => {
	expect(await deliveryOf(JSON.stringify({ ...notice, date }))).toMatchObject({ occurredAt });
});

test.each([
	['a list', '[1]', [1]],
	['no JSON', 'not JSON', 'not JSON'],
])('a signed body that is no notice is of event unknown, whole: %s', async (_name, text, body) => {
	expect(await deliveryOf(text)).toMatchObject({ event: 'unknown', id: sha256(text), data: { body } });
});

test.each<[string, object, unknown, boolean]>([
	['of a left out deposit', {}, '11', false],
	['of one of several', {}, ['10', '11'], false],
	['of another deposit', {}, '10', true],
	['without a deposit', { data: { produto: { id: 7 } } }, 'undefined', true],
	['that is about no stock', { event: 'order.updated', data: { id: 1, deposito: { id: 11 } } }, '11', true],
	['with nothing left out', {}, undefined, true],
])('Ignore Deposits: a notice %s', async (_name, other, ignoreDeposits, starts) => {
	const { status, items } = await call(
		JSON.stringify({ ...notice, ...other }),
		ignoreDeposits === undefined ? {} : ({ ignoreDeposits } as IDataObject),
	);
	expect([status, items !== undefined]).toEqual([200, starts]);
});

const order = { ...notice, event: 'order.updated', data: { id: 1, numero: 2, loja: { id: 20 } } };
test.each<[string, object, unknown, boolean]>([
	['of a left out store', {}, ['20', '21'], false],
	['the same, chosen by an expression', {}, '19, 20', false],
	['of another store', {}, ['21'], true],
	['without a store', { data: { id: 1 } }, ['20'], true],
	['that is about no order', { event: 'invoice.created' }, ['20'], true],
])('Ignore Stores: a notice %s', async (_name, other, ignoreStores, starts) => {
	const { status, items } = await call(JSON.stringify({ ...order, ...other }), { ignoreStores } as IDataObject);
	expect([status, items !== undefined]).toEqual([200, starts]);
});

test.each([
	['an object', {}],
	['null', [null]],
])('Ignore Stores given %s: nothing starts, and Bling sends again', async (_name, ignoreStores) => {
	expect(await call(JSON.stringify(order), { ignoreStores } as IDataObject)).toMatchObject({ status: 503, items: undefined });
});

test.each<[string, IDataObject, string, number]>([
	['the present secret', { clientSecret, previousClientSecret: 'old' }, clientSecret, 200],
	['the previous one', { clientSecret, previousClientSecret: 'old' }, 'old', 200],
	['another', { clientSecret, previousClientSecret: 'old' }, 'older', 401],
	['the previous one, where there is no present one', { clientSecret: '', previousClientSecret: 'old' }, 'old', 503],
	['an empty previous one', { clientSecret, previousClientSecret: '' }, '', 401],
])('signed with %s', async (_name, credential, signedWith, status) => {
	expect((await call(JSON.stringify(notice), {}, credential, signedWith)).status).toBe(status);
});
