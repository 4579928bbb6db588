import type { Request } from '../core/http.mts';
import { errorList, refuse } from './errors.mts';

/** `pageIndex` from 1 and `pageCount` up to 50, as api.nfe.io v1 wants them. docs/facts/nfeio.md §4.4 */
export function page<T>(
	request: Request,
	all: readonly T[],
	{ smallest, largest = 50 }: { smallest: number; largest?: number },
) {
	const index = whole(request, 'pageIndex', 1);
	const size = whole(request, 'pageCount', largest);
	if (index < 1) throw refuse(errorList(400, 'pageIndex must be at least 1'));
	if (size < smallest || size > largest) {
		throw refuse(errorList(400, `pageCount must be between ${smallest} and ${largest}`));
	}
	return { index, size, items: all.slice((index - 1) * size, index * size) };
}

/** A number of the query, `fallback` if it is left out. Throws the 400 answer for what is no whole number. */
export function whole(request: Request, name: string, fallback: number): number {
	const given = request.query.get(name);
	if (given === null) return fallback;
	if (!/^\d{1,9}$/.test(given)) throw refuse(errorList(400, `${name} must be a number`));
	return Number(given);
}
