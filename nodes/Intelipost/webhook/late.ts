import { DateTime } from 'luxon';
import { z } from 'zod';

import type { OrderProgress } from './progress';
import { isOpen } from './progress';

/** When an order counts as late. */
export interface Patience {
	now: DateTime;
	/** Days without movement of a volume before it is reported. */
	days: number;
}

/** Why an order is late, and since when; `volumes` are those that have not arrived. */
export interface Lateness {
	reason: 'overdue' | 'noMovement';
	/** ISO 8601; null for a volume that has never moved. */
	since: string | null;
	volumes: OrderProgress['volumes'];
}

const isOver = (estimate: string | null, now: DateTime) =>
	estimate !== null && DateTime.fromISO(estimate, { zone: now.zone }).endOf('day') < now;
const stands = (moved: string | null, { now, days }: Patience) => moved === null || DateTime.fromISO(moved) < now.minus({ days });

/**
 * Undefined for an order that is on time, or that nobody is waiting for any more. A day ends when
 * it ends where the shop is.
 */
export function latenessOf(
	{ estimatedDelivery, volumes, state, lastMovement }: Pick<OrderProgress, 'estimatedDelivery' | 'volumes' | 'state' | 'lastMovement'>,
	patience: Patience,
): Lateness | undefined {
	const open = volumes.filter(isOpen);
	if (open.length === 0 && (volumes.length > 0 || !isOpen({ state }))) return undefined;
	if (isOver(estimatedDelivery, patience.now)) return { reason: 'overdue', since: estimatedDelivery, volumes: open };
	const still = open.filter(({ lastMovement: moved }) => stands(moved, patience));
	const [first] = still;
	if (first) return { reason: 'noMovement', since: first.lastMovement, volumes: still };
	return volumes.length === 0 && stands(lastMovement, patience) ? { reason: 'noMovement', since: lastMovement, volumes: [] } : undefined;
}

/** The text for the shop's people. */
export function latenessInWords(
	{ orderNumber, salesOrderNumber, label, trackingUrl }: OrderProgress,
	late: Lateness,
	zone: string,
): string {
	const day = late.since === null ? 'o início' : DateTime.fromISO(late.since, { zone }).toFormat('dd/MM');
	const what = late.reason === 'overdue' ? `atrasado desde ${day}` : `sem movimento desde ${day}`;
	const volumes = late.volumes.map(({ number, label: state }) => `volume ${number ?? '?'}: ${state ?? 'sem status'}`).join(', ');
	return `Pedido ${salesOrderNumber ?? orderNumber ?? ''} (envio ${orderNumber ?? ''}) ${what}: ${volumes || (label ?? 'sem status')}.${trackingUrl === null ? '' : ` ${trackingUrl}`}`;
}

const moment = z.string().nullish().catch(undefined);
const estimate = z.object({ current_iso: moment }).nullish().catch(undefined);

/**
 * The latest estimates in the notices of an order; the date given to the customer has priority over
 * the carrier's (docs/facts/intelipost.md §2.2).
 */
const estimates = z.object({ estimated_delivery_date: z.object({ client: estimate, logistic_provider: estimate }).catch({}) }).catch({
	estimated_delivery_date: {},
});

const volumeNumber = z.object({ volume_number: z.union([z.string(), z.number()]).transform(String) });

/** One notice in the history of this n8n. */
export interface Told {
	reference: string;
	state: string | null;
	occurredAt: string | null;
	data: unknown;
}

/** The last known state of an order: its volumes by number. */
interface Heard {
	estimatedDelivery: string | null;
	volumes: Map<string, { state: string | null; lastMovement: string | null }>;
}

/** What the notices said about each order; they are added newest first. */
export class HeardOrders {
	private readonly orders = new Map<string, Heard>();

	add({ reference, state, occurredAt, data }: Told): void {
		const order = this.orders.get(reference) ?? { estimatedDelivery: null, volumes: new Map() };
		this.orders.set(reference, order);
		const { client, logistic_provider: carrier } = estimates.parse(data).estimated_delivery_date;
		const day = DateTime.fromISO(client?.current_iso ?? carrier?.current_iso ?? '');
		if (day.isValid) order.estimatedDelivery ??= day.toUTC().toISO();
		const number = volumeNumber.safeParse(data).data?.volume_number ?? '';
		const known = order.volumes.get(number);
		if (known === undefined || (occurredAt ?? '') > (known.lastMovement ?? ''))
			order.volumes.set(number, { state, lastMovement: occurredAt });
	}

	/** The numbers of orders that are late according to the notices; only Intelipost knows whether they still are. */
	late(patience: Patience): string[] {
		return [...this.orders].flatMap(([number, { estimatedDelivery, volumes }]) => {
			const told = [...volumes].map(([volume, progress]) => ({
				...progress,
				number: volume,
				label: null,
				delivered: !isOpen(progress),
				trackingCode: null,
			}));
			return latenessOf({ estimatedDelivery, volumes: told, state: null, lastMovement: null }, patience) ? [number] : [];
		});
	}
}
