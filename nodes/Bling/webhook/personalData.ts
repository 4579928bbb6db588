import type { PersonalData } from '../../shared/privacy/personalData';
import { besideKey } from '../../shared/trigger/wholeBody';
import { eventNames } from './events';

const orders = ['order.'];
const invoices = ['invoice.', 'consumer_invoice.'];
const things = ['product.', 'product_supplier.', 'stock.', 'virtual_stock.', 'legacy.stock'];

/**
 * Bling's webhooks only have IDs; personal data is in what is fetched for them (docs/facts/bling.md
 * §2.4, §4.6 to §4.8; the fields of an invoice are in the published API description) and in the old
 * callbacks (§2.5), of which only samples are known.
 */
export const personalData: PersonalData = {
	fields: [
		{ path: 'resource.contato', events: orders, holds: ['name', 'taxId'], certainty: 'certain' },
		{ path: 'resource.observacoes', events: orders, holds: ['text'], certainty: 'certain' },
		{ path: 'resource.observacoesInternas', events: orders, holds: ['text'], certainty: 'certain' },
		{ path: 'resource.transporte.contato', events: orders, holds: ['name'], certainty: 'certain' },
		{ path: 'resource.intermediador', events: orders, holds: ['name', 'taxId'], certainty: 'certain' },
		{
			path: 'resource.contato',
			events: invoices,
			holds: ['name', 'taxId', 'email', 'phone', 'address'],
			certainty: 'certain',
		},
		{ path: 'resource.transporte.transportador', events: invoices, holds: ['name', 'taxId'], certainty: 'certain' },
		{ path: 'resource.itens.informacoesAdicionais', events: invoices, holds: ['text'], certainty: 'certain' },
		{ path: 'resource.xml', events: invoices, holds: ['document'], certainty: 'certain' },
		{ path: 'resource.linkDanfe', events: invoices, holds: ['document'], certainty: 'certain' },
		{ path: 'resource.linkPDF', events: invoices, holds: ['document'], certainty: 'certain' },
		{
			path: 'resource.transporte.etiqueta',
			events: [...orders, ...invoices],
			holds: ['name', 'address'],
			certainty: 'certain',
		},
		{ path: 'resource.parcelas.observacoes', events: [...orders, ...invoices], holds: ['text'], certainty: 'certain' },
		{ path: 'resource.fornecedor.contato', events: ['product.'], holds: ['name'], certainty: 'certain' },
		{
			path: 'data.cliente',
			events: ['legacy.order'],
			holds: ['name', 'taxId', 'email', 'phone', 'address'],
			certainty: 'certain',
		},
		{ path: 'data.observacoes', events: ['legacy.order'], holds: ['text'], certainty: 'certain' },
		{ path: 'data.observacaointerna', events: ['legacy.order'], holds: ['text'], certainty: 'certain' },
		{ path: 'data.vendedor', events: ['legacy.order', 'legacy.invoice'], holds: ['name'], certainty: 'likely' },
		{ path: 'data.cliente', events: ['legacy.invoice'], holds: ['name', 'taxId', 'address'], certainty: 'likely' },
		{ path: 'data.contato', events: ['legacy.invoice'], holds: ['name'], certainty: 'likely' },
		{ path: 'data.cnpj', events: ['legacy.invoice'], holds: ['taxId'], certainty: 'likely' },
		{ path: 'data.xml', events: ['legacy.invoice'], holds: ['document'], certainty: 'likely' },
		{ path: 'data.linkDanfe', events: ['legacy.invoice'], holds: ['document'], certainty: 'likely' },
		{ path: `data.${besideKey}`, holds: ['text'], certainty: 'unconfirmed' },
	],
	kept: [
		'id',
		'idPedido',
		...[
			'numero',
			'numeroLoja',
			'numeroPedidoLoja',
			'numeroOrdemCompra',
			'serie',
			'chaveAcesso',
			'loja',
			'tipoIntegracao',
			'tipo',
			'situacao',
			'data',
			'dataSaida',
			'dataEmissao',
			'totalprodutos',
			'totalvenda',
			'valorNota',
			'valorfrete',
			'outrasdespesas',
			'desconto',
			'itens',
			'nota',
			'volumes',
			'codigos_rastreamento',
			'codigosRastreamento',
			'cfops',
		].map((name) => `data.${name}`),
	],
	namesThings: (event) => things.some((beginning) => event.startsWith(beginning)),
	isUndocumented: (event) => event !== 'legacy.stock' && !eventNames.includes(event),
};
