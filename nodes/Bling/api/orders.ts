import { z } from 'zod';

import type { BlingApi } from './api';
import { numeric } from './balances';
import { blingId } from './blingId';
import { given } from './query';

const words = z.union([z.string(), z.number()]).transform(String);

const orderRow = z.object({
	id: blingId,
	numero: words.nullish().catch(undefined),
	numeroLoja: words.nullish(),
	situacao: z.object({ id: blingId, valor: numeric.nullish() }),
});

/** A sales order as lists show it (docs/facts/bling.md §4.7). */
export type OrderRow = z.infer<typeof orderRow>;

/** What identifies an order in the shop. */
export interface StoreNumber {
	storeNumber: string;
	/** The store ("loja"); undefined for any. */
	storeId: number | undefined;
}

/** The orders with exactly this shop number. Two stores may number alike, and two orders may have the same number. */
export async function ordersByStoreNumber(api: BlingApi, { storeNumber, storeId }: StoreNumber): Promise<OrderRow[]> {
	const rows = await api.rows('/pedidos/vendas', given({ numerosLojas: [storeNumber], idLoja: storeId }), orderRow);
	return rows.filter(({ numeroLoja }) => numeroLoja?.trim() === storeNumber);
}
