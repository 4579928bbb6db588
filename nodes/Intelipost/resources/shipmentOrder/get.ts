import type { Operation } from '../../../shared/operations/operation';
import type { OutputShape } from '../../../shared/operations/output';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { IntelipostApi } from '../../api/api';
import { answeredItem, asItem, orderNumber, readNumber } from '../fields';

/**
 * The fields of an order (docs/facts/intelipost.md §4.4, §4.5). `end_customer` is a person; volumes
 * and their history are lists.
 */
const orderShape: OutputShape = {
	simple: [
		...['order_number', 'sales_order_number', 'shipment_order_type', 'shipment_order_volume_state', 'estimated_delivery_date'],
		...['shipped_date', 'delivered_date', 'delivery_method_name', 'logistic_provider_name', 'tracking_url'],
	],
	others: [
		...['additional_information', 'client_id', 'created', 'created_iso', 'customer_shipping_costs', 'delivery_method_id'],
		...['destination_zip_code', 'end_customer', 'external_order_numbers', 'id', 'modified', 'origin_warehouse_code', 'origin_zip_code'],
		...['provider_shipping_costs', 'quote_id', 'sales_channel', 'scheduled', 'shipment_order_volume_array'],
	],
};

/** GET /shipment_order/{order_number} (docs/facts/intelipost.md §4.5). */
export const get: Operation<IntelipostApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get a shipment order',
	description: 'Get a shipment order by its number',
	fields: [orderNumber, ...outputFields(orderShape)],
	async run({ api, param }) {
		const show = readOutput(param, orderShape);
		const path = `/shipment_order/${encodeURIComponent(readNumber(param, 'orderNumber'))}`;
		return show(asItem(await api.ask({ method: 'GET', path }, answeredItem)));
	},
};
