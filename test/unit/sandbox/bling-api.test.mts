import { z } from 'zod';

import { startSandbox, tokenFor, worldOf } from './support.mts';
import type { TestSandbox } from './support.mts';

let world: TestSandbox;
let token: string;
beforeEach(async () => {
	world = await startSandbox();
	token = (await tokenFor(world)).oauthTokenData.access_token;
});
afterEach(() => world.close());

const call = (path: string, init: RequestInit = {}) =>
	fetch(`${world.bling}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
const errorOf = async (response: Response) =>
	z
		.object({
			error: z.object({
				type: z.string(),
				limit: z.number().optional(),
				period: z.string().optional(),
				fields: z.array(z.object({ element: z.string(), msg: z.string() })).optional(),
			}),
		})
		.parse(await response.json()).error;
const fast = () => world.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
const first = async () => (await worldOf(world)).companies[0];

test('answers 429 to the fourth request of a second, and tells how many it answered', async () => {
	const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await call('/depositos')).status));
	expect(statuses.filter((status) => status === 200)).toHaveLength(3);
	const refused = await errorOf(await call('/depositos'));
	expect(refused).toMatchObject({ type: 'TOO_MANY_REQUESTS', limit: 3, period: 'second' });
	expect(await world.read('/sandbox/bling/requests?status=429')).toMatchObject({ counts: { 200: 3, 429: 3 } });
});

test('has limits per account, not per app', async () => {
	await world.act('limits', { perSecond: 1, dayQuota: 1, ipBlocks: true });
	const { companies } = await worldOf(world);
	const other = (await tokenFor(world, { app: 'test-client-id-1', company: companies[0].id })).oauthTokenData.access_token;
	const elsewhere = (await tokenFor(world, { company: companies[1].id })).oauthTokenData.access_token;
	expect((await call('/depositos')).status).toBe(200);
	expect(await errorOf(await call('/depositos', { headers: { authorization: `Bearer ${other}` } }))).toMatchObject({
		limit: 1,
		period: 'day',
	});
	expect((await call('/depositos', { headers: { authorization: `Bearer ${elsewhere}` } })).status).toBe(200);
});

test('blocks an address after 300 errors in ten seconds', async () => {
	for (let index = 0; index < 300; index++) await call('/produtos', { headers: { authorization: 'Bearer wrong' } });
	expect((await call('/depositos')).status).toBe(403);
	await world.act('unblock');
	expect((await call('/depositos')).status).toBe(200);
});

test.each([
	['an unknown path', '/nothing', 'GET', undefined, 404, 'RESOURCE_NOT_FOUND'],
	['a wrong method', '/estoques', 'DELETE', undefined, 405, 'METHOD_NOT_ALLOWED'],
	['malformed JSON', '/estoques', 'POST', '{', 400, 'INVALID_REQUEST_BODY'],
	['no body', '/estoques', 'POST', undefined, 400, 'EMPTY_REQUEST_BODY'],
	['missing fields', '/estoques', 'POST', '{}', 400, 'MISSING_REQUIRED_FIELD_ERROR'],
	['an id that is no number', '/produtos/..%2f1', 'GET', undefined, 404, 'RESOURCE_NOT_FOUND'],
	['a period over a year', '/pedidos/vendas?dataInicial=2020-01-01&dataFinal=2026-01-01', 'GET', undefined, 400, 'VALIDATION_ERROR'],
	['page 0', '/produtos?pagina=0', 'GET', undefined, 400, 'VALIDATION_ERROR'],
])('%s', async (_name, path, method, body, status, type) => {
	const response = await call(path, { method, body });
	expect(response.status).toBe(status);
	expect((await errorOf(response)).type).toBe(type);
});

test.each([
	[undefined, 401, 'invalid_token'],
	['Bearer wrong', 401, 'invalid_token'],
	['Basic eDp5', 400, 'invalid_request'],
])('authorization %p', async (authorization, status, type) => {
	const response = await fetch(`${world.bling}/depositos`, {
		headers: authorization ? { authorization } : {},
	});
	expect(response.status).toBe(status);
	expect((await errorOf(response)).type).toBe(type);
});

const balances = z.object({
	data: z.array(
		z.object({
			produto: z.object({ id: z.number() }),
			saldoFisicoTotal: z.number(),
			saldoVirtualTotal: z.number(),
		}),
	),
});
const saldos = async (ids: number[], filter = '') =>
	balances.parse(await (await call(`/estoques/saldos?${ids.map((id) => `idsProdutos[]=${id}`).join('&')}${filter}`)).json()).data;

test('posts B, E and S, refuses a composition, and hides zero balances only on demand', async () => {
	await fast();
	const { products, deposits } = await first();
	const coador = products.find(({ codigo }) => codigo === 'COADOR')?.id ?? 0;
	const kit = products.find(({ formato }) => formato === 'E')?.id ?? 0;
	const post = (id: number, operacao: string, quantidade: number, deposit = deposits[0].id) =>
		call('/estoques', {
			method: 'POST',
			body: JSON.stringify({ produto: { id }, deposito: { id: deposit }, operacao, quantidade }),
		});
	for (const { id } of deposits) expect((await post(coador, 'B', 0, id)).status).toBe(201);
	expect(await saldos([coador])).toHaveLength(1);
	await world.act('behaviour', { omittedFilterHides: true });
	expect(await saldos([coador])).toEqual([]);
	expect(await saldos([coador], '&filtroSaldoEstoque=0')).toHaveLength(1);
	await post(coador, 'E', 7.5);
	await post(coador, 'S', 2);
	expect(await saldos([coador])).toMatchObject([{ saldoFisicoTotal: 5.5, saldoVirtualTotal: 5.5 }]);
	const refused = await post(kit, 'B', 1);
	expect(refused.status).toBe(400);
	expect((await errorOf(refused)).fields?.[0].element).toBe('produto');
});

const rowsOf = async (path: string) =>
	z
		.object({
			data: z.array(
				z
					.object({
						id: z.number().optional(),
						codigo: z.string().optional(),
						situacao: z.string().optional(),
					})
					.passthrough(),
			),
		})
		.parse(await (await call(path)).json()).data;

test('balances by code alone: unknown codes and inactive products are left out, none at all is a 400', async () => {
	await fast();
	const { products } = await first();
	const id = products.find(({ codigo }) => codigo === 'COADOR')?.id;
	expect(await rowsOf('/estoques/saldos?codigos[]=COADOR&codigos[]=CAN-300&codigos[]=X')).toHaveLength(2);
	expect((await call('/estoques/saldos?codigos[]=X')).status).toBe(400);
	await call(`/produtos/${id}`, { method: 'PATCH', body: '{"situacao":"I"}' });
	expect((await call('/estoques/saldos?codigos[]=COADOR')).status).toBe(400);
	expect(await rowsOf(`/estoques/saldos?idsProdutos[]=${id}&idsProdutos[]=1`)).toHaveLength(1);
	expect(await rowsOf('/estoques/saldos?idsProdutos[]=1')).toEqual([]);
});

test('products: `codigo` finds one, `criterio` tells active, inactive and deleted ones apart', async () => {
	await fast();
	const { products } = await first();
	const id = (code: string) => products.find(({ codigo }) => codigo === code)?.id;
	await call(`/produtos/${id('COADOR')}`, { method: 'PATCH', body: '{"situacao":"I"}' });
	await world.act('delete-product', { product: 'MOEDOR' });
	const situations = async (query: string) => [...new Set((await rowsOf(`/produtos?${query}`)).map(({ situacao }) => situacao))].sort();
	expect(await rowsOf('/produtos?codigo=CAN-300')).toMatchObject([{ codigo: 'CAN-300' }]);
	expect(await rowsOf('/produtos?codigo=CAN')).toEqual([]);
	expect(await situations('')).toEqual(['A']);
	expect(await situations('criterio=1')).toEqual(['A']);
	expect(await situations('criterio=2')).toEqual(['A']);
	expect(await situations('criterio=3')).toEqual(['I']);
	expect(await situations('criterio=4')).toEqual(['E']);
	expect(await situations('criterio=5')).toEqual(['A', 'E', 'I']);
});

test('PATCH of a product keeps what it is told, inside a group too; a simple product has a structure and no variations', async () => {
	await fast();
	const path = `/produtos/${(await first()).products.find(({ codigo }) => codigo === 'COADOR')?.id}`;
	const changed = await call(path, { method: 'PATCH', body: '{"estoque":{"localizacao":"14A"}}' });
	expect(await changed.json()).toMatchObject({ data: { variations: null } });
	expect(await (await call(path)).json()).toMatchObject({
		data: {
			estoque: { localizacao: '14A', maximo: 100, saldoVirtualTotal: expect.any(Number) },
			estrutura: { tipoEstoque: 'F', componentes: [] },
			variacoes: [],
		},
	});
});

test('PUT of a posting changes no balance', async () => {
	await fast();
	const { products, deposits } = await first();
	const id = products.find(({ codigo }) => codigo === 'COADOR')?.id ?? 0;
	const body = JSON.stringify({
		produto: { id },
		deposito: { id: deposits[0].id },
		operacao: 'B',
		quantidade: 3,
	});
	const posted = z.object({ data: z.object({ id: z.number() }) }).parse(await (await call('/estoques', { method: 'POST', body })).json());
	const before = await saldos([id]);
	const put = (posting: number) => call(`/estoques/${posting}`, { method: 'PUT', body: '{"preco":4.9,"custo":3,"observacoes":"n"}' });
	expect((await put(posted.data.id)).status).toBe(204);
	expect((await put(1)).status).toBe(404);
	expect(await saldos([id])).toEqual(before);
});

test('an open order lowers the virtual balance only, of its product and of the kits that contain it', async () => {
	await fast();
	const { products } = await first();
	const id = (code: string) => products.find(({ codigo }) => codigo === code)?.id ?? 0;
	await world.act('move-stock', { product: 'CAN-300', quantity: 100 });
	await world.act('move-stock', { product: 'CAFE-250', quantity: 500 });
	const [before] = await saldos([id('CAN-300')]);
	const order = z.object({ id: z.number() }).parse(await world.act('create-order', { product: 'CAN-300', quantity: 4 }));
	const [after] = await saldos([id('CAN-300')]);
	expect(after.saldoFisicoTotal).toBe(before.saldoFisicoTotal);
	expect(after.saldoVirtualTotal).toBe(before.saldoVirtualTotal - 4);
	expect((await call(`/pedidos/vendas/${order.id}/lancar-estoque`, { method: 'POST' })).status).toBe(204);
	const [posted] = await saldos([id('CAN-300')]);
	expect(posted).toMatchObject({
		saldoFisicoTotal: before.saldoFisicoTotal - 4,
		saldoVirtualTotal: after.saldoVirtualTotal,
	});
	expect((await call(`/pedidos/vendas/${order.id}/estornar-estoque`, { method: 'POST' })).status).toBe(204);
	expect((await call(`/pedidos/vendas/${order.id}/situacoes/12`, { method: 'PATCH' })).status).toBe(204);
	expect((await saldos([id('CAN-300')]))[0]).toEqual(before);
});

test('an order reserves in the deposit that it names, else in the default one', async () => {
	await fast();
	const { products, deposits } = await first();
	const id = products.find(({ codigo }) => codigo === 'CAN-300')?.id ?? 0;
	const [standard, other] = deposits.map((deposit) => String(deposit.id));
	for (const deposit of [standard, other]) await world.act('move-stock', { product: 'CAN-300', deposit, quantity: 100, operation: 'B' });
	const virtual = async (deposit: string) => {
		const { data } = (await (await call(`/estoques/saldos/${deposit}?idsProdutos[]=${id}`)).json()) as {
			data: Array<{ saldoVirtualTotal: number }>;
		};
		return data[0].saldoVirtualTotal;
	};
	const before = await virtual(standard);
	await world.act('create-order', { product: 'CAN-300', quantity: 4, deposit: other });
	expect([await virtual(standard), await virtual(other)]).toEqual([before, 96]);
	await world.act('order-situation', { situation: '12' });
	expect([await virtual(standard), await virtual(other)]).toEqual([before, 100]);
});

test('pages without a total: a short page is the last', async () => {
	await fast();
	await world.act('generate-products', { count: 150, stocked: true });
	const sizes: number[] = [];
	for (const page of [1, 2, 3]) {
		const answer = z.object({ data: z.array(z.unknown()) }).parse(await (await call(`/produtos?pagina=${page}`)).json());
		sizes.push(answer.data.length);
	}
	expect(sizes[0]).toBe(100);
	expect(sizes[1]).toBeGreaterThan(50);
	expect(sizes[2]).toBe(0);
});

test('refuses a query that is too long', async () => {
	expect((await call(`/estoques/saldos?${'idsProdutos[]=1&'.repeat(600)}`)).status).toBe(414);
});

test('breaks on demand: 500, garbage, no answer', async () => {
	await world.act('api-faults', { errors: 1, garbage: 1 });
	expect((await call('/depositos')).status).toBe(500);
	await expect((await call('/depositos')).json()).rejects.toThrow();
	await world.act('api-faults', { hangs: 1 });
	await expect(call('/depositos', { signal: AbortSignal.timeout(100) })).rejects.toThrow();
	expect((await call('/depositos')).status).toBe(200);
});
