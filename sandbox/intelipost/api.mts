import { z } from 'zod';

import { createRouter } from '../core/http.mts';
import type { Answer, Handler, Request } from '../core/http.mts';
import { failure, refuse, shapes, success } from './envelope.mts';
import type { Happening, Order, Orders, Volume } from './orders.mts';
import type { Settings } from './settings.mts';
import { moment } from './time.mts';
import { orderOnWire, trackingUrl } from './wire.mts';

/** The one key of the API. */
export interface Account {
	apiKey: string;
}

interface Parts {
	account: Account;
	orders: Orders;
	settings: Settings;
	now: () => number;
	/** Informs the rules about what just happened. */
	tell(happenings: readonly Happening[]): void;
}

const number = z.coerce.string().min(1);
/** ISO 8601 or epoch milliseconds. */
const date = z.union([z.number(), z.string().transform((text) => Date.parse(text))]).refine((time) => !Number.isNaN(time));
const ofOrder = z.object({ order_number: number });
const withDate = z.array(ofOrder.extend({ event_date: date })).min(1);

const invoice = z.object({
	invoice_series: number,
	invoice_number: number,
	invoice_key: z.string().regex(/^\d{44}$/),
	invoice_date: z.coerce.string(),
	invoice_total_value: z.coerce.number(),
	invoice_products_value: z.coerce.number(),
	invoice_cfop: z.coerce.string().default(''),
	// These two made the live API fail. docs/facts/intelipost.md §4.3
	protocol: z.undefined().optional(),
	type: z.undefined().optional(),
});
const setInvoice = ofOrder.extend({
	shipment_order_volume_invoice_array: z.array(invoice.extend({ shipment_order_volume_number: number })).min(1),
});
const setTracking = ofOrder.extend({
	tracking_data_array: z.array(z.object({ shipment_order_volume_number: number, tracking_code: number })).min(1),
});
/** Here the volume's key is `shipment_order_number`: Intelipost's own inconsistency. docs/facts/intelipost.md §4.3 */
const shipped = ofOrder.extend({
	tracking_data_array: z.array(z.object({ shipment_order_number: number, tracking_code: number })).default([]),
});
const newOrder = ofOrder.extend({
	sales_order_number: z.coerce.string().default(''),
	sales_channel: z.coerce.string().default(''),
	delivery_method_id: z.coerce.number().default(1),
	shipment_order_volume_array: z
		.array(
			z.object({
				shipment_order_volume_number: number,
				tracking_code: z.coerce.string().nullish(),
				shipment_order_volume_invoice: invoice.nullish(),
			}),
		)
		.min(1),
});

