import { z } from 'zod';

import type { BlingApi } from './bling';
import { blingId } from './bling';
import type { Problem } from './document';

/** What a person chose in an account's node. */
export interface AccountSettings {
	account: string;
	/** Warehouses whose virtual balances are added up. */
	principals: number[];
	/** The warehouse that shows the sum; null if none was chosen. */
	shared: number | null;
	/** Units that this account never offers. */
	safety: number;
}

const depositSchema = z.object({
	id: blingId,
	descricao: z.string().catch(''),
	padrao: z.boolean().catch(false),
	desconsiderarSaldo: z.boolean().nullable().catch(null),
});

/** The fields of GET /depositos that the pool reads. */
export type PoolDeposit = z.infer<typeof depositSchema>;

/** The active warehouses (by default GET /depositos lists no others, docs/facts/bling.md §4.5). */
export const poolDeposits = async (api: BlingApi): Promise<PoolDeposit[]> => await api.rows('/depositos', {}, depositSchema);

/** Warehouses of marketplaces: only that marketplace sells from them. Bling only identifies them by name. */
export const isFulfilment = (name: string): boolean => /\b(full|fulfill?ment|fba)\b/i.test(name);

/**
 * Why the choice is unsuitable: the shared warehouse is the default one (orders reserve there, so
 * the sum would count itself) or also a main one (the same), one is gone or disabled, a main one is
 * excluded from Bling's own totals (in one account with known figures, orders' reservations then
 * count twice) or belongs to a marketplace.
 */
export function depositProblems({ principals, shared }: Pick<AccountSettings, 'principals' | 'shared'>, rows: PoolDeposit[]): Problem[] {
	const of = (id: number) => rows.find((row) => row.id === id);
	const nameOf = (id: number) => of(id)?.descricao || String(id);
	const problems: Problem[] = [];
	const add = (code: Problem['code'], ids: number[]) => {
		for (const id of ids) problems.push({ code, detail: nameOf(id) });
	};
	if (principals.length === 0) problems.push({ code: 'noPrincipal', detail: '' });
	if (shared === null) return [...problems, { code: 'noShared', detail: '' }];
	add('sharedIsPrincipal', principals.includes(shared) ? [shared] : []);
	add('sharedIsDefault', of(shared)?.padrao ? [shared] : []);
	add(
		'depositMissing',
		[...principals, shared].filter((id) => of(id) === undefined),
	);
	add(
		'principalDisregarded',
		principals.filter((id) => of(id)?.desconsiderarSaldo === true),
	);
	add(
		'principalIsFulfilment',
		principals.filter((id) => isFulfilment(of(id)?.descricao ?? '')),
	);
	return problems;
}

const advice: Record<Problem['code'], string> = {
	sharedIsDefault:
		'The field "Shared Warehouse (Depósito) Name or ID" is the default warehouse, where orders reserve stock: choose another one',
	sharedIsPrincipal:
		'The field "Shared Warehouse (Depósito) Name or ID" is also one of the main warehouses: remove it from one of the two fields',
	depositMissing: 'A chosen warehouse does not exist or is inactive: choose it again',
	noPrincipal: 'The field "Main Warehouse (Depósito) Names or IDs" is empty: choose the warehouses whose balances are added up',
	noShared: 'The field "Shared Warehouse (Depósito) Name or ID" is empty: choose the warehouse that shows the sum',
	principalDisregarded:
		'The field "Main Warehouse (Depósito) Names or IDs" contains a warehouse that Bling excludes from its totals ("Desconsiderar saldo"): change that in Bling, or remove it',
	principalIsFulfilment:
		'The field "Main Warehouse (Depósito) Names or IDs" contains a marketplace\'s warehouse (Full, FBA), judging by its name: remove it, or rename it in Bling',
};

/** The same for the person editing the node. */
export const adviceOf = ({ code, detail }: Problem): string =>
	`${advice[code]}${detail === '' ? '' : ` (${detail})`}. Nothing is written until then.`;
