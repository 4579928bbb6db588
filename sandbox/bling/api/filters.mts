import { invalid } from '../errors.mts';
import { parseLocal } from '../time.mts';

const yearMs = 366 * 86_400_000;

const wrong = (element: string, msg: string) => invalid('Parâmetros inválidos', [{ code: 3, msg, element, namespace: 'FILTROS' }]);

/** A whole number in the query; anything else is a 400. */
export function integerOf(query: URLSearchParams, name: string): number | undefined {
	const text = query.get(name);
	if (text === null || text === '') return undefined;
	if (!/^-?\d{1,15}$/.test(text)) throw wrong(name, `O valor de ${name} deve ser um número inteiro.`);
	return Number(text);
}

/** The values of `name[]`: brackets are part of the name. docs/facts/bling.md §4.5 */
export function listOf(query: URLSearchParams, name: string): string[] {
	return query.getAll(`${name}[]`);
}

/**
 * The IDs of a list filter (`idsProdutos[]=1&idsProdutos[]=2`), empty if omitted. Throws the 400
 * answer for anything but whole numbers.
 */
export function idsOf(query: URLSearchParams, name: string): number[] {
	return listOf(query, name).map((text) => {
		if (!/^\d{1,15}$/.test(text)) throw wrong(`${name}[]`, `O valor de ${name} deve ser um número inteiro.`);
		return Number(text);
	});
}

/** One page: `pagina` from 1, `limite` 100 by default. The total is never returned. docs/facts/bling.md §4.2 */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): T[] {
	const page = integerOf(query, 'pagina') ?? 1;
	const size = integerOf(query, 'limite') ?? 100;
	if (page < 1) throw wrong('pagina', 'A página deve ser maior que zero.');
	if (size < 1) throw wrong('limite', 'O limite deve ser maior que zero.');
	return items.slice((page - 1) * size, page * size);
}

/** A test for `…Inicial`/`…Final`. A period over a year is a 400. docs/facts/bling.md §4.2 */
export function periodOf(query: URLSearchParams, prefix: string, now: number): (time: number) => boolean {
	const read = (suffix: 'Inicial' | 'Final') => {
		const text = query.get(prefix + suffix);
		if (text === null || text === '') return undefined;
		const time = parseLocal(text, suffix === 'Final');
		if (time === undefined) throw wrong(prefix + suffix, 'A data informada é inválida.');
		return time;
	};
	const from = read('Inicial');
	const to = read('Final');
	if (from !== undefined && (to ?? now) - from > yearMs) {
		throw wrong(`${prefix}Inicial`, 'O período informado não pode ser maior que 1 ano.');
	}
	return (time) => (from === undefined || time >= from) && (to === undefined || time <= to);
}

/** 0 zero, 1 positive, 2 negative. */
export const matchesBalance = (filter: number, balance: number): boolean =>
	filter === 0 ? balance === 0 : filter === 1 ? balance > 0 : balance < 0;
