import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { numeric } from './balances';
import { blingId } from './blingId';
import { contentOf } from './existingOrder';
import type { OrderLine } from './newOrder';
import { cents } from './newOrder';
import { overlaid } from './overlay';

const words = z.union([z.string(), z.number()]).transform(String);

/** The parts of an order that its totals are made of (contracts/bling.json). */
const schema = z.object({
	contato: z.object({ id: blingId }),
	totalProdutos: numeric,
	desconto: z.object({ valor: numeric, unidade: z.string().nullish() }).nullish(),
	transporte: z.object({ frete: numeric.nullish() }).nullish(),
	itens: z.array(z.object({ codigo: words.nullish(), quantidade: numeric, valor: numeric })),
	parcelas: z.array(z.object({ valor: numeric }).passthrough()).nullish(),
});

/** The changes to an order; undefined leaves a field as it is. Money in reais. */
export interface OrderChanges {
	contactId: number | undefined;
	/** As Bling names them: `data`, `dataPrevista`, `observacoes`, `observacoesInternas`. */
	fields: IDataObject;
	freight: number | undefined;
	discount: number | undefined;
	lines: OrderLine[] | undefined;
}

/** `whole` is what PUT sends; `problem` says why no totals can be computed that Bling accepts. */
export type ChangedOrder = { whole: IDataObject; changed: boolean } | { problem: string };

/**
 * An order with its changes applied, as PUT replaces everything. Bling refuses instalments whose
 * sum is not the total, and an unchanged order (docs/facts/bling.md §4.3): a single instalment
 * follows the total, several are for a person to split.
 */
export function changedOrder(order: IDataObject, { contactId, fields, freight, discount, lines }: OrderChanges): ChangedOrder {
	const parsed = schema.safeParse(order);
	if (!parsed.success) return { problem: 'Bling returned the order in an unexpected format' };
	const { contato, totalProdutos, desconto, transporte, itens, parcelas } = parsed.data;
	const before = itens.map(({ codigo, quantidade, valor }) => ({ sku: codigo?.trim() ?? '', quantity: quantidade, price: valor }));
	const newLines = lines && contentOf(lines) !== contentOf(before) ? lines : undefined;
	const percent = desconto?.unidade === 'PERCENTUAL' && desconto.valor !== 0;
	if (percent && (newLines !== undefined || discount !== undefined)) return { problem: 'the order has a discount in percent' };

	const rows = newLines?.reduce((sum, { quantity, price }) => sum + cents(quantity * price), 0) ?? totalProdutos;
	const less = discount === undefined ? 0 : discount - (desconto?.valor ?? 0);
	const more = freight === undefined ? 0 : freight - (transporte?.frete ?? 0);
	const difference = cents(rows - totalProdutos - less + more);
	const instalments = parcelas ?? [];
	if (difference !== 0 && instalments.length > 1)
		return { problem: `the order has ${instalments.length} instalments, whose sum would no longer match its total` };
	const { whole, changed } = overlaid(order, {
		...fields,
		...(discount === undefined ? {} : { desconto: { valor: discount, unidade: 'REAL' } }),
		...(freight === undefined ? {} : { transporte: { frete: freight } }),
	});
	const [instalment] = instalments;
	const follows = difference !== 0 && instalment !== undefined;
	const paid = follows ? { parcelas: [{ ...instalment, valor: cents(instalment.valor + difference) }] } : {};
	// Another customer's name must not stay next to the new ID.
	const customer = contactId === undefined || contactId === contato.id ? {} : { contato: { id: contactId } };
	return { whole: { ...whole, ...customer, ...paid }, changed: changed || newLines !== undefined || 'contato' in customer };
}
