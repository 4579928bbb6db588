import { json, noContent } from '../../core/http.mts';
import { invalid } from '../errors.mts';
import { total, totalProducts } from '../shop/company.mts';
import type { Company, InvoiceKind, Order } from '../shop/company.mts';
import { situationById } from '../shop/shop.mts';
import { localDate } from '../time.mts';
import { found } from './endpoint.mts';
import { createOrder, replaceOrder } from './pedidoBody.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { idsOf, integerOf, listOf, pageOf, periodOf } from './filters.mts';

const listed = (company: Company, order: Order) => ({
	id: order.id,
	numero: order.numero,
	numeroLoja: order.numeroLoja,
	data: localDate(order.createdAt),
	dataSaida: localDate(order.createdAt),
	dataPrevista: localDate(order.createdAt),
	totalProdutos: totalProducts(order),
	total: total(order),
	contato: { ...order.contact, tipoPessoa: 'F' },
	situacao: { id: order.situacao.id, valor: order.situacao.valor },
	loja: { id: company.lojaId, unidadeNegocio: { id: 0 } },
});

const detailed = (company: Company, order: Order) => ({
	...listed(company, order),
	numeroPedidoCompra: '',
	outrasDespesas: 0,
	observacoes: order.observacoes,
	observacoesInternas: order.observacoesInternas,
	desconto: { valor: order.desconto, unidade: 'REAL' },
	categoria: { id: 0 },
	notaFiscal: { id: order.invoiceId ?? 0 },
	tributacao: { totalICMS: 0, totalIPI: 0 },
	itens: order.items.map((item) => ({
		id: item.id,
		codigo: item.codigo,
		unidade: item.unidade,
		quantidade: item.quantidade,
		desconto: 0,
		valor: item.valor,
		aliquotaIPI: 0,
		descricao: item.descricao,
		descricaoDetalhada: '',
		produto: { id: item.produtoId },
		comissao: { base: 0, aliquota: 0, valor: 0 },
		naturezaOperacao: { id: 0 },
	})),
	parcelas: [
		{
			id: order.id + 1,
			dataVencimento: localDate(order.createdAt),
			valor: total(order),
			observacoes: '',
			caut: '',
			formaPagamento: { id: 5_846_334 },
		},
	],
	transporte: {
		fretePorConta: 0,
		frete: order.frete,
		quantidadeVolumes: 1,
		pesoBruto: 0.5,
		prazoEntrega: 10,
		contato: { id: 0, nome: '' },
		etiqueta: {
			nome: '',
			endereco: '',
			numero: '',
			complemento: '',
			municipio: '',
			uf: '',
			cep: '',
			bairro: '',
			nomePais: '',
		},
		volumes: [],
	},
	vendedor: { id: order.vendedorId ?? 0 },
	intermediador: { cnpj: '', nomeUsuario: '' },
	taxas: { taxaComissao: 0, custoFrete: 0, valorBase: 0 },
});

function list({ company, request: { query }, world }: Call) {
	const now = world.clock.now();
	const placed = periodOf(query, 'data', now);
	const changed = periodOf(query, 'dataAlteracao', now);
	const expected = periodOf(query, 'dataPrevista', now);
	const situations = new Set(idsOf(query, 'idsSituacoes'));
	const storeNumbers = new Set(listOf(query, 'numerosLojas'));
	const number = integerOf(query, 'numero');
	const store = integerOf(query, 'idLoja');
	const contact = integerOf(query, 'idContato');
	const seller = integerOf(query, 'idVendedor');
	const matching = [...company.orders.values()].filter(
		(order) =>
			placed(order.createdAt) &&
			changed(order.updatedAt) &&
			expected(order.createdAt) &&
			(situations.size === 0 || situations.has(order.situacao.id)) &&
			(storeNumbers.size === 0 || storeNumbers.has(order.numeroLoja)) &&
			(number === undefined || order.numero === number) &&
			(store === undefined || company.lojaId === store) &&
			(contact === undefined || order.contact.id === contact) &&
			(seller === undefined || order.vendedorId === seller),
	);
	return json(200, { data: pageOf(matching.reverse(), query).map((order) => listed(company, order)) });
}

const orderOf = (call: Call) => found(call.company.orders.get(call.id('idPedidoVenda')));

const refused = (message: string, element: string, msg: string) => invalid(message, [{ code: 49, msg, element, namespace: 'VENDAS' }]);

function changeSituation(call: Call) {
	const order = orderOf(call);
	const situacao = situationById(call.company, call.id('idSituacao'));
	if (!situacao) throw refused('Não foi possível alterar a situação', 'situacao', 'A situação informada não existe.');
	if (situacao.id !== order.situacao.id) call.world.shop.changeOrder(call.company, order, { situacao });
	return noContent;
}

function launchStock(call: Call, depositId?: number) {
	const { company, world } = call;
	const order = orderOf(call);
	if (depositId !== undefined) found(company.deposits.find(({ id }) => id === depositId));
	if (order.launchedIn !== null) {
		throw refused('Não foi possível lançar o estoque', 'estoque', 'O estoque desta venda já foi lançado.');
	}
	world.shop.launchStock(company, order, depositId);
	return noContent;
}

function returnStock(call: Call) {
	const order = orderOf(call);
	if (order.launchedIn === null) {
		throw refused('Não foi possível estornar o estoque', 'estoque', 'O estoque desta venda não foi lançado.');
	}
	call.world.shop.returnStock(call.company, order);
	return noContent;
}

/** 201 with `idNotaFiscal` at the root, without `data`. */
function createInvoice(call: Call, kind: InvoiceKind) {
	const order = orderOf(call);
	if (order.invoiceId !== null) {
		throw invalid('Não foi possível gerar a nota fiscal', [
			{
				code: 49,
				msg: 'A venda possui erros de validação',
				element: 'venda',
				namespace: 'VENDAS',
				collection: [
					{
						index: 0,
						code: 12,
						msg: 'A venda já possui uma nota fiscal.',
						element: 'notaFiscal',
						namespace: 'VENDAS',
					},
				],
			},
		]);
	}
	return json(201, { idNotaFiscal: call.world.shop.createInvoice(call.company, order, kind).id });
}

const base = '/pedidos/vendas/:idPedidoVenda';

export const pedidos: readonly Endpoint[] = [
	{ method: 'GET', path: '/pedidos/vendas', scope: 'order', run: list },
	{ method: 'POST', path: '/pedidos/vendas', scope: 'order', run: createOrder },
	{ method: 'PUT', path: base, scope: 'order', run: (call) => replaceOrder(call, orderOf(call)) },
	{
		method: 'GET',
		path: base,
		scope: 'order',
		run: (call) => json(200, { data: detailed(call.company, orderOf(call)) }),
	},
	{ method: 'PATCH', path: `${base}/situacoes/:idSituacao`, scope: 'order', run: changeSituation },
	{ method: 'POST', path: `${base}/lancar-estoque`, scope: 'order', run: (call) => launchStock(call) },
	{
		method: 'POST',
		path: `${base}/lancar-estoque/:idDeposito`,
		scope: 'order',
		run: (call) => launchStock(call, call.id('idDeposito')),
	},
	{ method: 'POST', path: `${base}/estornar-estoque`, scope: 'order', run: returnStock },
	{ method: 'POST', path: `${base}/gerar-nfe`, scope: 'order', run: (call) => createInvoice(call, 'nfe') },
	{ method: 'POST', path: `${base}/gerar-nfce`, scope: 'order', run: (call) => createInvoice(call, 'nfce') },
];
