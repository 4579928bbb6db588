import type { Random } from '../core/random.mts';
import { empty, refuse } from './errors.mts';
import type { Request } from '../core/http.mts';

/** A company (empresa) of the account. */
export interface Company {
	readonly id: string;
	readonly name: string;
	readonly federalTaxNumber: number;
	readonly environment: 'Development' | 'Production';
}

/** One NFE.io account: webhooks belong to it, and all its companies use them. docs/facts/nfeio.md §1.1 */
export interface Account {
	/** "Chave de Nota Fiscal": everything. */
	mainKey: string;
	/** "Chave de Dados": companies and webhooks, but no invoices. §4.1 */
	dataKey: string;
	readonly companies: readonly Company[];
}

/** Keys that everybody may know. */
export const defaultKeys = {
	mainKey: 'sandbox-nfeio-main-key-00000000000000000000',
	dataKey: 'sandbox-nfeio-data-key-00000000000000000000',
};

/** A fresh account with its two keys and three companies, whose IDs come from `random`. */
export function createAccount(random: Random): Account {
	const company = (name: string, federalTaxNumber: number, environment: Company['environment']): Company => ({
		id: random.hex(24),
		name,
		federalTaxNumber,
		environment,
	});
	return {
		...defaultKeys,
		companies: [
			company('Oficina Exemplo Ltda', 191, 'Production'),
			company('Loja Exemplo de Peças Ltda', 272, 'Production'),
			company('Transportes Exemplo S.A.', 353, 'Development'),
		],
	};
}

type Key = 'main' | 'data';

/** The four ways that the live API accepts; `Bearer` and real Basic are refused. docs/facts/nfeio.md §4.1 */
function keyOf(account: Account, request: Request): Key | undefined {
	const given = [
		request.header('authorization').replace(/^Basic +/, ''),
		request.header('x-nfe-apikey'),
		request.query.get('apikey') ?? '',
	];
	if (given.includes(account.mainKey)) return 'main';
	return given.includes(account.dataKey) ? 'data' : undefined;
}

/** 401 without a key, 403 for the data key if the main one is needed; both with an empty body. */
export function requireKey(account: Account, request: Request, needed: 'any' | 'main'): void {
	const key = keyOf(account, request);
	if (key === undefined) throw refuse(empty(401));
	if (needed === 'main' && key !== 'main') throw refuse(empty(403));
}
