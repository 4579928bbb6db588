import { z } from 'zod';

import type { BlingApi } from './bling';
import { blingId } from './bling';
import type { Problem } from './document';

/** What a person chose in the node of an account. */
export interface AccountSettings {
	account: string;
	/** Deposits whose virtual balances are summed. */
	principals: number[];
	/** The deposit that shows the sum; null if none was chosen. */
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

/** A row of GET /depositos, as far as the pool reads it. */
export type PoolDeposit = z.infer<typeof depositSchema>;

/** The active deposits (GET /depositos lists no others by itself, docs/facts/bling.md §4.5). */
export const poolDeposits = async (api: BlingApi): Promise<PoolDeposit[]> => await api.rows('/depositos', {}, depositSchema);

/** Warehouses of marketplaces: what lies there is sold by that marketplace alone. Bling tells them by their name only. */
export const isFulfilment = (name: string): boolean => /\b(full|fulfill?ment|fba)\b/i.test(name);

/**
 * What makes the choice unfit: the shared deposit is the default one (orders reserve there, so that the sum would count
 * itself) or also a principal (the same), one is gone or switched off, a principal is left out of Bling's own totals (in
 * one account whose figures are known, what orders reserve counts twice then) or belongs to a marketplace.
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
		'The field "Shared Warehouse (Depósito) Name or ID" holds the default deposit, in which orders reserve: choose another one',
	sharedIsPrincipal:
		'The field "Shared Warehouse (Depósito) Name or ID" holds a deposit that is also a principal: take it out of one of the two',
	depositMissing: 'A chosen deposit does not exist or is inactive: choose it anew',
	noPrincipal: 'The field "Main Warehouse (Depósito) Names or IDs" is empty: choose the deposits whose balances are summed',
	noShared: 'The field "Shared Warehouse (Depósito) Name or ID" is empty: choose the deposit that shows the sum',
	principalDisregarded:
		'The field "Main Warehouse (Depósito) Names or IDs" holds a deposit that Bling leaves out of its totals ("Desconsiderar saldo"): change that in Bling, or leave it out',
	principalIsFulfilment:
		'The field "Main Warehouse (Depósito) Names or IDs" holds the warehouse of a marketplace (Full, FBA), by its name: leave it out, or rename it in Bling',
};

/** The same for who edits the node. */
export const adviceOf = ({ code, detail }: Problem): string =>
	`${advice[code]}${detail === '' ? '' : ` (${detail})`}. Nothing is written until then.`;
