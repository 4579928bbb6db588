import type { OrderRow } from './orders';

/** Every account has these two (docs/facts/bling.md §4.7). */
export const situationIds = { fulfilled: 9, cancelled: 12 } as const;

/** `situacao.valor` of an order in a cancelled status, including custom ones (docs/facts/bling.md §4.7). */
const cancelledValue = 2;

export const isCancelled = ({ situacao: { id, valor } }: Pick<OrderRow, 'situacao'>): boolean =>
	id === situationIds.cancelled || valor === cancelledValue;

/** One row of the mapping: the order's state elsewhere, and the status it gets in Bling. */
export interface Mapped {
	state: string;
	situationId: number;
}

const plain = (state: string) => state.trim().toLowerCase();

/** The status a state is mapped to, ignoring case; undefined if it changes nothing. */
export const situationFor = (mapping: Mapped[], state: string): number | undefined =>
	mapping.find((row) => plain(row.state) === plain(state))?.situationId;

/** The index of a row that repeats the state of an earlier one; -1 if there is none. */
export const repeatedRow = (mapping: Array<Pick<Mapped, 'state'>>): number =>
	mapping.findIndex(({ state }, index) => mapping.findIndex((row) => plain(row.state) === plain(state)) < index);

/** What happens to an order, decided before anything is written. */
export type Move =
	| { kind: 'change'; order: OrderRow }
	| { kind: 'alreadyThere'; order: OrderRow }
	| { kind: 'notFound' }
	| { kind: 'foundTwice'; orders: OrderRow[] }
	| { kind: 'neverLeave'; order: OrderRow };

/**
 * Whether the one order of a store number may be moved. With "Cancelado" among the statuses that
 * are never left, custom cancelled ones count too.
 */
export function moveOf(found: OrderRow[], situationId: number, neverLeave: number[]): Move {
	const [order, another] = found;
	if (order === undefined) return { kind: 'notFound' };
	if (another !== undefined) return { kind: 'foundTwice', orders: found };
	if (order.situacao.id === situationId) return { kind: 'alreadyThere', order };
	const stays = neverLeave.includes(order.situacao.id) || (neverLeave.includes(situationIds.cancelled) && isCancelled(order));
	return { kind: stays ? 'neverLeave' : 'change', order };
}