/** The documented part of `/api/v1`. docs/facts/intelipost.md §4 */
export function createApi({ account, orders, settings, now, tell }: Parts): Handler {
	const base = '/api/v1';
	const router = createRouter(shapes);

	const route = (method: 'GET' | 'POST', path: string, handler: (request: Request) => Answer) =>
		router.route(method, base + path, (request) => {
			const key = request.header('api-key') || request.header('api_key');
			if (key !== account.apiKey) return failure(401, 'Não autorizado.');
			if (settings.tooMany > 0) {
				settings.tooMany--;
				return failure(429, 'Limite de requisições atingido.', null, {
					'ratelimit-reset': String(settings.resetSeconds),
				});
			}
			if (settings.errorsWithOk > 0) {
				settings.errorsWithOk--;
				return failure(200, 'Não foi possível processar a requisição.', 'sandbox.error.with.ok');
			}
			return handler(request);
		});

	const existing = (orderNumber: string): Order => {
		const order = orders.find(orderNumber);
		// The status is unconfirmed, the text made up. docs/facts/intelipost.md §4.2
		if (!order) throw refuse(`Pedido de envio ${orderNumber} não encontrado.`);
		return order;
	};
	const volumeOf = (order: Order, volumeNumber: string): Volume => {
		const volume = order.volumes.find((one) => one.number === volumeNumber);
		if (!volume) throw refuse(`Volume ${volumeNumber} não encontrado no pedido ${order.order_number}.`);
		return volume;
	};
	const moveAll = (order: Order, state: string, eventAt = now()) =>
		order.volumes.map((volume) => orders.move(order, volume, state, { eventAt }));
	const updated = (content: unknown) => success(content, 'shipment.order.updated');
	const many = (state: string) => (request: Request) => {
		const rows = parse(withDate, request).map((row) => ({
			order: existing(row.order_number),
			at: row.event_date,
		}));
		tell(rows.flatMap(({ order, at }) => moveAll(order, state, at)));
		return updated(rows.map(({ order }) => ({ order_number: order.order_number })));
	};

	route('GET', '/info/', () => success({ delivery_methods: deliveryMethods }));
	route('GET', '/info', () => success({ delivery_methods: deliveryMethods }));
	route('GET', '/shipment_order/:number', ({ params }) => success(orderOnWire(existing(params.number))));
	route('GET', '/shipment_order/invoice_key/:key', ({ params }) => success(orders.byInvoiceKey(params.key).map(orderOnWire)));
	route('GET', '/shipment_order/sales_order_number/:number', ({ params }) =>
		success({ shipment_orders: orders.bySalesOrder(params.number).map(orderOnWire) }),
	);
	route('GET', '/shipment_order/invoice/:number', ({ params }) => success(orders.byInvoiceNumber(params.number).map(orderOnWire)));
	route('GET', '/shipment_order/read_status/:number', ({ params }) => {
		const { order_number, shipment_order_volume_state } = orderOnWire(existing(params.number));
		return success({ order_number, shipment_order_volume_state });
	});
	route('GET', '/shipment_order/get_label/:number/:volume', ({ params }) => {
		const order = existing(params.number);
		const volume = volumeOf(order, params.volume);
		return success({
			order_number: order.order_number,
			shipment_order_volume_number: volume.number,
			label_url: `https://label.example.com/${encodeURIComponent(order.order_number)}/${encodeURIComponent(volume.number)}.pdf`,
		});
	});

	route('POST', '/shipment_order', (request) => {
		const { shipment_order_volume_array, ...own } = parse(newOrder, request);
		if (orders.find(own.order_number)) {
			throw refuse('Já existe um pedido com este número.', 'shipmentOrder.save.already.existing.order.number');
		}
		const order = orders.add({
			...own,
			volumes: shipment_order_volume_array.map((volume) => ({
				number: volume.shipment_order_volume_number,
				trackingCode: volume.tracking_code,
				invoice: volume.shipment_order_volume_invoice,
			})),
		});
		tell(moveAll(order, 'NEW'));
		return success({
			...orderOnWire(order),
			tracking_url: trackingUrl(order),
			...moment('created', order.createdAt),
		});
	});
	route('POST', '/shipment_order/set_invoice', (request) => {
		const { order_number, shipment_order_volume_invoice_array: invoices } = parse(setInvoice, request);
		const order = existing(order_number);
		const targets = invoices.map(({ shipment_order_volume_number, ...own }) => ({
			volume: volumeOf(order, shipment_order_volume_number),
			own,
		}));
		for (const { volume, own } of targets) volume.invoice = own;
		return updated(orderOnWire(order));
	});
	route('POST', '/shipment_order/set_tracking_data', (request) => {
		const { order_number, tracking_data_array: codes } = parse(setTracking, request);
		const order = existing(order_number);
		const targets = codes.map((row) => ({ volume: volumeOf(order, row.shipment_order_volume_number), row }));
		for (const { volume, row } of targets) volume.trackingCode = row.tracking_code;
		return updated(orderOnWire(order));
	});
	route('POST', '/shipment_order/ready_for_shipment', (request) => {
		const order = existing(parse(ofOrder, request).order_number);
		tell(moveAll(order, 'READY_FOR_SHIPPING'));
		return updated({ order_number: order.order_number });
	});
	route('POST', '/shipment_order/multi/ready_for_shipment/with_date', many('READY_FOR_SHIPPING'));
	route('POST', '/shipment_order/shipped', (request) => {
		const { order_number, tracking_data_array: codes } = parse(shipped, request);
		const order = existing(order_number);
		const targets = codes.map((row) => ({ volume: volumeOf(order, row.shipment_order_number), row }));
		for (const { volume, row } of targets) volume.trackingCode = row.tracking_code;
		tell(moveAll(order, 'SHIPPED'));
		return updated({ order_number: order.order_number });
	});
	route('POST', '/shipment_order/multi/shipped/with_date', many('SHIPPED'));
	route('POST', '/shipment_order/cancel_shipment_order', (request) => {
		const order = existing(parse(ofOrder, request).order_number);
		tell(moveAll(order, 'CANCELLED'));
		return updated({ order_number: order.order_number });
	});
	return router.handle;
}

const deliveryMethods = [
	{ delivery_method_id: 1, delivery_method_name: 'Entrega de teste' },
	{ delivery_method_id: 2, delivery_method_name: 'Expressa de teste' },
];

/** Validation errors do not use Intelipost's wording, which is not published. */
function parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, request: Request): T {
	const parsed = schema.safeParse(request.json());
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw refuse(`Campo inválido: ${issue.path.join('.') || 'corpo'}`, 'sandbox.invalid.field');
}
