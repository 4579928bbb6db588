import type { OutputShape } from '../../../shared/operations/output';

/** Of an order (docs/facts/intelipost.md §4.4, §4.5). `end_customer` is a person; volumes and their history are lists. */
export const orderShape: OutputShape = {
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
