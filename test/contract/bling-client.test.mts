import { createRequire } from 'node:module';

import type { default as Client } from 'bling-erp-api';
import { z } from 'zod';

import { startSandbox, worldOf } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';

// The npm package `bling-erp-api` against the sandbox: somebody else's reading of the same API (docs/facts/bling.md §4.8).

/** CommonJS whose types say otherwise: Node would give its default export wrapped. */
const { default: Bling }: typeof import('bling-erp-api') = createRequire(import.meta.url)('bling-erp-api');

const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string() });
const apiError = z.object({ rawResponse: z.object({ error: z.object({ type: z.string() }) }) });

let sandbox: TestSandbox;
let client: Client;
beforeEach(async () => {
	sandbox = await startSandbox({ speed: 1 });
	await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	client = new Bling(await authorise(), sandbox.bling);
});
afterEach(() => sandbox.close());

/** OAuth by hand, as the client has none: consent, code, token, and a refresh of it. */
async function authorise(): Promise<string> {
	const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
		fetch(`${sandbox.bling}/oauth/${path}`, {
			method: 'POST',
			redirect: 'manual',
			headers,
			body: new URLSearchParams(form),
		});
	const [{ id: company }] = (await worldOf(sandbox)).companies;
	const consent = { client_id: 'test-client-id', state: 'state', company, decision: 'allow' };
	const back = new URL((await post('authorize', consent)).headers.get('location') ?? '');
	const basic = { authorization: `Basic ${btoa('test-client-id:test-client-secret')}` };
	const tokenOf = async (form: Record<string, string>) => tokenSchema.parse(await (await post('token', form, basic)).json());
	const code = back.searchParams.get('code') ?? '';
	const { refresh_token } = await tokenOf({ grant_type: 'authorization_code', code });
	return (await tokenOf({ grant_type: 'refresh_token', refresh_token })).access_token;
}

const company = async () => (await worldOf(sandbox)).companies[0];
const productId = async (code: string) => (await company()).products.find(({ codigo }) => codigo === code)?.id ?? 0;

/** The type of the error that Bling answers. */
const refusalOf = async (call: Promise<unknown>) =>
	await call.then(
		() => 'answered',
		(error: unknown) => apiError.parse(error).rawResponse.error.type,
	);

test('products: listed, filtered by code and by codes, read', async () => {
	const id = await productId('CAN-300');
	expect((await client.produtos.get({ limite: 2 })).data).toHaveLength(2);
	expect((await client.produtos.get({ codigo: 'CAN-300' })).data).toMatchObject([{ id }]);
	expect((await client.produtos.get({ codigos: ['CAN-300', 'COADOR'] })).data).toHaveLength(2);
	const { data } = await client.produtos.find({ idProduto: id });
	expect(data).toMatchObject({ id, codigo: 'CAN-300', variacoes: [], estrutura: { componentes: [] } });
	expect(await refusalOf(client.produtos.find({ idProduto: 1 }))).toBe('RESOURCE_NOT_FOUND');
});

test('deposits, balances and movements', async () => {
	const { deposits } = await company();
	const id = await productId('COADOR');
	const idDeposito = deposits[0].id;
	expect((await client.depositos.get()).data.map((deposit) => deposit.id)).toEqual(deposits.map((deposit) => deposit.id));
	expect((await client.depositos.find({ idDeposito })).data).toMatchObject({ id: idDeposito, padrao: true });
	const body = { produto: { id }, deposito: { id: idDeposito }, operacao: 'B', quantidade: 7 } as const;
	expect((await client.estoques.create(body)).data.id).toBeGreaterThan(0);
	const [balance] = (await client.estoques.getBalances({ idsProdutos: [id] })).data;
	expect(balance.depositos.find((deposit) => deposit.id === idDeposito)).toMatchObject({ saldoFisico: 7 });
	const inDeposit = await client.estoques.findBalance({ idDeposito, idsProdutos: [id] });
	expect(inDeposit.data).toMatchObject([{ saldoFisicoTotal: 7 }]);
});

test('orders: listed, read, moved, launched, turned into an NF-e that is listed and read', async () => {
	const [{ id: idPedidoVenda }] = (await company()).orders.filter(({ invoiceId }) => invoiceId === null);
	expect((await client.pedidosVendas.get()).data.map(({ id }) => id)).toContain(idPedidoVenda);
	await client.pedidosVendas.postStock({ idPedidoVenda });
	await client.pedidosVendas.changeSituation({ idPedidoVenda, idSituacao: 9 });
	await client.pedidosVendas.generateNfe({ idPedidoVenda });
	const { data: order } = await client.pedidosVendas.find({ idPedidoVenda });
	expect(order).toMatchObject({ situacao: { id: 9 } });
	const idNotaFiscal = order.notaFiscal?.id ?? 0;
	expect((await client.nfes.get()).data.map(({ id }) => id)).toContain(idNotaFiscal);
	expect((await client.nfes.find({ idNotaFiscal })).data).toMatchObject({ id: idNotaFiscal });
});

describe('where the client is wrong', () => {
	test('estoques.update sends PATCH /estoques/{id}: Bling has PUT', async () => {
		const update = client.estoques.update({
			idEstoque: 1,
			operacao: 'B',
			preco: 1,
			custo: 1,
			quantidade: 1,
			observacoes: '',
		});
		expect(await refusalOf(update)).toBe('METHOD_NOT_ALLOWED');
	});

	test('depositos.update sends PATCH /depositos/{id}: Bling has PUT', async () => {
		const [{ id: idDeposito }] = (await company()).deposits;
		const change = {
			idDeposito,
			descricao: 'Geral',
			situacao: 1,
			padrao: true,
			desconsiderarSaldo: false,
		} as const;
		expect(await refusalOf(client.depositos.update(change))).toBe('METHOD_NOT_ALLOWED');
	});

	test('nfes.send is published, and not imitated here: 501', async () => {
		expect(await refusalOf(client.nfes.send({ idNotaFiscal: 1 }))).toBe('NOT_IMPLEMENTED');
	});
});
