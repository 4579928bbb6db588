import { contractOf } from '../support/contract.mts';
import { startSandbox, tokenFor, worldOf } from '../unit/sandbox/support.mts';
import type { TestSandbox } from '../unit/sandbox/support.mts';

interface Call {
	method?: string;
	path: string;
	query?: string;
	body?: unknown;
	status: number;
}

const contract = contractOf('bling');
let world: TestSandbox;
beforeAll(async () => {
	world = await startSandbox();
});
afterAll(() => world.close());

test('every answer of the sandbox fits the published description of Bling', async () => {
	await world.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
	const { oauthTokenData } = await tokenFor(world);
	const mismatches: unknown[] = [];
	for (const call of await calls()) {
		const { method = 'GET', path, query = '', body, status } = call;
		const response = await fetch(`${world.bling}${path}?${query}`, {
			method,
			headers: {
				authorization: `Bearer ${oauthTokenData.access_token}`,
				'content-type': 'application/json',
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (response.status !== status) mismatches.push({ call, status: response.status, text });
		const answer: unknown = text === '' ? undefined : JSON.parse(text);
		mismatches.push(...contract.checkResponse({ method, path, status: response.status, body: answer }));
		if (status < 300) {
			mismatches.push(...contract.checkRequest({ method, path, query: new URLSearchParams(query), body }));
		}
	}
	expect(mismatches).toEqual([]);
}, 60_000);

/** Each endpoint, with what it answers when all is well and when it is not. */
async function calls(): Promise<Call[]> {
	const { companies } = await worldOf(world);
	const [{ products, deposits, orders, invoices, suppliers, contacts }] = companies;
	const [{ id: contact }] = contacts;
	const product = (code: string) => products.find(({ codigo }) => codigo === code)?.id ?? 0;
	const [simple, parent, kit] = [product('CAN-300'), product('CAMISETA'), product('KIT-MANHA')];
	const deposit = deposits[0].id;
	const [order, other] = orders.filter(({ invoiceId }) => invoiceId === null).map(({ id }) => `/pedidos/vendas/${id}`);
	const [invoice] = invoices;
	const ids = `idsProdutos[]=${simple}&idsProdutos[]=${kit}`;
	const posting = (id: number, operacao = 'B') => ({
		produto: { id },
		deposito: { id: deposit },
		operacao,
		quantidade: 7,
	});
	const card = { nome: 'Cliente de Teste', tipo: 'F', situacao: 'A', numeroDocumento: '12345678909' };
	const newOrder = (contato: number, produto: number) => ({
		contato: { id: contato },
		data: '2026-11-20',
		dataSaida: '2026-11-20',
		dataPrevista: '2026-11-20',
		numeroLoja: 'CONTRATO',
		itens: [{ descricao: 'Caneca', quantidade: 1, valor: 10, produto: { id: produto } }],
		parcelas: [],
	});
	return [
		{ path: '/empresas/me/dados-basicos', status: 200 },
		{ path: '/depositos', query: 'pagina=1&limite=2', status: 200 },
		{ path: `/depositos/${deposit}`, status: 200 },
		{ path: '/depositos/1', status: 404 },
		{ path: '/estoques/saldos', query: `${ids}&filtroSaldoEstoque=1`, status: 200 },
		{ path: '/estoques/saldos', status: 400 },
		{ path: `/estoques/saldos/${deposit}`, query: ids, status: 200 },
		{ path: '/estoques/saldos/1', query: ids, status: 404 },
		{ method: 'POST', path: '/estoques', body: posting(simple), status: 201 },
		{ method: 'POST', path: '/estoques', body: posting(simple, 'S'), status: 201 },
		{ method: 'POST', path: '/estoques', body: posting(kit), status: 400 },
		{ method: 'POST', path: '/estoques', body: {}, status: 400 },
		{ path: '/produtos', query: 'criterio=5&tipo=T&pagina=1', status: 200 },
		{ path: '/produtos', query: 'codigos[]=CAN-300', status: 200 },
		...[simple, parent, kit].map((id) => ({ path: `/produtos/${id}`, status: 200 })),
		{ path: '/produtos/1', status: 404 },
		{ method: 'PATCH', path: `/produtos/${simple}`, body: { preco: 41.5 }, status: 200 },
		{ method: 'PATCH', path: `/produtos/${simple}`, body: { preco: 'caro' }, status: 400 },
		{ path: `/produtos/fornecedores/${suppliers[0].id}`, status: 200 },
		{ path: '/produtos/fornecedores/1', status: 404 },
		{ path: '/pedidos/vendas', query: 'limite=10', status: 200 },
		{ path: order, status: 200 },
		{ path: '/pedidos/vendas/1', status: 404 },
		{ method: 'POST', path: '/pedidos/vendas', body: newOrder(contact, simple), status: 201 },
		{ method: 'POST', path: '/pedidos/vendas', body: newOrder(1, simple), status: 400 },
		{ method: 'POST', path: '/produtos', body: { nome: 'Novo', codigo: 'NOVO', tipo: 'P', situacao: 'A', formato: 'S' }, status: 201 },
		{ method: 'POST', path: '/produtos', body: { codigo: 'NOVO' }, status: 400 },
		{ method: 'PUT', path: order, body: newOrder(contact, simple), status: 200 },
		{ method: 'PUT', path: order, body: newOrder(contact, simple), status: 400 },
		{ method: 'PUT', path: '/pedidos/vendas/1', body: newOrder(contact, simple), status: 404 },
		{ path: '/formas-pagamentos', query: 'situacao=1', status: 200 },
		{ path: '/categorias/produtos', status: 200 },
		{ path: '/canais-venda', status: 200 },
		{ path: '/contas/receber', query: 'tipoFiltroData=V', status: 200 },
		{ path: `/contas/receber/${orders[0].id + 1}`, status: 200 },
		{ path: '/contas/receber/1', status: 404 },
		{ path: '/nfse', status: 200 },
		{ path: `/nfse/${invoice.id}`, status: 200 },
		{ path: '/nfse/1', status: 404 },
		{ path: '/contatos', query: 'numeroDocumento=12345678909', status: 200 },
		{ path: `/contatos/${contact}`, status: 200 },
		{ path: '/contatos/1', status: 404 },
		{ method: 'POST', path: '/contatos', body: card, status: 201 },
		{ method: 'POST', path: '/contatos', body: {}, status: 400 },
		{ method: 'PUT', path: `/contatos/${contact}`, body: { id: contact, ...card }, status: 204 },
		{ method: 'PUT', path: '/contatos/1', body: { id: 1, ...card }, status: 404 },
		{ method: 'PATCH', path: `${order}/situacoes/9`, status: 204 },
		{ method: 'PATCH', path: `${order}/situacoes/77`, status: 400 },
		{ method: 'POST', path: `${order}/lancar-estoque`, status: 204 },
		{ method: 'POST', path: `${order}/lancar-estoque`, status: 400 },
		{ method: 'POST', path: `${order}/estornar-estoque`, status: 204 },
		{ method: 'POST', path: `${order}/lancar-estoque/${deposit}`, status: 204 },
		{ method: 'POST', path: `${order}/gerar-nfe`, status: 201 },
		{ method: 'POST', path: `${order}/gerar-nfe`, status: 400 },
		{ method: 'POST', path: `${other}/gerar-nfce`, status: 201 },
		{ path: '/situacoes/modulos', status: 200 },
		{ path: '/situacoes/modulos/98310', status: 200 },
		{ path: '/situacoes/modulos/1', status: 404 },
		{ path: '/nfe', status: 200 },
		{ path: `/nfe/${invoice.id}`, status: 200 },
		{ path: '/nfe/1', status: 404 },
		{ path: `/nfe/documento/${invoice.chaveAcesso}`, query: 'formato=xml', status: 200 },
		{ path: `/nfe/documento/${invoice.chaveAcesso}`, status: 400 },
		{ path: '/nfce', status: 200 },
		{ path: '/nfce/1', status: 404 },
	];
}
