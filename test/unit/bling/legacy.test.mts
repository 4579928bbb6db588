import type { IDataObject } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import type { FakeRequest } from '../support/contexts.mts';
import { callWebhook, place } from '../support/contexts.mts';

const token = 'fake-callback-token-0001';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Captured by third parties (docs/facts/bling.md §2.5), shortened. */
const stock =
	'{"retorno":{"estoques":[{"estoque":{"codigo":"10001PT37","nome":"Produto Teste + 50% Preto & 37","estoqueAtual":7,"depositos":[{"deposito":{"id":"11701636921","nome":"Geral","saldo":"9.0000000000","desconsiderar":"N","saldoVirtual":"9.0000000000"}}]}}]}}';
const order =
	'{"retorno":{"pedidos":[{"pedido":{"desconto":"0,00","numero":"15","situacao":"Atendido","cliente":{"nome":"Consumidor Final"}}}]}}';
const tracking =
	'{"retorno":{"pedidos":[{"pedido":{"numero":"1827","idPedido":12666027717,"volumes":[{"volume":{"urlRastreamento":"https://rastreio.example"}}]}}]}}';
const invoice = '{"retorno":{"notasfiscais":{"notafiscal":{"serie":"1","numero":"00001","situacao":"Autorizada"}}}}';
const batch = '{"retorno":{"estoques":[{"estoque":{"id":1,"codigo":"A"}},{"estoque":{"id":"2","codigo":"B"}}]}}';

interface Setting {
	options?: IDataObject;
	callbackToken?: string;
	parameters?: IDataObject;
}

async function call(request: FakeRequest, { options = { legacyCallbacks: true }, callbackToken = token, parameters = {} }: Setting = {}) {
	const target = place({
		type: new BlingTrigger(),
		parameters: { events: ['*'], accounts: [], options, ...parameters },
		credentials: { blingOAuth2Api: { clientSecret: 'test-client-secret', callbackToken } },
	});
	return await callWebhook(target, { query: { token }, headers: form, ...request });
}

const rawStock = `data=${stock}`;
const encodedStock = new URLSearchParams({ data: stock }).toString();

test.each<[string, FakeRequest]>([
	['data= with the JSON as it is', { body: rawStock }],
	['data= url-encoded', { body: encodedStock }],
	['url-encoded after another field', { body: `x=1&${encodedStock}` }],
	['JSON with retorno', { body: stock, headers: {} }],
	['JSON with data as text', { body: JSON.stringify({ data: stock }), headers: {} }],
	['JSON with data as an object', { body: JSON.stringify({ data: JSON.parse(stock) }), headers: {} }],
	['with spaces and a line break around', { body: `  ${rawStock}\n` }],
])('reads every wire variant: %s', async (_name, request) => {
	const { status, items = [] } = await call(request);
	expect(status).toBe(200);
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({
		vendor: 'bling',
		event: 'legacy.stock',
		account: null,
		reference: '10001PT37',
		verifiedBy: ['token'],
		data: { codigo: '10001PT37', nome: 'Produto Teste + 50% Preto & 37', estoqueAtual: 7 },
	});
	expect(JSON.stringify(items)).not.toContain(token);
});

test.each<[string, string, object[]]>([
	['an order', order, [{ event: 'legacy.order', reference: '15', state: 'Atendido' }]],
	['tracking', tracking, [{ event: 'legacy.order', reference: '1827', state: null }]],
	['an invoice that is not in a list', invoice, [{ event: 'legacy.invoice', reference: '00001', state: 'Autorizada' }]],
	[
		'a batch',
		batch,
		[
			{ event: 'legacy.stock', reference: '1' },
			{ event: 'legacy.stock', reference: '2' },
		],
	],
])('reads %s', async (_name, body, expected) => {
	const { items = [] } = await call({ body: `data=${body}` });
	expect(items.map(({ json }) => json)).toMatchObject(expected);
});

