import type { OrderRow } from './orders';

/** Every account has these two (docs/facts/bling.md §4.7). */
export const situationIds = { fulfilled: 9, cancelled: 12 } as const;

/** What `situacao.valor` says of an order in a cancelled situation, the account's own ones too (docs/facts/bling.md §4.7). */
const cancelledValue = 2;

export const isCancelled = ({ situacao: { id, valor } }: Pick<OrderRow, 'situacao'>): boolean =>
	id === situationIds.cancelled || valor === cancelledValue;

/** One row of the mapping: the state of somebody else's order, and the situation that ours gets. */
export interface Mapped {
	state: string;
	situationId: number;
}

const plain = (state: string) => state.trim().toLowerCase();

/** The situation that a state is mapped to, whatever its case; undefined for one that changes nothing. */
export const situationFor = (mapping: Mapped[], state: string): number | undefined =>
	mapping.find((row) => plain(row.state) === plain(state))?.situationId;

/** The index of a row that names the state of an earlier one again; -1 if none does. */
export const repeatedRow = (mapping: Array<Pick<Mapped, 'state'>>): number =>
	mapping.findIndex(({ state }, index) => mapping.findIndex((row) => plain(row.state) === plain(state)) < index);

/** What becomes of an order, before anything is written. */
export type Move =
	| { kind: 'change'; order: OrderRow }
	| { kind: 'alreadyThere'; order: OrderRow }
	| { kind: 'notFound' }
	| { kind: 'foundTwice'; orders: OrderRow[] }
	| { kind: 'neverLeave'; order: OrderRow };

/**
 * Whether the one order of a store number may be moved. The situations that are never left hold for the account's own
 * cancelled ones too, if "Cancelado" is among them.
 */
export function moveOf(found: OrderRow[], situationId: number, neverLeave: number[]): Move {
	const [order, another] = found;
	if (order === undefined) return { kind: 'notFound' };
	if (another !== undefined) return { kind: 'foundTwice', orders: found };
	if (order.situacao.id === situationId) return { kind: 'alreadyThere', order };
	const stays = neverLeave.includes(order.situacao.id) || (neverLeave.includes(situationIds.cancelled) && isCancelled(order));
	return { kind: stays ? 'neverLeave' : 'change', order };
}
