import type { MacroState } from '../../nodes/Intelipost/webhook/events.ts';
import { macroStates } from '../../nodes/Intelipost/webhook/events.ts';
import type { Random } from '../core/random.mts';

/** A shipment order (pedido de envio) with its volumes. Wire shapes: wire.mts. */
export interface Order {
	readonly id: number;
	readonly order_number: string;
	readonly sales_order_number: string;
	readonly sales_channel: string;
	readonly type: OrderType;
	readonly delivery_method_id: number;
	readonly createdAt: number;
	modifiedAt: number;
	shippedAt: number | null;
	deliveredAt: number | null;
	readonly estimatedAt: number;
	readonly volumes: Volume[];
}

/** `shipment_order_type`. docs/facts/intelipost.md §4.4 */
export const orderTypes = ['NORMAL', 'RETURN', 'RESEND'] as const;
type OrderType = (typeof orderTypes)[number];

/** One parcel of a shipment order, with the history that webhooks report. */
export interface Volume {
	readonly id: number;
	readonly number: string;
	trackingCode: string | null;
	invoice: Invoice | null;
	readonly history: HistoryRow[];
}

/** Field names as on the wire, the same in a webhook and GET /shipment_order. */
export interface Invoice {
	invoice_series: string;
	invoice_number: string;
	invoice_key: string;
	invoice_date: string;
	invoice_total_value: number;
	invoice_products_value: number;
	invoice_cfop: string;
}

/** One row of a volume's history: what a tracking webhook reports. */
export interface HistoryRow {
	readonly id: number;
	readonly state: string;
	readonly micro: MicroState;
	readonly providerMessage: string | null;
	readonly providerState: string | null;
	readonly createdAt: number;
	readonly eventAt: number;
}

interface MicroState {
	readonly id: number;
	readonly code: string;
	readonly name: string;
}

/** A newly happened history row, as rules see it. */
export interface Happening {
	readonly order: Order;
	readonly volume: Volume;
	readonly row: HistoryRow;
}

/** The course of an order without incidents. docs/facts/intelipost.md §2.5 */
const usualWay: readonly MacroState[] = ['NEW', 'READY_FOR_SHIPPING', 'SHIPPED', 'IN_TRANSIT', 'TO_BE_DELIVERED', 'DELIVERED'];

/** The Portuguese name of a macro state; an unknown one stays as it is. */
export const labelOf = (state: string): string => macroStates.find(({ code }) => code === state)?.label ?? state;

/** The macro state a volume is in: that of its latest row. */
export const stateOf = (volume: Volume): string => volume.history.at(-1)?.state ?? 'NEW';

/** The volume's next state on the usual course; undefined once it is delivered. */
export const nextState = (volume: Volume): MacroState | undefined => {
	const reached = usualWay.findLastIndex((state) => volume.history.some((row) => row.state === state));
	return usualWay[reached + 1];
};

interface Draft {
	order_number: string;
	sales_order_number?: string;
	sales_channel?: string;
	type?: OrderType;
	/** Until the delivery is promised. */
	estimatedDays?: number;
	delivery_method_id?: number;
	volumes: ReadonlyArray<{ number: string; trackingCode?: string | null; invoice?: Invoice | null }>;
}

const day = 86_400_000;

/** The account's shipment orders, and the numbers that Intelipost assigns. */
export interface Orders {
	all(): readonly Order[];
	find(orderNumber: string): Order | undefined;
	byInvoiceKey(key: string): Order[];
	byInvoiceNumber(number: string): Order[];
	bySalesOrder(number: string): Order[];
	/** Without any history: the caller moves its volumes to NEW. */
	add(draft: Draft): Order;
	/** Adds a history row; the caller informs the rules. */
	move(
		order: Order,
		volume: Volume,
		state: string,
		details?: Partial<Pick<HistoryRow, 'providerMessage' | 'providerState' | 'eventAt'>> & {
			micro?: Omit<MicroState, 'id'>;
		},
	): Happening;
}

/** The account's shipment orders, in memory; `now` is in milliseconds. */
export function createOrders(random: Random, now: () => number): Orders {
	const orders = new Map<string, Order>();
	let ids = random.integer(100_000, 900_000);
	const nextId = () => (ids += random.integer(1, 9));
	const withInvoice = (matches: (invoice: Invoice) => boolean) =>
		[...orders.values()].filter(({ volumes }) => volumes.some(({ invoice }) => invoice !== null && matches(invoice)));

	return {
		all: () => [...orders.values()],
		find: (orderNumber) => orders.get(orderNumber),
		byInvoiceKey: (key) => withInvoice(({ invoice_key }) => invoice_key === key),
		byInvoiceNumber: (number) => withInvoice(({ invoice_number }) => invoice_number === number),
		bySalesOrder: (number) => [...orders.values()].filter((order) => order.sales_order_number === number),
		add({
			order_number,
			sales_order_number = '',
			sales_channel = '',
			type = 'NORMAL',
			estimatedDays = 5,
			delivery_method_id = 1,
			volumes,
		}) {
			const order: Order = {
				id: nextId(),
				order_number,
				sales_order_number,
				sales_channel,
				type,
				delivery_method_id,
				createdAt: now(),
				modifiedAt: now(),
				shippedAt: null,
				deliveredAt: null,
				estimatedAt: now() + estimatedDays * day,
				volumes: volumes.map(({ number, trackingCode = null, invoice = null }) => ({
					id: nextId(),
					number,
					trackingCode,
					invoice,
					history: [],
				})),
			};
			orders.set(order_number, order);
			return order;
		},
		move(order, volume, state, { micro, providerMessage = null, providerState = null, eventAt = now() } = {}) {
			const row: HistoryRow = {
				id: nextId(),
				state,
				micro: {
					id: nextId(),
					code: micro?.code ?? state,
					name: micro?.name ?? labelOf(state).toUpperCase(),
				},
				providerMessage,
				providerState,
				createdAt: now(),
				eventAt,
			};
			volume.history.push(row);
			order.modifiedAt = now();
			if (state === 'SHIPPED') order.shippedAt ??= eventAt;
			if (state === 'DELIVERED') order.deliveredAt ??= eventAt;
			return { order, volume, row };
		},
	};
}

/** Obviously made up: 44 digits, of which the first 34 are zeros. */
export const madeUpInvoice = (number: string, date: number): Invoice => ({
	invoice_series: '1',
	invoice_number: number,
	invoice_key: number.padStart(44, '0'),
	invoice_date: new Date(date).toISOString().slice(0, 10),
	invoice_total_value: 45.99,
	invoice_products_value: 39.99,
	invoice_cfop: '2890',
});

/** Orders at different points of their course, one of them with two volumes. */
export function seedOrders(orders: Orders, now: number): void {
	const seeds = [
		{ volumes: 1, reached: 1 },
		{ volumes: 1, reached: 2 },
		{ volumes: 2, reached: 3 },
		{ volumes: 1, reached: 4 },
		{ volumes: 1, reached: 6 },
	];
	for (const [index, { volumes, reached }] of seeds.entries()) {
		const suffix = String(index + 1).padStart(4, '0');
		const order = orders.add({
			order_number: `PEDIDO${suffix}`,
			sales_order_number: `VENDA${suffix}`,
			sales_channel: 'loja',
			volumes: Array.from({ length: volumes }, (_, at) => ({
				number: String(at + 1),
				trackingCode: `TESTE${suffix}${at + 1}BR`,
				invoice: madeUpInvoice(String(1000 + index), now),
			})),
		});
		for (const volume of order.volumes) {
			for (const state of usualWay.slice(0, reached)) orders.move(order, volume, state);
		}
	}
}