test.each<[string, unknown, object[]]>([
	[
		'a variation without a code',
		{ retorno: { estoques: [{ estoque: { codigo: '', estoqueAtual: 1 } }] } },
		[{ reference: null, data: { codigo: '', estoqueAtual: 1 } }],
	],
	[
		'beside the entries',
		{ retorno: { pedidos: [{ pedido: { numero: '1' }, origem: 'x' }], pagina: 1 }, conta: 'c' },
		[{ reference: '1', data: { numero: '1', $envelope: { origem: 'x', pagina: 1, conta: 'c' } } }],
	],
	[
		'an entry that is no object',
		{ retorno: { pedidos: ['1827', null] } },
		[{ event: 'legacy.order', data: { body: '1827' } }, { data: { body: null } }],
	],
	[
		'beside the text in data',
		{ data: stock, conta: 'c' },
		[{ event: 'legacy.stock', data: { codigo: '10001PT37', $envelope: { conta: 'c' } } }],
	],
	[
		'a list that nobody knows',
		{ retorno: { produtos: [{ produto: { id: 1 } }] }, conta: 'c' },
		[{ event: 'unknown', data: { retorno: { produtos: [{ produto: { id: 1 } }] }, $envelope: { conta: 'c' } } }],
	],
])('loses nothing of a body: %s', async (_name, body, expected) => {
	const { items = [] } = await call(
		{ body: JSON.stringify(body), headers: {} },
		{ options: { legacyCallbacks: true, unknownEvents: 'emit' } },
	);
	expect(items.map(({ json }) => json)).toMatchObject(expected);
});

test('a body in Latin-1 keeps its letters', async () => {
	const { items = [] } = await call({ body: Buffer.from(`data=${stock.replace('Produto', 'Caçarola')}`, 'latin1') });
	expect(items[0]?.json).toMatchObject({ data: { nome: 'Caçarola Teste + 50% Preto & 37' } });
});

test('the same body twice is two deliveries: a balance may come back to what it was', async () => {
	const ids = [(await call({ body: rawStock })).items?.[0].json.id, (await call({ body: rawStock })).items?.[0].json.id];
	expect(new Set(ids).size).toBe(2);
});

test.each<[string, FakeRequest, Setting]>([
	['the option is off', {}, { options: {} }],
	['the token is wrong', { query: { token: 'fake-callback-token-0002' } }, {}],
	['the token is missing', { query: {} }, {}],
	['the token is empty', { query: { token: '' } }, {}],
	['the token comes twice', { query: { token: [token, token] } }, {}],
	['the credential holds no token', {}, { callbackToken: '' }],
	['the token of the credential is short', { query: { token: 'short' } }, { callbackToken: 'short' }],
	['it also has a (wrong) signature', { headers: { ...form, 'x-bling-signature-256': `sha256=${'0'.repeat(64)}` } }, {}],
	['the token is in the body', { body: `token=${token}&${encodedStock}`, query: {} }, {}],
])('refuses a callback when %s', async (_name, request, setting) => {
	const { status, items } = await call({ body: rawStock, ...request }, setting);
	expect({ status, items }).toEqual({ status: 401, items: undefined });
});

test('a token does not make a signed event: its body is read as a callback only', async () => {
	const forged = JSON.stringify({ eventId: 'e1', event: 'order.created', companyId: 'c', data: { id: 1 } });
	const { items = [], body } = await call({ body: forged, headers: {} }, { options: { legacyCallbacks: true } });
	expect(body).toEqual({ status: 'accepted' });
	expect(items.map(({ json }) => [json.event, json.account])).toEqual([['unknown', null]]);
});

test.each([
	['garbage', 'data=%%%'],
	['empty', ''],
	['no retorno', 'data={"x":1}'],
	['a number', '7'],
	['retorno of text', 'data={"retorno":"x"}'],
])('an authentic body that says nothing is an unknown event, whole: %s', async (_name, body) => {
	expect((await call({ body })).items).toMatchObject([{ json: { event: 'unknown', data: expect.any(Object) } }]);
	expect((await call({ body }, { parameters: { events: ['legacy.stock'] } })).body).toEqual({ status: 'ignored' });
});

test('only chosen legacy events start the workflow', async () => {
	const { body } = await call({ body: `data=${order}` }, { parameters: { events: ['legacy.stock'] } });
	expect(body).toEqual({ status: 'ignored' });
});
