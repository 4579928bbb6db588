import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../shared/trigger/delivery';
import { completeDelivery } from '../../shared/trigger/delivery';
import { identity } from '../identity';
import type { ShipmentOrder, TrackedEvent } from '../api/order';
import { readNotice } from './notice';

const threeKeys = ['invoice_series', 'invoice_number', 'invoice_key'];

/**
 * The delivery that the webhook of a history row would have made: each row has the format of the
 * webhook's `history` (docs/facts/intelipost.md §4.5). What an order lacks (the original estimates)
 * is missing.
 */
export function rebuildDelivery(order: ShipmentOrder, { volume, history }: TrackedEvent, accountName: string | null): Delivery {
	const { shipment_order_volume_invoice: invoice } = volume;
	const body: IDataObject = {
		history,
		invoice: invoice ? Object.fromEntries(threeKeys.map((key) => [key, invoice[key] as IDataObject[string]])) : null,
		order_number: order.order_number,
		sales_order_number: order.sales_order_number,
		tracking_code: volume.tracking_code,
		volume_number: volume.shipment_order_volume_number,
		estimated_delivery_date: {
			client: estimate(order, 'estimated_delivery_date'),
			logistic_provider: estimate(order, 'estimated_delivery_date_lp'),
		},
		tracking_url: order.tracking_url,
	};
	const notice = readNotice(body);
	return completeDelivery(
		identity.vendor,
		{ ...notice, account: accountName, accountName },
		{ accountName, verifiedBy: ['api'], redelivery: true },
	);
}

/** Flat in an order, nested in a webhook. */
const estimate = (order: ShipmentOrder, key: string): IDataObject => ({
	current: (order[key] ?? null) as IDataObject[string],
	current_iso: (order[`${key}_iso`] ?? null) as IDataObject[string],
});
