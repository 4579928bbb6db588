import { z } from 'zod';

import { blingId } from './blingId';
import type { BlingApi } from './api';
import { batches } from './balances';

/**
 * docs/facts/bling.md §4.6: all products, not only the recently added ones; a `situacao` other than
 * A or I means deleted.
 */
const allProducts = { criterio: 5 };

const productSchema = z.object({
	id: blingId,
	codigo: z.string().catch(''),
	nome: z.string().catch(''),
	situacao: z.string().catch(''),
	formato: z.string().catch(''),
});

/** A product in the list of products. */
export type ProductRow = z.infer<typeof productSchema>;

/** `formato` of a product whose stock Bling computes from its components (docs/facts/bling.md §4.6). */
export const isComposite = ({ formato }: ProductRow) => formato === 'E';

const exists = ({ situacao }: ProductRow) => situacao === 'A' || situacao === 'I';

async function rowsOf(api: BlingApi, filter: string, values: Array<string | number>): Promise<ProductRow[]> {
	const found: ProductRow[] = [];
	for (const batch of batches([...new Set(values)])) {
		const rows = await api.rows('/produtos', { ...allProducts, [filter]: batch }, productSchema);
		for (const row of rows) if (exists(row)) found.push(row);
	}
	return found;
}

/** The existing products of these ids. */
export async function productsById(api: BlingApi, ids: number[]): Promise<Map<number, ProductRow>> {
	return new Map((await rowsOf(api, 'idsProdutos', ids)).map((product) => [product.id, product]));
}

/**
 * The existing products of these SKUs, ignoring spaces around a `codigo`; several for one SKU only
 * if none or more than one of them is active.
 */
export async function productsBySku(api: BlingApi, skus: string[]): Promise<Map<string, ProductRow[]>> {
	const rows = await rowsOf(api, 'codigos', skus);
	return new Map(
		skus.map((sku) => {
			const matching = rows.filter(({ codigo }) => codigo.trim() === sku);
			const active = matching.filter(({ situacao }) => situacao === 'A');
			return [sku, active.length > 0 ? active : matching];
		}),
	);
}
