import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { form } from './texts';

/** What a person requested with the form "conciliar". */
export type Asked =
	| { mode: 'list' | 'confirm'; skus: string[] }
	| { mode: 'recent' | 'all' | 'suspects' | 'release' }
	| { mode: 'refused'; why: string };

const formItem = z.object({ [form.what]: z.string() }).passthrough();

/** Whether an item comes from the form. */
export const isForm = (json: IDataObject): boolean => formItem.safeParse(json).success;

const mostSkus = 1000;
const longestSku = 120;

/**
 * The content of the form: each line is one SKU exactly as in Bling, which may contain spaces and
 * commas. Anything that the form does not offer is refused in Portuguese, for the person who filled
 * it in.
 */
export function readForm(json: IDataObject): Asked {
	const chosen = String(json[form.what]);
	const [mode] = Object.entries(form.modes).find(([, label]) => label === chosen) ?? [];
	if (mode === 'recent' || mode === 'all' || mode === 'suspects' || mode === 'release') return { mode };
	if (mode !== 'list' && mode !== 'confirm') return { mode: 'refused', why: form.unknownMode(chosen.slice(0, 80)) };
	const given = json[form.skus];
	const lines = (typeof given === 'string' || typeof given === 'number' ? String(given) : '').split('\n').map((line) => line.trim());
	const skus = [...new Set(lines.filter((line) => line !== ''))];
	const why = problemOf(skus);
	return why === undefined ? { mode, skus } : { mode: 'refused', why };
}

function problemOf(skus: string[]): string | undefined {
	if (skus.length === 0) return form.noSku;
	if (skus.length > mostSkus) return form.tooMany(skus.length);
	const longest = Math.max(...skus.map(({ length }) => length));
	return longest > longestSku ? form.tooLong(longest) : undefined;
}
