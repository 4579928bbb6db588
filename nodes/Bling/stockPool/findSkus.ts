import { DateTime } from 'luxon';
import { z } from 'zod';

import { blingId } from '../api/blingId';
import type { BlingApi } from '../api/api';
import { dateTimeFormat } from '../api/period';
import { productsById } from '../api/products';
import type { AccountSettings, PoolRequest, Reading } from './batch';

type FoundSkus = Pick<Reading, 'found' | 'lost' | 'page'>;

/** docs/facts/bling.md §4.2: pages of up to 100. */
const pageSize = 100;
/** docs/facts/bling.md §4.6: the active ones, of which alone the pool keeps the stock; all of them are three times as many pages. */
const activeProducts = '2';

const orderRow = z.object({ id: blingId });
const orderItems = z.object({
	itens: z.array(z.object({ codigo: z.string().nullish().catch(''), produto: z.object({ id: blingId }).nullish().catch(null) })).catch([]),
});
const productRow = z.object({ codigo: z.string().catch(''), situacao: z.string().catch('') });

/** The SKUs that events, changed orders and pages of products of one account name. */
export async function findSkus(api: BlingApi, settings: AccountSettings, request: PoolRequest): Promise<FoundSkus> {
	const result: FoundSkus = { found: [], lost: [], page: null };
	const own = ({ companyId }: { companyId: string }) => companyId === settings.companyId;
	await fromProducts(api, request.products.filter(own), result);
	for (const { id, key } of request.orders.filter(own)) await fromOrder(api, id, key, result);
	if (request.changedSince) await fromChangedOrders(api, request.changedSince, result);
	const page = request.page?.[settings.account];
	if (page !== undefined) await fromPage(api, page, result);
	return result;
}

async function fromProducts(api: BlingApi, products: PoolRequest['products'], { found, lost }: FoundSkus): Promise<void> {
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

async function fromOrder(api: BlingApi, id: number, key: string, { found, lost }: FoundSkus): Promise<void> {
	const order = await api.objectIfAny(`/pedidos/vendas/${id}`);
	if (order === undefined) {
		// A deleted order names no products; Bling reports what it gave back as virtual_stock.updated.
		lost.push({ key, reason: 'deleted' });
		return;
	}
	const { itens } = orderItems.parse(order);
	const ids = itens.flatMap(({ produto }) => (produto ? [{ companyId: '', id: produto.id, key }] : []));
	const skus = itens.map(({ codigo }) => codigo?.trim() ?? '').filter((sku) => sku !== '');
	for (const sku of skus) found.push({ sku, key });
	if (skus.length < itens.length)
		await fromProducts(
			api,
			ids.filter(({ id: productId }) => productId > 0),
			{ found, lost: [], page: null },
		);
	if (itens.length === 0) lost.push({ key, reason: 'withoutSku' });
}

async function fromChangedOrders(api: BlingApi, since: string, result: FoundSkus): Promise<void> {
	const from = DateTime.fromISO(since, { zone: 'America/Sao_Paulo' });
	const rows = await api.rows('/pedidos/vendas', { dataAlteracaoInicial: from.toFormat(dateTimeFormat) }, orderRow);
	for (const { id } of rows) await fromOrder(api, id, '', result);
}

async function fromPage(api: BlingApi, page: number | 'all', result: FoundSkus): Promise<void> {
	const query = { criterio: activeProducts };
	const rows = page === 'all' ? await api.list('/produtos', query) : await api.page('/produtos', query, page);
	for (const row of rows) {
		const { codigo, situacao } = productRow.parse(row);
		if (situacao === 'A' && codigo.trim() !== '') result.found.push({ sku: codigo.trim(), key: '' });
	}
	const number = page === 'all' ? Math.max(1, Math.ceil(rows.length / pageSize)) : page;
	const last = page === 'all' || rows.length < pageSize;
	result.page = { number, last, products: page === 'all' ? rows.length : (page - 1) * pageSize + rows.length };
}
