import { DateTime } from 'luxon';
import { z } from 'zod';

import type { BlingApi } from './bling';
import { blingId, dateTimeFormat, productsById } from './bling';
import type { QueueRow, Reading, Work } from './document';

type FoundSkus = Pick<Reading, 'found' | 'lost' | 'page'>;

/** docs/facts/bling.md §4.2: pages of up to 100. */
const pageSize = 100;
/** Pages in one look at all products: a third of a minute at Bling's pace. */
const pagesAtOnce = 50;
/**
 * docs/facts/bling.md §4.6: only the active ones, whose stock the pool manages; all of them would
 * be three times as many pages.
 */
const activeProducts = '2';
const dayMs = 86_400_000;
/** How far back the first hourly look goes. */
const firstLookMs = 7_200_000;

const orderRow = z.object({ id: blingId });
const orderSchema = z.object({
	id: blingId,
	situacao: z.object({ id: z.number() }).nullish().catch(null),
	itens: z
		.array(
			z.object({
				codigo: z.string().nullish().catch(''),
				quantidade: z.number().nullish().catch(null),
				produto: z.object({ id: blingId }).nullish().catch(null),
			}),
		)
		.catch([]),
});
const productRow = z.object({ codigo: z.string().catch(''), situacao: z.string().catch('') });

/** The SKUs that the batch's events, changed orders and pages of products name in one account. */
export async function findSkus(api: BlingApi, company: string, work: Work): Promise<FoundSkus> {
	const result: FoundSkus = { found: [], lost: [], page: null };
	const rows = [...new Map(work.rows.filter((row) => row.company === company).map((row) => [row.key, row])).values()];
	await fromProducts(api, rows.filter(({ kind }) => kind === 'produto').map(idAndKey), result);
	for (const { id, key } of rows.filter(({ kind }) => kind === 'pedido').map(idAndKey)) await fromOrder(api, id, key, result);
	const { sweep, participants, at } = work;
	if (sweep === null) return result;
	const known = participants.find((one) => one.company === company);
	if (sweep.mode !== 'all') {
		const since = sweep.mode === 'recent' ? at - dayMs : (known?.ordersSince ?? at - firstLookMs);
		for (const { id } of await changedOrders(api, since)) await fromOrder(api, id, '', result);
	}
	if (sweep.mode !== 'recent') {
		const [from, count] = sweep.mode === 'all' ? [sweep.fromPage, pagesAtOnce] : [known?.page ?? 1, 1];
		await fromPages(api, from, count, result);
	}
	return result;
}

const idAndKey = ({ reference, key }: QueueRow) => ({ id: Number(reference), key });

async function fromProducts(api: BlingApi, products: Array<{ id: number; key: string }>, { found, lost }: FoundSkus): Promise<void> {
	const rows = await productsById(
		api,
		products.map(({ id }) => id),
	);
	for (const { id, key } of products) {
		const row = rows.get(id);
		const sku = row?.codigo.trim() ?? '';
		if (sku !== '') found.push({ sku, key });
		else lost.push({ key, reason: row ? 'withoutSku' : 'deleted' });
	}
}

/** A sales order; undefined if it was deleted. */
export async function orderOf(api: BlingApi, id: number) {
	const order = await api.objectIfAny(`/pedidos/vendas/${id}`);
	return order === undefined ? undefined : orderSchema.parse(order);
}

async function fromOrder(api: BlingApi, id: number, key: string, { found, lost }: FoundSkus): Promise<void> {
	const order = await orderOf(api, id);
	if (order === undefined) {
		// A deleted order names no products; Bling reports the stock it releases as
		// virtual_stock.updated.
		if (key !== '') lost.push({ key, reason: 'deleted' });
		return;
	}
	const skus = order.itens.map(({ codigo }) => codigo?.trim() ?? '').filter((sku) => sku !== '');
	for (const sku of skus) found.push({ sku, key });
	const ids = order.itens.flatMap(({ produto }) => (produto && produto.id > 0 ? [{ id: produto.id, key }] : []));
	if (skus.length < order.itens.length) await fromProducts(api, ids, { found, lost: [], page: null });
	if (key !== '' && !found.some((one) => one.key === key)) lost.push({ key, reason: 'withoutSku' });
}

/** The IDs of the orders that changed since then. */
export async function changedOrders(api: BlingApi, since: number) {
	const from = DateTime.fromMillis(since, { zone: 'America/Sao_Paulo' });
	return await api.rows('/pedidos/vendas', { dataAlteracaoInicial: from.toFormat(dateTimeFormat) }, orderRow);
}

async function fromPages(api: BlingApi, from: number, count: number, result: FoundSkus): Promise<void> {
	for (let page = from; ; page++) {
		const rows = await api.page('/produtos', { criterio: activeProducts }, page);
		for (const row of rows) {
			const { codigo, situacao } = productRow.parse(row);
			if (situacao === 'A' && codigo.trim() !== '') result.found.push({ sku: codigo.trim(), key: '' });
		}
		const last = rows.length < pageSize;
		result.page = { next: page + 1, last, products: (page - 1) * pageSize + rows.length };
		if (last || page - from + 1 >= count) return;
	}
}
