import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { instant } from '../../shared/instant';

/**
 * An order or volume number that may be part of a path. The shop chooses its format, so everything
 * is accepted that cannot change the path's meaning once encoded.
 */
export const safeNumber = /^(?!\.{1,2}$)[\p{L}\p{N} ._#:@+()-]{1,100}$/u;

/** `/shipment_order/…` of this number, encoded; undefined if it is not a valid number. */
export function orderPath(orderNumber: string): string | undefined {
	return safeNumber.test(orderNumber) ? `/shipment_order/${encodeURIComponent(orderNumber)}` : undefined;
}

const scalar = z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined);
const record = z.record(z.string(), z.unknown());

/**
 * A row of `shipment_order_volume_state_history_array`, in the format of a webhook's `history`
 * (docs/facts/intelipost.md §4.5).
 */
export const historyRow = z.object({
	shipment_order_volume_state: z.string().min(1).max(100),
	shipment_order_volume_state_history: scalar,
	event_date: z.number().nullish().catch(undefined),
	event_date_iso: z.string().nullish().catch(undefined),
	created: z.number().nullish().catch(undefined),
	created_iso: z.string().nullish().catch(undefined),
});

/** One row of a volume's history: a state it reached, and when. */
export type HistoryRow = z.infer<typeof historyRow>;

/** When it happened at the carrier, else when Intelipost recorded it; null if neither is given. */
export function occurredAt({ event_date_iso, event_date, created_iso, created }: HistoryRow): string | null {
	const fromNumber = (given: number | null | undefined) => {
		const date = new Date(given ?? NaN);
		return Number.isNaN(date.getTime()) ? null : date.toISOString();
	};
	return instant(event_date_iso) ?? fromNumber(event_date) ?? instant(created_iso) ?? fromNumber(created);
}

/** Entries that are not objects are dropped, instead of the whole list. */
const records = z
	.array(z.unknown())
	.nullish()
	.catch([])
	.transform((entries) => (entries ?? []).filter((one) => record.safeParse(one).success));

const volume = z.object({
	shipment_order_volume_number: scalar,
	shipment_order_volume_state: scalar,
	// Also handles the word "null" (docs/facts/intelipost.md §2.2).
	tracking_code: scalar.transform((code) => (code === 'null' ? null : code)),
	shipment_order_volume_invoice: record.nullish().catch(undefined),
	shipment_order_volume_state_history_array: records,
});

/** `content` of GET /shipment_order/{n}, as far as it is used. */
export const shipmentOrder = z
	.object({
		order_number: scalar,
		sales_order_number: scalar,
		shipment_order_type: scalar,
		shipment_order_volume_state: scalar,
		estimated_delivery_date: z.number().nullish().catch(undefined),
		estimated_delivery_date_iso: z.string().nullish().catch(undefined),
		tracking_url: scalar,
		shipment_order_volume_array: records.transform((volumes) => volumes.map((one) => volume.parse(one))),
	})
	.passthrough();

/** The same if it must be an order: one that has its number or volumes. */
export const answeredOrder = shipmentOrder.refine(
	({ order_number, shipment_order_volume_array: volumes }) => order_number != null || volumes.length > 0,
);

/**
 * `content` of GET /shipment_order/{n}, as far as it is used; the rest is passed on
 * (docs/facts/intelipost.md §4.5).
 */
export type ShipmentOrder = z.infer<typeof shipmentOrder>;

/** One parcel of a shipment order, with its own history. */
export type Volume = z.infer<typeof volume>;

/** One row of the history with the volume it belongs to. */
export interface TrackedEvent {
	volume: Volume;
	row: HistoryRow;
	/** The row as Intelipost returned it. */
	history: IDataObject;
}

/** Every history row of every volume, in the order in which things happened; Intelipost may record them in another. */
export function eventsOf(order: ShipmentOrder): TrackedEvent[] {
	const events = order.shipment_order_volume_array.flatMap((one) =>
		one.shipment_order_volume_state_history_array.flatMap((history): TrackedEvent[] => {
			const row = historyRow.safeParse(history);
			return row.success ? [{ volume: one, row: row.data, history: history as IDataObject }] : [];
		}),
	);
	return events.sort((a, b) => (occurredAt(a.row) ?? '').localeCompare(occurredAt(b.row) ?? ''));
}
