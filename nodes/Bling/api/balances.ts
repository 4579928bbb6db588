import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiCall } from '../../shared/http/transport';
import type { BlingApi } from './api';
import { activeDeposits } from './deposits';

/** The API writes some numbers as strings (docs/facts/bling.md §4.6). An empty string is not zero. */
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

/** The balances of one product; by warehouse only if Bling returns them (docs/facts/bling.md §4.5). */
export type Balance = z.infer<typeof balanceSchema>;

const answerSchema = z.object({ data: z.array(balanceSchema.nullable().catch(null)) });

/** Longer addresses are answered 414: 200 IDs work, 300 do not (docs/facts/bling.md §4.5). */
export const batchSize = 100;

/**
 * Without `filtroSaldoEstoque` Bling hides nothing (docs/facts/bling.md §4.5, likely), so one more
 * request, for zero balances only, is enough for a product that is missing from an answer.
 */
const filters: IDataObject[] = [{}, { filtroSaldoEstoque: 0 }];

/**
 * GET /estoques/saldos by product ID, in batches; with `depositId` the totals are that warehouse's
 * and `depositos` is missing. A product in no answer is missing from the map: unknown, never zero.
 * So are all products of a warehouse without rows.
 */
export async function balancesOf(api: BlingApi, productIds: number[], depositId?: number): Promise<Map<number, Balance>> {
	return (await askBalances(api, productIds, depositId)) ?? new Map();
}

/** The balances of existing products in an existing warehouse: one without any row holds none of them. */
export async function balancesIn(api: BlingApi, productIds: number[], depositId: number): Promise<Map<number, Balance>> {
	const nothing = (id: number): Balance => ({
		produto: { id, codigo: undefined },
		saldoFisicoTotal: 0,
		saldoVirtualTotal: 0,
		depositos: undefined,
	});
	return (await askBalances(api, productIds, depositId)) ?? new Map(productIds.map((id) => [id, nothing(id)]));
}

/** Undefined for a warehouse of the account that has no rows at all: Bling may answer 404 then (unconfirmed). */
async function askBalances(api: BlingApi, productIds: number[], depositId: number | undefined): Promise<Map<number, Balance> | undefined> {
	const path = depositId === undefined ? '/estoques/saldos' : `/estoques/saldos/${depositId}`;
	const found = new Map<number, Balance>();
	for (const batch of batches([...new Set(productIds)])) {
		for (const filter of filters) {
			const missing = batch.filter((id) => !found.has(id));
			if (missing.length === 0) break;
			const request: ApiCall = { method: 'GET', path, query: { idsProdutos: missing, ...filter } };
			const answer = await (depositId === undefined ? api.ask(request, answerSchema) : api.find(request, answerSchema));
			if (answer === undefined) {
				if ((await activeDeposits(api)).some(({ id }) => id === depositId)) return undefined;
				// Requested again for Bling's own error: the warehouse does not exist, or is
				// disabled.
				await api.request(request);
			}
			for (const balance of answer?.data ?? []) if (balance) found.set(balance.produto.id, balance);
		}
	}
	return found;
}

/** A query with 200 IDs is this long and works (docs/facts/bling.md §4.5). */
const longestQuery = 6000;
const longestName = 'idsProdutos%5B%5D=&'.length;
const lengthOf = (item: string | number) => longestName + encodeURIComponent(item).length;

/** Whether a single request can hold it at all. */
export const fits = (item: string): boolean => lengthOf(item) <= longestQuery;

/** Splits a list so that each part fits into one request: at most 100 items, fewer if they are long. */
export function batches<T extends string | number>(items: T[]): T[][] {
	const found: T[][] = [];
	let room = 0;
	for (const item of items) {
		const length = lengthOf(item);
		const last = found.at(-1);
		if (last && last.length < batchSize && length <= room) last.push(item);
		else {
			found.push([item]);
			room = longestQuery;
		}
		room -= length;
	}
	return found;
}
