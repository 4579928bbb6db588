import { z } from 'zod';

import { blingId } from './blingId';
import type { BlingApi } from './api';

const storeSchema = z.object({ id: blingId, descricao: z.string().catch('') });

/**
 * The stores and marketplaces that orders come from (canais de venda), including disabled ones; an
 * order with store 0 has none.
 */
export async function stores(api: BlingApi): Promise<Array<z.infer<typeof storeSchema>>> {
	return (await api.list('/canais-venda', {})).map((row) => storeSchema.parse(row));
}
