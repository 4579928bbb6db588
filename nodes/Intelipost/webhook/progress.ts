import { macroStates } from './events';
import type { HistoryRow, ShipmentOrder, TrackedEvent, Volume } from '../api/order';
import { eventsOf, occurredAt } from '../api/order';

/** Where one volume is. Times are ISO 8601 in UTC. */
type VolumeProgress = {
	number: string | null;
	/** Macro state code; null if Intelipost returns none. */
	state: string | null;
	label: string | null;
	delivered: boolean;
	/** When its last event happened. */
	lastMovement: string | null;
	trackingCode: string | null;
};

/** Where a shipment order is, by all of its volumes. */
export type OrderProgress = {
	orderNumber: string | null;
	salesOrderNumber: string | null;
	/** NORMAL, RETURN or RESEND (docs/facts/intelipost.md §4.4). */
	type: string | null;
	/** One macro state for the order; null if its volumes ended differently, some delivered and some not. */
	state: string | null;
	label: string | null;
	/** True only if every volume is. */
	delivered: boolean;
	estimatedDelivery: string | null;
	lastMovement: string | null;
	trackingUrl: string | null;
	volumes: VolumeProgress[];
};

const codes: string[] = macroStates.map(({ code }) => code);
const delivered = 'DELIVERED';
const cancelled = 'CANCELLED';
/** Means that the previous state still applies (docs/facts/intelipost.md §2.5). */
const keepsPrevious = 'KEEP_PREVIOUS';
/** Somebody has to act, whatever the other volumes do. */
const problems = /^(DELIVERY_FAILED|CLARIFY_.+|AUTHORIZATION_CODE_EXPIRED)$/;

const labelOf = (state: string | null) => macroStates.find(({ code }) => code === state)?.label ?? state;

/**
 * The state of an order: delivered only when all volumes are; a volume with a problem takes
 * precedence; otherwise the volume that is furthest behind, so that the state does not go back and
 * forth. History is sorted by when things happened, as Intelipost may record them in another order
 * (docs/facts/intelipost.md §3).
 */
export function progressOf(order: ShipmentOrder): OrderProgress {
	const events = eventsOf(order);
	const volumes = order.shipment_order_volume_array.map((volume) => volumeProgress(volume, events));
	const state = orderState(order, volumes);
	return {
		orderNumber: order.order_number ?? null,
		salesOrderNumber: order.sales_order_number ?? null,
		type: order.shipment_order_type ?? null,
		state,
		label: labelOf(state),
		delivered: state === delivered,
		estimatedDelivery: estimate(order),
		lastMovement: latest(volumes.map(({ lastMovement }) => lastMovement)),
		trackingUrl: order.tracking_url ?? null,
		volumes,
	};
}

/**
 * Names the order's current state so that reaching it again gives another name: by when it began
 * for all volumes together. Undefined if the state is not news: it is unknown, or the order was
 * delivered before, after which carriers' late events do not count (docs/facts/intelipost.md §3).
 */
export function stateKey(order: ShipmentOrder): string | undefined {
	const events = eventsOf(order);
	const passed = events.map((event, index) => {
		const volumes = order.shipment_order_volume_array.map((volume) => volumeProgress(volume, events.slice(0, index + 1)));
		return { state: orderState(order, volumes), since: occurredAt(event.row) };
	});
	const now = passed.at(-1) ?? { state: progressOf(order).state, since: null };
	const begun = passed.map(({ state }) => state === now.state).lastIndexOf(false) + 1;
	const isOver = passed.slice(0, begun).some(({ state }) => state === delivered);
	if (now.state === null || isOver) return undefined;
	return JSON.stringify([order.order_number ?? null, now.state, passed[begun]?.since ?? null]);
}

/** A volume that nobody is waiting for any more. */
export const isOpen = ({ state }: Pick<VolumeProgress, 'state'>): boolean => state !== delivered && state !== cancelled;

function volumeProgress(volume: Volume, events: TrackedEvent[]): VolumeProgress {
	const rows = events.filter((event) => event.volume === volume).map(({ row }) => row);
	const last = rows.filter(({ shipment_order_volume_state: state }) => state !== keepsPrevious).at(-1);
	const state = last?.shipment_order_volume_state ?? volume.shipment_order_volume_state ?? null;
	return {
		number: volume.shipment_order_volume_number ?? null,
		state,
		label: labelOf(state),
		delivered: state === delivered,
		lastMovement: latest(rows.map((row: HistoryRow) => occurredAt(row))),
		trackingCode: volume.tracking_code ?? null,
	};
}

function orderState(order: ShipmentOrder, volumes: VolumeProgress[]): string | null {
	if (volumes.length === 0) return order.shipment_order_volume_state ?? null;
	const states = volumes.map(({ state }) => state);
	const [first] = states;
	if (states.every((state) => state === first)) return first;
	const open = states.filter((state) => isOpen({ state }));
	if (open.length === 0 || open.includes(null)) return null;
	const known = open.flatMap((state) => state ?? []);
	return known.find((state) => problems.test(state)) ?? furthestBehind(known);
}

/** By the order of the catalogue, a shipment's usual course; an unknown code counts as further ahead. */
const furthestBehind = (states: string[]): string => states.reduce((behind, state) => (rank(state) < rank(behind) ? state : behind));

const rank = (state: string) => (codes.includes(state) ? codes.indexOf(state) : codes.length);

const latest = (times: Array<string | null>): string | null =>
	times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null);

function estimate({ estimated_delivery_date_iso: iso, estimated_delivery_date: ms }: ShipmentOrder) {
	const date = new Date(iso ?? ms ?? Number.NaN);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
