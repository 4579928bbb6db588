import type { Dispatches, Policy } from '../../core/dispatch.mts';
import type { Random } from '../../core/random.mts';
import { total, totalProducts } from '../shop/company.mts';
import type { Company, Invoice, Order, Product } from '../shop/company.mts';
import { balanceOf } from '../shop/stock.mts';
import { localDate, localDateTime } from '../time.mts';

/** The callbacks of the old API: unsigned, the token is in the URL as typed. docs/facts/bling.md §1.3, §2.5 */
export const callbackKinds = ['estoque', 'pedidos', 'notas'] as const;
type CallbackKind = (typeof callbackKinds)[number];

/** Whether it is a kind of callback that the old API had. */
export const isCallbackKind = (name: string): name is CallbackKind => callbackKinds.some((kind) => kind === name);

/** How the JSON travels: as a form field, after a bare `data=`, or alone. */
export const callbackFormats = ['urlencoded', 'raw', 'json'] as const;
type CallbackFormat = (typeof callbackFormats)[number];

/** Whether it is a way for the JSON to travel. */
export const isCallbackFormat = (name: string): name is CallbackFormat => callbackFormats.some((one) => one === name);

interface Callback {
	readonly companyId: string;
	readonly kind: CallbackKind;
	readonly url: string;
	readonly format: CallbackFormat;
}

/** The old callbacks of all companies. */
export interface Legacy {
	readonly callbacks: Callback[];
	stockChanged(company: Company, product: Product): void;
	orderChanged(company: Company, order: Order): void;
	invoiceChanged(company: Company, invoice: Invoice): void;
	tracking(company: Company, order: Order): void;
}

/** Nothing is published about timeouts and retries of callbacks: one attempt. */
const policy: Policy = { timeoutMs: 5000, retryAfter: () => null };

/** The registered callbacks and what is sent to them, one attempt each. */
export function createLegacy(dispatches: Dispatches, random: Random): Legacy {
	const callbacks: Callback[] = [];

	const send = (company: Company, kind: CallbackKind, reference: string, retorno: unknown) => {
		const text = JSON.stringify({ retorno });
		for (const { companyId, kind: wanted, url, format } of callbacks) {
			if (companyId !== company.id || wanted !== kind) continue;
			dispatches.send({
				event: `callback.${kind}`,
				url,
				body: bodies[format](text),
				headers: () => ({
					'content-type': format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
				}),
				policy,
				account: company.id,
				reference,
			});
		}
	};

	return {
		callbacks,
		stockChanged: (company, product) =>
			send(company, 'estoque', String(product.id), {
				estoques: [{ estoque: stock(company, product, random) }],
			}),
		orderChanged: (company, order) => send(company, 'pedidos', String(order.numero), { pedidos: [{ pedido: legacyOrder(order) }] }),
		invoiceChanged(company, invoice) {
			const entry = { notafiscal: legacyInvoice(company, invoice) };
			// Sometimes not an array.
			send(company, 'notas', String(invoice.id), { notasfiscais: random.chance(0.5) ? [entry] : entry });
		},
		tracking: (company, order) => send(company, 'pedidos', String(order.numero), { pedidos: [{ pedido: tracking(order) }] }),
	};
}

const bodies: Record<CallbackFormat, (json: string) => string> = {
	urlencoded: (json) => new URLSearchParams({ data: json }).toString(),
	raw: (json) => `data=${json}`,
	json: (json) => json,
};

/** Observed with and without an ID, with a null name, and with warehouse IDs as strings and as numbers. */
function stock(company: Company, product: Product, random: Random) {
	const { saldoVirtualTotal, depositos } = balanceOf(company, product);
	return {
		...(random.chance(0.5) && { id: product.id }),
		codigo: product.codigo,
		nome: random.chance(0.1) ? null : product.nome,
		estoqueAtual: saldoVirtualTotal,
		depositos: depositos.map(({ id, saldoFisico, saldoVirtual }, index) => ({
			deposito: {
				id: random.chance(0.5) ? String(id) : id,
				nome: company.deposits[index].descricao,
				saldo: saldoFisico.toFixed(10),
				desconsiderar: company.deposits[index].desconsiderarSaldo ? 'S' : 'N',
				saldoVirtual: saldoVirtual.toFixed(10),
			},
		})),
	};
}

function legacyOrder(order: Order) {
	const date = localDate(order.createdAt);
	return {
		desconto: '0,00',
		observacoes: order.observacoes,
		observacaointerna: '',
		data: date,
		numero: String(order.numero),
		numeroOrdemCompra: '',
		vendedor: '',
		valorfrete: order.frete.toFixed(2),
		outrasdespesas: '0.00',
		totalprodutos: totalProducts(order).toFixed(2),
		totalvenda: total(order).toFixed(2),
		situacao: order.situacao.nome,
		dataSaida: date,
		cliente: {
			id: String(order.contact.id),
			nome: order.contact.nome,
			cnpj: null,
			ie: null,
			indIEDest: '9',
			rg: '',
			endereco: null,
			numero: '',
			complemento: '',
			cidade: null,
			bairro: null,
			cep: null,
			uf: null,
			email: null,
			celular: null,
			fone: null,
		},
		transporte: { tipo_frete: 'R', qtde_volumes: '0', peso_bruto: '0.000' },
		itens: order.items.map((item) => ({
			item: {
				codigo: item.codigo,
				descricao: item.descricao,
				quantidade: item.quantidade.toFixed(4),
				valorunidade: item.valor.toFixed(10),
				precocusto: null,
				descontoItem: '0.00',
				un: item.unidade,
				pesoBruto: '0.00000',
				largura: '0',
				altura: '0',
				profundidade: '0',
				descricaoDetalhada: '',
				unidadeMedida: 'cm',
				gtin: '',
			},
		})),
		parcelas: [
			{
				parcela: {
					idLancamento: String(order.id + 1),
					valor: total(order).toFixed(2),
					dataVencimento: date,
					obs: '',
					destino: '3',
					forma_pagamento: { id: '5846334', descricao: 'Dinheiro', codigoFiscal: '1' },
				},
			},
		],
	};
}

const tracking = (order: Order) => ({
	numero: String(order.numero),
	idPedido: order.id,
	codigos_rastreamento: { codigo_rastreamento: 'XX000000000BR' },
	volumes: [{ volume: { servico: 'SEDEX', codigoRastreamento: 'XX000000000BR' } }],
});

const legacySituations: Record<number, string> = {
	1: 'Pendente',
	2: 'Cancelada',
	5: 'Autorizada',
	6: 'Emitida DANFE',
};

const legacyInvoice = (company: Company, invoice: Invoice) => ({
	serie: '1',
	numero: invoice.numero,
	loja: String(company.lojaId),
	numeroPedidoLoja: null,
	tipo: 'S',
	situacao: legacySituations[invoice.situacao] ?? 'Pendente',
	cliente: {},
	contato: invoice.order.contact.nome,
	cnpj: company.cnpj,
	vendedor: '',
	dataEmissao: localDateTime(invoice.issuedAt),
	valorNota: total(invoice.order).toFixed(2),
	chaveAcesso: invoice.chaveAcesso,
	xml: '',
	linkDanfe: '',
	codigosRastreamento: [],
	cfops: ['6949'],
});
