import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';

import { clockMs } from '../../shared/clock';
import { rethrow } from '../../shared/rethrow';
import type { BlingApi } from './api';

const rows = z.object({ data: z.array(z.object({ id: z.coerce.number().int(), nome: z.string().catch('') })) });

type Situation = z.infer<typeof rows>['data'][number];

/** People add situations rarely; a longer memory would refuse a new one for longer. */
const rememberMs = 60_000;

interface Remembered {
	account: string;
	at: number;
	situations: Promise<Situation[] | undefined>;
}

const remembered = new Map<string, Remembered>();

/**
 * The situations of sales orders in this account, custom ones included (docs/facts/bling.md §4.7). Undefined where Bling does
 * not tell them: the scope "Situações" is one that a credential which reads orders need not have.
 */
export async function orderSituations(api: BlingApi): Promise<Situation[] | undefined> {
	const account = await api.accountKey();
	const known = remembered.get(api.key);
	if (known?.account === account && clockMs() - known.at < rememberMs) return await known.situations;
	const asked = { account, at: clockMs(), situations: askSituations(api) };
	remembered.set(api.key, asked);
	asked.situations.catch(() => {
		if (remembered.get(api.key) === asked) remembered.delete(api.key);
	});
	return await asked.situations;
}

async function askSituations(api: BlingApi): Promise<Situation[] | undefined> {
	try {
		const { data: modules } = await api.ask({ method: 'GET', path: '/situacoes/modulos' }, rows);
		// Module "Vendas", seen as 98310 (docs/facts/bling.md §4.7); the name is what every account has.
		const sales = modules.find(({ nome }) => nome.trim().toLowerCase() === 'vendas');
		if (!sales) return undefined;
		return (await api.ask({ method: 'GET', path: `/situacoes/modulos/${sales.id}` }, rows)).data;
	} catch (error) {
		if (error instanceof NodeApiError && error.httpCode === '403') return undefined;
		return rethrow(error);
	}
}
