import { z } from 'zod';

import { blingId } from './blingId';
import type { BlingApi } from './api';

const depositSchema = z.object({
	id: blingId,
	descricao: z.string().catch(''),
	padrao: z.boolean().catch(false),
});

type DepositRow = z.infer<typeof depositSchema>;

/** The active warehouses (by default GET /depositos lists no others). */
export async function activeDeposits(api: BlingApi): Promise<DepositRow[]> {
	return await api.rows('/depositos', {}, depositSchema);
}
