import { json } from '../../core/http.mts';
import { total } from '../shop/company.mts';
import type { Company, Order } from '../shop/company.mts';
import { localDate } from '../time.mts';
import { found } from './endpoint.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { integerOf, pageOf, periodOf } from './filters.mts';

/** The one payment method that orders use. */
const paymentMethod = {
	id: 5_846_334,
	descricao: 'Pix',
	tipoPagamento: 17,
	situacao: 1,
	fixa: true,
	padrao: 1,
	finalidade: 1,
	juros: 0,
	multa: 0,
};

/** Each order is to be paid; the IDs are those of the orders plus one. */
const receivable = (order: Order) => ({
	id: order.id + 1,
	situacao: 1,
	vencimento: localDate(order.createdAt),
	valor: total(order),
	idTransacao: '',
	linkQRCodePix: '',
	linkBoleto: '',
	dataEmissao: localDate(order.createdAt),
	contato: { ...order.contact, tipo: 'F' },
	formaPagamento: { id: paymentMethod.id, codigoFiscal: 17 },
	origem: {
		...{ id: order.id, tipoOrigem: 'venda', numero: String(order.numero), dataEmissao: localDate(order.createdAt) },
		...{ valor: total(order), situacao: 1, url: '' },
	},
});

const wholeReceivable = (order: Order) => ({
	...receivable(order),
	saldo: total(order),
	vencimentoOriginal: localDate(order.createdAt),
	numeroDocumento: String(order.numero),
	competencia: localDate(order.createdAt),
	historico: '',
	numeroBanco: '',
	portador: { id: 1 },
	categoria: { id: 1 },
	vendedor: { id: order.vendedorId ?? 0 },
	borderos: [],
	ocorrencia: { tipo: 1 },
});

function receivables({ company, request: { query }, world }: Call) {
	const due = periodOf(query, 'data', world.clock.now());
	const contact = integerOf(query, 'idContato');
	const matching = [...company.orders.values()].filter(
		(order) => due(order.createdAt) && (contact === undefined || order.contact.id === contact),
	);
	return json(200, { data: pageOf(matching, query).map(receivable) });
}

const receivableOrder = (call: Call) => found(call.company.orders.get(call.id('idContaReceber') - 1));

/** One NFS-e per NF-e: numbers and contact are those of the order. */
const serviceInvoices = ({ invoices }: Company) =>
	[...invoices.values()].map(({ id, numero, issuedAt, order }) => ({
		id,
		numero,
		numeroRPS: numero,
		serie: '1',
		situacao: 1,
		dataEmissao: localDate(issuedAt),
		valor: total(order),
		contato: { ...order.contact, email: '' },
	}));

/** The scopes that Bling requires here are unknown. */
export const financeiro: readonly Endpoint[] = [
	{ method: 'GET', path: '/contas/receber', scope: 'order', run: receivables },
	{
		method: 'GET',
		path: '/contas/receber/:idContaReceber',
		scope: 'order',
		run: (call) => json(200, { data: wholeReceivable(receivableOrder(call)) }),
	},
	{
		method: 'GET',
		path: '/nfse',
		scope: 'invoice',
		run({ company, request: { query }, world }) {
			const situation = integerOf(query, 'situacao');
			periodOf(query, 'dataEmissao', world.clock.now());
			const matching = serviceInvoices(company).filter(({ situacao }) => situation === undefined || situacao === situation);
			return json(200, { data: pageOf(matching, query) });
		},
	},
	{
		method: 'GET',
		path: '/nfse/:idNotaServico',
		scope: 'invoice',
		run(call) {
			const invoice = found(serviceInvoices(call.company).find(({ id }) => id === call.id('idNotaServico')));
			return json(200, { data: { ...invoice, codigoVerificacao: 'ABC123', link: '' } });
		},
	},
	{
		method: 'GET',
		path: '/formas-pagamentos',
		scope: 'order',
		run: ({ request: { query } }) => json(200, { data: pageOf([paymentMethod], query) }),
	},
	{
		method: 'GET',
		path: '/categorias/produtos',
		scope: 'product',
		run: ({ request: { query } }) => json(200, { data: pageOf([{ id: 4_000_001, descricao: 'Cozinha', categoriaPai: { id: 0 } }], query) }),
	},
];
