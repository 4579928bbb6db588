import type { Request } from '../core/http.mts';
import { problem, refuse, sentence } from './errors.mts';

/**
 * `pageIndex` from 1 and `pageCount` up to 50, refused in the words of api.nfe.io v1; `usual` by
 * default. docs/facts/nfeio.md §4.4
 */
export function page<T>(
	request: Request,
	all: readonly T[],
	{ smallest, usual, wrongIndex = 'pageIndex must be greater or equal to 1' }: { smallest: number; usual: number; wrongIndex?: string },
) {
	const index = whole(request, 'pageIndex', 1);
	const size = whole(request, 'pageCount', usual);
	if (index < 1) throw refuse(sentence(400, wrongIndex));
	if (size < smallest || size > 50) throw refuse(sentence(400, 'pageCount must be between 1 and 50'));
	return { index, size, items: all.slice((index - 1) * size, index * size) };
}

/** A number in the query, `fallback` by default. Throws the 400 answer for anything but a whole number. */
export function whole(request: Request, name: string, fallback: number): number {
	const given = request.query.get(name);
	if (given === null) return fallback;
	if (!/^-?\d{1,9}$/.test(given)) throw refuse(problem(400, { [name]: [`The value '${given}' is not valid.`] }));
	return Number(given);
}
