import type { HistoryRow, Invoice, Order, Volume } from './orders.mts';
import { labelOf, stateOf } from './orders.mts';
import { moment } from './time.mts';

/** Only 1 and 12 are certain; states without a known id are sent with null. docs/facts/intelipost.md §2.5 */
const macroStateIds: Readonly<Record<string, number>> = {
	NEW: 1,
	CANCELLED: 7,
	SHIPPED: 9,
	IN_TRANSIT: 12,
	DELIVERY_FAILED: 13,
	DELIVERED: 14,
	TO_BE_DELIVERED: 16,
	WAITING_FOR_DROP_OFF: 18,
	RETURN_CANCELLED: 19,
	KEEP_PREVIOUS: 30_000,
};

/** An element of `shipment_order_volume_state_history_array` and the webhook's `history`. docs/facts/intelipost.md §2.2, §4.5 */
function historyOnWire(volume: Volume, row: HistoryRow, minimal = false) {
	const core = {
		shipment_order_volume_id: volume.id,
		shipment_order_volume_state: row.state,
		...moment('created', row.createdAt),
		provider_message: row.providerMessage,
		provider_state: row.providerState,
		esprinter_message: row.providerMessage,
		shipment_order_volume_state_localized: labelOf(row.state),
		shipment_order_volume_state_history: row.id,
		...moment('event_date', row.eventAt),
	};
	if (minimal) return core;
	return {
		...core,
		tracking_state: null,
		shipper_provider_state: row.providerState,
		shipment_volume_micro_state: {
			id: row.micro.id,
			code: row.micro.code,
			default_name: row.micro.name,
			i18n_name: null,
			description: row.micro.name,
			shipment_order_volume_state_id: macroStateIds[row.state] ?? null,
			shipment_volume_state_source_id: 2,
			shipment_volume_state: row.state,
			shipment_volume_state_localized: labelOf(row.state),
			name: row.micro.name,
		},
		attachments: [],
	};
}

const threeKeys = ({ invoice_series, invoice_number, invoice_key }: Invoice) => ({
	invoice_series,
	invoice_number,
	invoice_key,
});

/** The body of a tracking webhook. There is no event name in it. docs/facts/intelipost.md §2.2 */
export function webhookBody(order: Order, volume: Volume, row: HistoryRow, minimal: boolean): string {
	const core = {
		history: historyOnWire(volume, row, minimal),
		invoice: volume.invoice && threeKeys(volume.invoice),
		order_number: order.order_number,
		tracking_code: volume.trackingCode,
		volume_number: volume.number,
	};
	const dates = { ...moment('current', order.estimatedAt), ...moment('original', order.estimatedAt) };
	const full = {
		...core,
		sales_order_number: order.sales_order_number,
		estimated_delivery_date: { client: dates, logistic_provider: dates },
		tracking_url: trackingUrl(order),
	};
	return JSON.stringify(minimal ? core : full);
}

/** The page for the buyer, on a host that does not exist. */
export const trackingUrl = ({ order_number }: Order): string => `http://status.example.com/tracking/${encodeURIComponent(order_number)}`;

/** `content` of GET /shipment_order/{n}. The estimated date is flat here, nested in a webhook. docs/facts/intelipost.md §4.5 */
export function orderOnWire(order: Order) {
	const [first] = order.volumes;
	return {
		id: order.id,
		client_id: 1,
		quote_id: null,
		delivery_method_id: order.delivery_method_id,
		order_number: order.order_number,
		sales_order_number: order.sales_order_number,
		external_order_numbers: { sales: order.sales_order_number },
		customer_shipping_costs: 33,
		provider_shipping_costs: null,
		...moment('estimated_delivery_date', order.estimatedAt),
		estimated_delivery_date_lp: null,
		...moment('shipped_date', order.shippedAt),
		...moment('delivered_date', order.deliveredAt),
		...moment('created', order.createdAt),
		...moment('modified', order.modifiedAt),
		end_customer: {
			first_name: 'Nome',
			last_name: 'Sobrenome',
			email: 'cliente@example.com',
			phone: '',
			cellphone: '',
			is_company: false,
			federal_tax_payer_id: '',
			state_tax_payer_id: '',
			shipping_address: 'Rua de Teste',
			shipping_number: '1',
			shipping_additional: '',
			shipping_reference: '',
			shipping_quarter: '',
			shipping_city: 'São Paulo',
			shipping_zip_code: '01311000',
			shipping_state: '',
			shipping_state_code: 'SP',
			shipping_country: 'BR',
		},
		shipment_order_type: order.type,
		shipment_order_sub_type: null,
		parent_shipment_order_number: null,
		sales_channel: order.sales_channel,
		scheduled: false,
		shipment_order_volume_state: first ? stateOf(first) : 'NEW',
		additional_information: null,
		shipment_order_markers: [],
		attachments: null,
		origin_zip_code: '01311000',
		tracking_url: trackingUrl(order),
		shipment_order_volume_array: order.volumes.map((volume) => volumeOnWire(order, volume)),
	};
}

function volumeOnWire(order: Order, volume: Volume) {
	const state = stateOf(volume);
	return {
		shipment_order_volume_number: volume.number,
		shipment_order_id: order.id,
		shipment_order_volume_id: volume.id,
		shipment_order_volume_state: state,
		shipment_order_volume_state_localized: labelOf(state),
		weight: 2,
		volume_type_code: 'BOX',
		width: 10,
		height: 20,
		length: 20,
		products_nature: 'beverages',
		products_quantity: 3,
		is_icms_exempt: false,
		tracking_code: volume.trackingCode,
		logistic_provider_tracking_code: null,
		pre_shipment_list_state: 'NOT_SENT',
		pre_shipment_list_id: null,
		delivered: state === 'DELIVERED',
		delivered_late: false,
		delivered_late_lp: false,
		has_clarify_delivery_fail: state === 'CLARIFY_DELIVERY_FAIL',
		shipment_order_volume_invoice: volume.invoice && {
			shipment_order_volume_number: volume.number,
			shipment_order_volume_id: volume.id,
			...threeKeys(volume.invoice),
			invoice_total_value: volume.invoice.invoice_total_value,
			invoice_products_value: volume.invoice.invoice_products_value,
			invoice_cfop: volume.invoice.invoice_cfop,
			// The doubled suffix is Intelipost's own.
			...moment('invoice_date_iso', Date.parse(volume.invoice.invoice_date)),
		},
		shipment_order_volume_state_history_array: volume.history.map((row) => historyOnWire(volume, row)),
	};
}
