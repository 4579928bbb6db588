import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';

import { rethrow } from '../../shared/rethrow';
import { state } from '../../state';
import type { BlingApi } from './api';
import { blingId } from './blingId';

const rows = z.object({ data: z.array(z.object({ id: blingId, nome: z.string().catch('') })) });

/** A status that orders can have. */
export type Situation = z.infer<typeof rows>['data'][number];

/**
 * The statuses of sales orders in this account, including custom ones (docs/facts/bling.md §4.7).
 * Undefined if Bling does not return them: a credential that reads orders may lack the scope
 * "Situações".
 */
export async function orderSituations(api: BlingApi): Promise<Situation[] | undefined> {
	const name = { credential: api.key, credentialState: await api.accountKey() };
	const known = state.blingSituations.get(name);
	if (known !== undefined) return await known;
	const asked = askSituations(api);
	state.blingSituations.keep(name, asked);
	asked.catch(() => state.blingSituations.forget(name, asked));
	return await asked;
}

async function askSituations(api: BlingApi): Promise<Situation[] | undefined> {
	try {
		const { data: modules } = await api.ask({ method: 'GET', path: '/situacoes/modulos' }, rows);
		// Module "Vendas", observed as 98310 (docs/facts/bling.md §4.7); every account has it under
		// this name.
		const sales = modules.find(({ nome }) => nome.trim().toLowerCase() === 'vendas');
		if (!sales) return undefined;
		return (await api.ask({ method: 'GET', path: `/situacoes/modulos/${sales.id}` }, rows)).data;
	} catch (error) {
		if (error instanceof NodeApiError && error.httpCode === '403') return undefined;
		return rethrow(error);
	}
}
