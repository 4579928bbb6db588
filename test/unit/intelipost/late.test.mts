import { DateTime } from 'luxon';

import { HeardOrders, latenessInWords, latenessOf } from '../../../nodes/Intelipost/webhook/late';

const now = DateTime.fromISO('2026-11-20T09:00:00', { zone: 'America/Sao_Paulo' });
const ago = (days: number) => now.minus({ days }).toUTC().toISO() ?? '';
const volume = (state: string | null, moved: string | null, number = '1') => ({
	number,
	state,
	label: state,
	delivered: state === 'DELIVERED',
	lastMovement: moved,
	trackingCode: null,
});
const order = (estimate: string | null, ...volumes: Array<ReturnType<typeof volume>>) => ({
	orderNumber: 'ENVIO1',
	salesOrderNumber: 'LOJA-1',
	type: 'NORMAL',
	state: volumes[0]?.state ?? null,
	label: 'Em trânsito',
	delivered: false,
	estimatedDelivery: estimate,
	lastMovement: volumes[0]?.lastMovement ?? null,
	trackingUrl: null,
	volumes,
});

describe('an order is late', () => {
	const cases: Array<[what: string, given: ReturnType<typeof order>, reason: string | undefined]> = [
		['past the day it was promised for', order('2026-11-19T12:00:00-03:00', volume('SHIPPED', ago(1))), 'overdue'],
		['not on that day', order('2026-11-20T00:30:00-03:00', volume('SHIPPED', ago(1))), undefined],
		['not on that day, though UTC has another', order('2026-11-20T01:00:00Z', volume('SHIPPED', ago(1))), 'overdue'],
		['without movement for so many days', order(null, volume('SHIPPED', ago(6))), 'noMovement'],
		['not before', order(null, volume('SHIPPED', ago(4))), undefined],
		['when it never moved', order(null, volume(null, null)), 'noMovement'],
		['for one of its volumes', order(null, volume('DELIVERED', ago(9)), volume('SHIPPED', ago(6), '2')), 'noMovement'],
		[
			'not when all have arrived or were cancelled',
			order('2026-11-01', volume('DELIVERED', ago(9)), volume('CANCELLED', ago(9), '2')),
			undefined,
		],
	];
	test.each(cases)('%s', (_, given, reason) => expect(latenessOf(given, { now, days: 5 })?.reason).toBe(reason));

	test('and says it in words, with the volumes that are not there yet', () => {
		const given = order('2026-11-18T12:00:00-03:00', volume('DELIVERED', ago(1)), volume('SHIPPED', ago(6), '2'));
		const late = latenessOf(given, { now, days: 5 });
		expect(late && latenessInWords(given, late, 'America/Sao_Paulo')).toBe(
			'Pedido LOJA-1 (envio ENVIO1) atrasado desde 18/11: volume 2: SHIPPED.',
		);
	});
});

describe('what the notices tell', () => {
	const told = (reference: string, state: string, days: number, more: object = {}) => ({
		reference,
		state,
		occurredAt: ago(days),
		data: { volume_number: '1', ...more },
	});
	const promised = (day: string) => ({ estimated_delivery_date: { client: { current_iso: day }, logistic_provider: null } });
	const late = (...notices: Array<ReturnType<typeof told>>) => {
		const heard = new HeardOrders();
		for (const notice of notices) heard.add(notice);
		return heard.late({ now, days: 5 });
	};

	test('the last state of each volume counts, whatever came first', () => {
		expect(late(told('A', 'SHIPPED', 8), told('A', 'DELIVERED', 7))).toEqual([]);
		expect(late(told('A', 'DELIVERED', 7), told('A', 'SHIPPED', 8, { volume_number: 2 }))).toEqual(['A']);
	});

	test('the newest estimate counts, and one that is not readable is none', () => {
		expect(late(told('A', 'SHIPPED', 1, promised('2026-11-30')), told('A', 'NEW', 2, promised('2026-11-10')))).toEqual([]);
		expect(late(told('A', 'SHIPPED', 1, promised('2026-11-10')))).toEqual(['A']);
		expect(late(told('A', 'SHIPPED', 1, promised('logo')))).toEqual([]);
	});
});
