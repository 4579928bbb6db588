import { z } from 'zod';

import { clockMs } from '../shared/clock';
import type { BlingApi } from './api';

const moduleSchema = z.object({ id: z.coerce.number(), nome: z.string().catch('') });
const situationSchema = z.object({ id: z.coerce.number(), nome: z.string().catch('') });

type Situation = z.infer<typeof situationSchema>;

/** People add situations rarely; a longer memory would refuse a new one for longer. */
const rememberMs = 60_000;

const remembered = new Map<string, { at: number; situations: Promise<Situation[]> }>();

/** The situations of sales orders in this account, custom ones included (vendors/bling.md §4.7). */
export async function orderSituations(api: BlingApi): Promise<Situation[]> {
	const known = remembered.get(api.key);
	if (known && clockMs() - known.at < rememberMs) return await known.situations;
	const situations = askSituations(api);
	remembered.set(api.key, { at: clockMs(), situations });
	situations.catch(() => remembered.delete(api.key));
	return await situations;
}

async function askSituations(api: BlingApi): Promise<Situation[]> {
	const list = z.object({ data: z.array(z.unknown()) });
	const modules = list.parse(await api.get('/situacoes/modulos')).data.map((row) => moduleSchema.parse(row));
	// Module "Vendas", seen as 98310 (vendors/bling.md §4.7); the name is what every account has.
	const sales = modules.find(({ nome }) => nome === 'Vendas');
	if (!sales) return [];
	const { data } = list.parse(await api.get(`/situacoes/modulos/${sales.id}`));
	return data.map((row) => situationSchema.parse(row));
}
