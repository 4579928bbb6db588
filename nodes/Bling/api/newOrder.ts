import type { IDataObject } from 'n8n-workflow';

import { given } from './query';

/** One row of a new order; money in reais. */
export interface OrderLine {
	sku: string;
	description: string | undefined;
	quantity: number;
	/** Per unit. */
	price: number;
}

/** A product that a row names. */
export interface LineProduct {
	id: number;
	codigo: string;
	nome: string;
}

/** What a new order has in addition to its rows. */
export interface OrderHead {
	storeNumber: string;
	storeId: number | undefined;
	contactId: number;
	/** YYYY-MM-DD. */
	day: string;
	expectedDay: string | undefined;
	freight: number | undefined;
	/** In reais, for the whole order. */
	discount: number | undefined;
	paymentMethodId: number | undefined;
	dueDay: string | undefined;
	notes: string | undefined;
	internalNotes: string | undefined;
}

/** Without floating-point noise. */
export const cents = (value: number) => Math.round((value + Number.EPSILON) * 100) / 100;

/** What the customer pays: the rows minus the discount plus the freight. */
export function orderTotal(lines: OrderLine[], { freight = 0, discount = 0 }: Pick<OrderHead, 'freight' | 'discount'>): number {
	const rows = lines.reduce((sum, { quantity, price }) => sum + cents(quantity * price), 0);
	return cents(rows - discount + freight);
}

/** The rows in Bling's format. */
export const orderItems = (lines: OrderLine[], products: Map<string, LineProduct>): IDataObject[] =>
	lines.map(({ sku, description, quantity, price }) => {
		const product = products.get(sku);
		return given({
			produto: product && { id: product.id },
			codigo: sku,
			descricao: description ?? product?.nome ?? sku,
			quantidade: quantity,
			valor: price,
		});
	});

/**
 * The body of POST /pedidos/vendas. One instalment for the total if a payment method is given:
 * differing sums are refused (docs/facts/bling.md §4.3).
 */
export function orderBody(head: OrderHead, lines: OrderLine[], products: Map<string, LineProduct>): IDataObject {
	const { day, discount, freight, paymentMethodId, storeId } = head;
	const instalment = { dataVencimento: head.dueDay ?? day, valor: orderTotal(lines, head), formaPagamento: { id: paymentMethodId } };
	return {
		...given({
			numeroLoja: head.storeNumber,
			loja: storeId === undefined ? undefined : { id: storeId },
			contato: { id: head.contactId },
			data: day,
			dataSaida: day,
			dataPrevista: head.expectedDay ?? day,
			desconto: discount === undefined ? undefined : { valor: discount, unidade: 'REAL' },
			transporte: freight === undefined ? undefined : { frete: freight },
			observacoes: head.notes,
			observacoesInternas: head.internalNotes,
			itens: orderItems(lines, products),
		}),
		parcelas: paymentMethodId === undefined ? [] : [instalment],
	};
}
