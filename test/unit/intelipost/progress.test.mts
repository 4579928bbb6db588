import { shipmentOrder } from '../../../nodes/Intelipost/api/order';
import { progressOf, stateKey } from '../../../nodes/Intelipost/webhook/progress';

type Row = [state: string, eventDate: string];

const order = (histories: Row[][], overrides: Record<string, unknown> = {}) =>
	shipmentOrder.parse({
		order_number: 'PEDIDO1',
		sales_order_number: 'VENDA1',
		shipment_order_type: 'NORMAL',
		shipment_order_volume_array: histories.map((rows, index) => ({
			shipment_order_volume_number: String(index + 1),
			shipment_order_volume_state: rows.at(-1)?.[0],
			shipment_order_volume_state_history_array: rows.map(([state, eventDate], at) => ({
				shipment_order_volume_state: state,
				shipment_order_volume_state_history: 100 * index + at,
				event_date_iso: eventDate,
			})),
		})),
		...overrides,
	});

const [first, second, third] = ['2026-11-01T10:00:00.000-03:00', '2026-11-02T10:00:00.000-03:00', '2026-11-03T10:00:00.000-03:00'];
const at = (...states: string[]): Row[] => states.map((state, index) => [state, [first, second, third][index]]);

describe('the state of an order by its volumes', () => {
	const cases: Array<[name: string, histories: Row[][], state: string | null]> = [
		['one volume on its way', [at('NEW', 'SHIPPED', 'IN_TRANSIT')], 'IN_TRANSIT'],
		['one volume delivered', [at('SHIPPED', 'DELIVERED')], 'DELIVERED'],
		['one of two delivered', [at('SHIPPED', 'DELIVERED'), at('SHIPPED')], 'SHIPPED'],
		['both delivered', [at('SHIPPED', 'DELIVERED'), at('DELIVERED')], 'DELIVERED'],
		['the one behind counts', [at('NEW', 'IN_TRANSIT'), at('NEW', 'READY_FOR_SHIPPING')], 'READY_FOR_SHIPPING'],
		['a problem goes before', [at('NEW'), at('SHIPPED', 'DELIVERY_FAILED')], 'DELIVERY_FAILED'],
		['a problem of an unlisted kind', [at('NEW'), at('CLARIFY_SOMETHING')], 'CLARIFY_SOMETHING'],
		[
			'recorded late, happened early',
			[
				[
					['DELIVERED', third],
					['IN_TRANSIT', second],
				],
			],
			'DELIVERED',
		],
		['KEEP_PREVIOUS keeps it', [at('SHIPPED', 'KEEP_PREVIOUS')], 'SHIPPED'],
		['all cancelled', [at('CANCELLED'), at('NEW', 'CANCELLED')], 'CANCELLED'],
		['one cancelled, one on its way', [at('CANCELLED'), at('SHIPPED')], 'SHIPPED'],
		['one cancelled, one delivered is neither', [at('CANCELLED'), at('DELIVERED')], null],
		['a code nobody knows passes', [at('SORTED_AT_HUB')], 'SORTED_AT_HUB'],
		['a known one is behind it', [at('SORTED_AT_HUB'), at('SHIPPED')], 'SHIPPED'],
		['a volume without any state', [[], at('SHIPPED')], null],
	];
	test.each(cases)('%s', (_name, histories, state) => {
		const progress = progressOf(order(histories));
		expect(progress.state).toBe(state);
		expect(progress.delivered).toBe(state === 'DELIVERED');
	});
});

test('an order without volumes has the state that Intelipost says of it', () => {
	expect(progressOf(order([], { shipment_order_volume_state: 'NEW' }))).toMatchObject({ state: 'NEW', label: 'Criado', volumes: [] });
});

test('a volume without history has the state that Intelipost says of it', () => {
	const bare = { shipment_order_volume_array: [{ shipment_order_volume_number: 1, shipment_order_volume_state: 'SHIPPED' }] };
	expect(progressOf(order([], bare))).toMatchObject({ state: 'SHIPPED', lastMovement: null });
});

test('estimate, last movement and volumes are told', () => {
	const progress = progressOf(
		order([at('SHIPPED', 'DELIVERED'), at('SHIPPED')], {
			estimated_delivery_date: Date.parse('2026-11-05T00:00:00Z'),
			tracking_url: 'http://status.example.com/1',
		}),
	);
	expect(progress).toEqual({
		orderNumber: 'PEDIDO1',
		salesOrderNumber: 'VENDA1',
		type: 'NORMAL',
		state: 'SHIPPED',
		label: 'Despachado',
		delivered: false,
		estimatedDelivery: '2026-11-05T00:00:00.000Z',
		lastMovement: '2026-11-02T13:00:00.000Z',
		trackingUrl: 'http://status.example.com/1',
		volumes: [
			{ number: '1', state: 'DELIVERED', label: 'Entregue', delivered: true, lastMovement: '2026-11-02T13:00:00.000Z', trackingCode: null },
			{
				number: '2',
				state: 'SHIPPED',
				label: 'Despachado',
				delivered: false,
				lastMovement: '2026-11-01T13:00:00.000Z',
				trackingCode: null,
			},
		],
	});
});

test('what no order must have may be missing', () => {
	expect(progressOf(shipmentOrder.parse({}))).toMatchObject({
		orderNumber: null,
		type: null,
		state: null,
		estimatedDelivery: null,
		lastMovement: null,
	});
});

describe('what names the state that an order is in', () => {
	const key = (histories: Row[][]) => stateKey(order(histories));
	const shipped: Row[][] = [at('NEW', 'SHIPPED'), at('NEW', 'SHIPPED')];

	test('stays while the whole order does, whatever one volume does', () => {
		const further: Row[][] = [[...shipped[0], ['IN_TRANSIT', third]], shipped[1]];
		expect(key(further)).toBe(key(shipped));
		expect(key([further[0], [...shipped[1], ['IN_TRANSIT', third]]])).not.toBe(key(shipped));
		expect(key([[...shipped[0], ['KEEP_PREVIOUS', third]], shipped[1]])).toBe(key(shipped));
	});

	test('is another one when the order is in that state once more', () => {
		const failed: Row[] = at('SHIPPED', 'DELIVERY_FAILED');
		const again: Row[] = [...failed, ['TO_BE_DELIVERED', third], ['DELIVERY_FAILED', '2026-11-04T10:00:00.000-03:00']];
		expect(key([failed])).not.toBe(key([again]));
	});

	test('is none after it was delivered, and where nobody knows the state', () => {
		expect(key([at('SHIPPED', 'DELIVERED')])).toContain('DELIVERED');
		expect(key([at('SHIPPED', 'DELIVERED', 'IN_TRANSIT')])).toBeUndefined();
		expect(key([at('CANCELLED'), at('DELIVERED')])).toBeUndefined();
	});

	test('an order without history is named by what Intelipost says of it', () => {
		const plain = shipmentOrder.parse({ order_number: 'PEDIDO1', shipment_order_volume_state: 'NEW' });
		expect(stateKey(plain)).toBe('["PEDIDO1","NEW",null]');
	});
});
