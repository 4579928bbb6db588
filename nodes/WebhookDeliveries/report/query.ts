import { z } from 'zod';

import { wellFormed } from '../../shared/json';
import { wholeNumber } from '../../shared/wholeNumber';
import type { Period } from '../history/period';
import { customPeriod, PeriodError, presetPeriod } from '../history/period';
import { pageZone } from './texts';

/** Unsolved failures, or everything. */
export type Tab = 'errors' | 'all';

/** What the page's address asks for. Anybody can write an address, so nothing in it is trusted. */
export interface PageQuery {
	/** Name of a preset, or `custom`. */
	preset: string;
	from: string;
	to: string;
	tab: Tab;
	search: string | undefined;
	/** From 1. */
	page: number;
}

const text = z.string().trim().max(200).transform(wellFormed).catch('');

const querySchema = z
	.object({
		periodo: text,
		de: text,
		ate: text,
		aba: z.enum(['erros', 'todos']).catch('erros'),
		busca: text,
		pagina: wholeNumber.pipe(z.number().min(1).max(10_000)).catch(1),
	})
	.catch({ periodo: '', de: '', ate: '', aba: 'erros', busca: '', pagina: 1 });

const form = z.object({ voltar: z.string().max(2_000) });

/** A posted form names the page it was on. */
function postedFrom(query: unknown): unknown {
	const posted = form.safeParse(query);
	return posted.success ? Object.fromEntries(new URLSearchParams(posted.data.voltar)) : query;
}

/**
 * Reads the page's query parameters: `periodo`, `de`, `ate`, `aba`, `busca`, `pagina`; or those
 * that a posted form names. Never throws.
 */
export function readQuery(query: unknown): PageQuery {
	const { periodo, de, ate, aba, busca, pagina } = querySchema.parse(postedFrom(query));
	return {
		preset: de !== '' && (periodo === '' || periodo === 'custom') ? 'custom' : periodo || 'last24Hours',
		from: de,
		to: ate,
		tab: aba === 'todos' ? 'all' : 'errors',
		search: busca === '' ? undefined : busca,
		page: pagina,
	};
}

/** The address of the same page with something changed: `?…`. */
export function queryString(query: PageQuery, change: Partial<PageQuery> = {}): string {
	const { preset, from, to, tab, search, page } = { ...query, ...change };
	return `?${new URLSearchParams({
		periodo: preset,
		...(preset === 'custom' ? { de: from, ate: to } : {}),
		aba: tab === 'all' ? 'todos' : 'erros',
		...(search === undefined ? {} : { busca: search }),
		...(page > 1 ? { pagina: String(page) } : {}),
	}).toString()}`;
}

/** The requested period; if it is invalid, the last 24 hours and what is wrong with it, in Portuguese. */
export function periodOf({ preset, from, to }: PageQuery): {
	period: Period;
	problem: string | null;
	preset: string;
} {
	const usual = { period: presetPeriod('last24Hours', pageZone) as Period, preset: 'last24Hours' };
	if (preset !== 'custom') {
		const period = presetPeriod(preset, pageZone);
		return period ? { period, problem: null, preset } : { ...usual, problem: null };
	}
	try {
		return { period: customPeriod(from, to === '' ? undefined : to, pageZone), problem: null, preset };
	} catch (error) {
		const known = error instanceof PeriodError;
		const problem = known
			? 'O período não é válido: as datas precisam existir, estar em ordem e nos últimos 30 dias. São mostradas as últimas 24 horas.'
			: 'O período não pôde ser lido. São mostradas as últimas 24 horas.';
		return { ...usual, problem };
	}
}
