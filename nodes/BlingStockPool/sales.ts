import { z } from 'zod';

import type { BlingApi } from './bling';
import { blingId, isComposite, productsById } from './bling';
import type { Sale } from './document';
import { changedOrders, orderOf } from './findSkus';

/** How many changed orders are read to explain a balance; if there are more, a person must explain it. */
const mostOrders = 60;
/** How many levels of kits within kits are resolved; circular ones end there. */
const deepest = 3;
/** docs/facts/bling.md §4.7: every account has this status. */
const cancelled = 12;

/**
 * docs/facts/bling.md §4.6: V is a kit whose balance is that of its components. What other kits
 * post is not visible in Bling.
 */
const kitSchema = z.object({
	estrutura: z.object({
		tipoEstoque: z.literal('V'),
		componentes: z.array(z.object({ produto: z.object({ id: blingId }), quantidade: z.number() })),
	}),
});

interface Part {
	sku: string;
	quantity: number;
}

/** What orders changed since then hold of these SKUs, directly and as components of kits. */
export async function salesOf(api: BlingApi, skus: string[], since: number): Promise<Sale[]> {
	const rows = await changedOrders(api, since);
	if (rows.length > mostOrders) return [];
	const orders: Array<NonNullable<Awaited<ReturnType<typeof orderOf>>>> = [];
	for (const { id } of rows) orders.push(...[await orderOf(api, id)].flatMap((order) => order ?? []));
	const ids = orders.flatMap(({ itens }) => itens.flatMap(({ produto }) => produto?.id ?? []));
	const known = await partsOf(api, ids, 0);
	return orders.flatMap(({ id, situacao, itens }) => {
		const parts = itens.flatMap(({ codigo, quantidade, produto }) =>
			times(known.get(produto?.id ?? 0) ?? [{ sku: codigo?.trim() ?? '', quantity: 1 }], quantidade ?? 0),
		);
		return skus.flatMap((sku) => {
			const quantity = parts.reduce((sum, part) => (part.sku === sku ? sum + part.quantity : sum), 0);
			return quantity > 0 ? [{ sku, order: id, quantity, cancelled: situacao?.id === cancelled }] : [];
		});
	});
}

const times = (parts: Part[], count: number): Part[] => parts.map(({ sku, quantity }) => ({ sku, quantity: quantity * count }));

/** What one unit of each product takes from stock: itself, and the components of a kit. */
async function partsOf(api: BlingApi, ids: number[], depth: number): Promise<Map<number, Part[]>> {
	const found = new Map<number, Part[]>();
	if (ids.length === 0) return found;
	for (const [id, product] of await productsById(api, ids)) {
		const own = { sku: product.codigo.trim(), quantity: 1 };
		found.set(id, [own, ...(isComposite(product) && depth < deepest ? await componentsOf(api, id, depth + 1) : [])]);
	}
	return found;
}

async function componentsOf(api: BlingApi, id: number, depth: number): Promise<Part[]> {
	const kit = kitSchema.safeParse(await api.objectIfAny(`/produtos/${id}`));
	const components = kit.data?.estrutura.componentes ?? [];
	const parts = await partsOf(
		api,
		components.map(({ produto }) => produto.id),
		depth,
	);
	return components.flatMap(({ produto, quantidade }) => times(parts.get(produto.id) ?? [], quantidade));
}
