import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { blingRequest } from './api';

/** The answer sometimes has numbers as strings (vendors/bling.md §4.6). */
const quantity = z.coerce.number();

export const balanceSchema = z.object({
	produto: z.object({ id: z.coerce.number(), codigo: z.string().optional().catch(undefined) }),
	saldoFisicoTotal: quantity,
	saldoVirtualTotal: quantity,
	depositos: z
		.array(z.object({ id: z.coerce.number(), saldoFisico: quantity, saldoVirtual: quantity }))
		.optional()
		.catch(undefined),
});

export type Balance = z.infer<typeof balanceSchema>;

const answerSchema = z.object({ data: z.array(balanceSchema) });

/**
 * Whether Bling hides zero and negative balances when `filtroSaldoEstoque` is left out is unknown (vendors/bling.md §4.5),
 * so a product that is missing from an answer is asked for again with each filter.
 */
const filters: IDataObject[] = [{}, { filtroSaldoEstoque: 0 }, { filtroSaldoEstoque: 2 }];

/** GET /estoques/saldos for up to 50 products. A product in no answer is missing from the map: unknown, never zero. */
export async function balancesOf(
	context: IExecuteFunctions,
	productIds: number[],
	itemIndex: number,
): Promise<Map<number, Balance>> {
	const found = new Map<number, Balance>();
	for (const filter of filters) {
		const missing = productIds.filter((id) => !found.has(id));
		if (missing.length === 0) break;
		const query = { idsProdutos: missing, ...filter };
		const body = await blingRequest(context, { method: 'GET', path: '/estoques/saldos', query }, itemIndex);
		for (const balance of answerSchema.parse(body).data) found.set(balance.produto.id, balance);
	}
	return found;
}
