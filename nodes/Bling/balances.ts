import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { BlingApi, BlingRequest } from './api';
import { activeDeposits } from './deposits';

/** The API writes some numbers as strings (vendors/bling.md §4.6). An empty one is not zero. */
export const numeric = z.union([z.number(), z.string().trim().min(1).transform(Number)]).pipe(z.number().finite());

const balanceSchema = z.object({
	produto: z.object({ id: numeric, codigo: z.string().optional().catch(undefined) }),
	saldoFisicoTotal: numeric,
	saldoVirtualTotal: numeric,
	depositos: z
		.array(z.object({ id: numeric, saldoFisico: numeric, saldoVirtual: numeric }))
		.optional()
		.catch(undefined),
});

/** The balances of one product, by deposit only where Bling tells them (vendors/bling.md §4.5). */
export type Balance = z.infer<typeof balanceSchema>;

const answerSchema = z.object({ data: z.array(balanceSchema.nullable().catch(null)) });

/** Longer addresses end in 414 (vendors/bling.md §4.5). */
export const batchSize = 50;

/**
 * Whether Bling hides zero and negative balances when `filtroSaldoEstoque` is left out is unknown (vendors/bling.md §4.5),
 * so a product that is missing from an answer is asked for again with each filter.
 */
const filters: IDataObject[] = [{}, { filtroSaldoEstoque: 0 }, { filtroSaldoEstoque: 2 }];

/**
 * GET /estoques/saldos by product id, in batches; with `depositId` the totals are that deposit's and `depositos` is
 * missing. A product in no answer is missing from the map: unknown, never zero. So are all of a deposit without rows.
 */
export async function balancesOf(
	api: BlingApi,
	productIds: number[],
	depositId?: number,
): Promise<Map<number, Balance>> {
	return (await askBalances(api, productIds, depositId)) ?? new Map();
}

/** The balances of products that exist, in a deposit that does: one without any row holds nothing of them. */
export async function balancesIn(api: BlingApi, productIds: number[], depositId: number): Promise<Map<number, Balance>> {
	const nothing = (id: number): Balance => ({ produto: { id, codigo: undefined }, saldoFisicoTotal: 0, saldoVirtualTotal: 0, depositos: undefined });
	return (await askBalances(api, productIds, depositId)) ?? new Map(productIds.map((id) => [id, nothing(id)]));
}

/** Undefined for a deposit of the account that has no rows at all: Bling may answer 404 then (unconfirmed). */
async function askBalances(api: BlingApi, productIds: number[], depositId: number | undefined): Promise<Map<number, Balance> | undefined> {
	const path = depositId === undefined ? '/estoques/saldos' : `/estoques/saldos/${depositId}`;
	const found = new Map<number, Balance>();
	for (const batch of batches([...new Set(productIds)])) {
		for (const filter of filters) {
			const missing = batch.filter((id) => !found.has(id));
			if (missing.length === 0) break;
			const request: BlingRequest = { method: 'GET', path, query: { idsProdutos: missing, ...filter } };
			const answer = await api.ask({ ...request, mayBeMissing: depositId !== undefined }, answerSchema.optional());
			if (answer === undefined) {
				if ((await activeDeposits(api)).some(({ id }) => id === depositId)) return undefined;
				// Asked once more for its own words: the deposit does not exist, or is switched off.
				await api.request(request);
			}
			for (const balance of answer?.data ?? []) if (balance) found.set(balance.produto.id, balance);
		}
	}
	return found;
}

/** Cuts a list into lists of at most 50: how many products one request for balances names. */
export function batches<T>(items: T[]): T[][] {
	return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
		items.slice(index * batchSize, (index + 1) * batchSize),
	);
}
