import type { Work } from '../../../nodes/BlingStockPool/document';
import type { PlanSettings } from '../../../nodes/BlingStockPool/plan';
import { planWrites, quantityFor } from '../../../nodes/BlingStockPool/plan';
import { balance, memory, noBalance, participant, reading, rowOf, three, workOf } from './works.mts';

const settings: PlanSettings = { simulate: false, limitPercent: 30, limitMinimum: 10 };
const totals = { skus: 0, changed: 0, zeroed: 0 };

const plan = (given: Partial<Work>, chosen: Partial<PlanSettings> = {}, before = totals) =>
	planWrites({ ...workOf(given), totals: before }, { ...settings, ...chosen }).plan;
const writesOf = (given: Partial<Work>) => plan(given).writes.map((write) => [write.account, write.quantity]);
const codesOf = (given: Partial<Work>) => plan(given).outcomes.map(({ account: name, code }) => [name, code]);

test.each([
	['nothing reserved', 10, 4, 4, 10],
	['reserved in the shared deposit: it survives', 10, 4, 1, 13],
	['more reserved than there is', 10, 0, -5, 15],
	['a sum below zero', -3, 5, 5, 0],
	['a negative sum with reservations', -3, 5, 4, 0],
	['binary dust', 0.1 + 0.2, 0, 0, 0.3],
])('formula, %s', (_name, target, physical, virtual, expected) => {
	expect(quantityFor(target, { physical, virtual })).toBe(expected);
});

test('every shared deposit gets the sum of the virtual balances of all principals', () => {
	expect(writesOf({ readings: three(balance(10, 0), balance(5, 20), balance(-2, 13)) })).toEqual([
		['A', 13],
		['B', 13],
	]);
});

test('the same plan again writes nothing', () => {
	const readings = three(balance(10, 13), balance(5, 15, 13), balance(-2, 13));
	expect(writesOf({ readings })).toEqual([]);
	expect(codesOf({ readings })).toEqual([
		['A', 'same'],
		['B', 'same'],
		['C', 'same'],
	]);
});

describe('zero, absent and unreadable are three things', () => {
	test('zero counts 0 and is written', () =>
		expect(writesOf({ readings: three(balance(0, 3), balance(0, 0), balance(0, 1)) })).toEqual([
			['A', 0],
			['C', 0],
		]));

	test('absent counts 0 there, is listed, and has nothing to write', () => {
		const readings = three(balance(10, 0), noBalance('absent'), balance(5, 15));
		expect(writesOf({ readings })).toEqual([['A', 15]]);
		expect(codesOf({ readings })).toEqual([
			['B', 'absent'],
			['C', 'same'],
			['A', 'write'],
		]);
	});

	test('absent everywhere', () =>
		expect(codesOf({ readings: three(noBalance('absent'), noBalance('absent'), noBalance('absent')) })).toEqual([
			[null, 'absentEverywhere'],
		]));

	test.each(['unknown', 'duplicate', 'composite'] as const)('%s in one account stops the SKU everywhere', (state) => {
		const readings = three(balance(10, 0), noBalance(state), balance(5, 0));
		expect(writesOf({ readings })).toEqual([]);
		expect(codesOf({ readings })).toEqual([['B', state === 'unknown' ? 'unreadable' : state]]);
	});

	test('an account that could not be read stops the SKU everywhere', () => {
		const away = reading('B', [], { ok: false, company: null, error: '500' });
		const readings = [reading('A', [balance(10, 0)]), away, reading('C', [balance(5, 0)])];
		expect(writesOf({ readings })).toEqual([]);
		expect(codesOf({ readings })).toEqual([['B', 'unreadable']]);
	});

	test('a SKU that an answer leaves out is unreadable, not zero', () =>
		expect(codesOf({ readings: [reading('A', [balance(10, 0)]), reading('B'), reading('C', [balance(5, 0)])] })).toEqual([
			['B', 'unreadable'],
		]));
});

test('the safety stock of an account is not offered there', () => {
	const readings = [
		reading('A', [balance(10, 0)]),
		reading('B', [balance(5, 0)], { safety: 4 }),
		reading('C', [balance(0, 9)], { safety: 100 }),
	];
	expect(writesOf({ readings })).toEqual([
		['A', 15],
		['B', 11],
		['C', 0],
	]);
});

describe('a movement in the shared deposit', () => {
	const memories = [memory('B')];

	test('what nobody explains is not restored, in no account', () => {
		const given = { memories, readings: three(balance(10, 12), balance(5, 12), balance(0, 15)) };
		expect(writesOf(given)).toEqual([]);
		expect(codesOf(given)).toEqual([
			['B', 'moved'],
			['A', 'held'],
		]);
	});

	test('until somebody has looked it only goes down, also where the SKU is gone since', () => {
		const held = [memory('B', { physical: 12, held: true })];
		expect(writesOf({ memories: held, readings: three(balance(10, 15), balance(5, 12), balance(0, 15)) })).toEqual([]);
		expect(writesOf({ memories: held, readings: three(balance(3, 15), balance(5, 12), balance(0, 15)) })).toEqual([
			['A', 8],
			['B', 8],
			['C', 8],
		]);
		expect(writesOf({ memories: held, readings: three(balance(30, 15), noBalance('absent'), balance(0, 15)) })).toEqual([]);
	});

	test('a person has looked', () => {
		const rows = [rowOf({ confirmed: true })];
		const given = { memories: [memory('B', { held: true })], rows, readings: three(balance(10, 12), balance(5, 12), balance(0, 15)) };
		expect(writesOf(given)).toEqual([
			['A', 15],
			['B', 15],
		]);
	});

	test('our own last write is no movement, nor is one that was begun before a crash; anything else still is', () => {
		expect(writesOf({ memories, readings: three(balance(20, 15), balance(5, 15), balance(0, 15)) })).toHaveLength(3);
		const readings = three(balance(10, 25), balance(15, 25), balance(0, 25));
		expect(codesOf({ memories, readings })).toContainEqual(['B', 'moved']);
		expect(codesOf({ memories: [memory('B', { writing: 25 })], readings })).toEqual([
			['A', 'same'],
			['B', 'same'],
			['C', 'same'],
		]);
		expect(codesOf({ memories: [memory('B', { writing: 24 })], readings })).toContainEqual(['B', 'moved']);
	});

	test('of another shared deposit than the chosen one nothing is known', () =>
		expect(
			codesOf({ memories: [memory('B', { depositId: 99 })], readings: three(balance(10, 15), balance(5, 12), balance(0, 15)) }),
		).toContainEqual(['B', 'write']));
});

describe('a sale out of the shared deposit', () => {
	const sale = (order: number, quantity: number, cancelled = false) => ({ sku: 'X', order, quantity, cancelled });
	const sold = (
		known: Parameters<typeof memory>[1],
		now: [physical: number, virtual: number],
		sales: Array<ReturnType<typeof sale>> = [],
	) => {
		const readings = three(balance(10, 15), balance(5, ...now), balance(0, 15));
		readings[1].sales = sales;
		return plan({ memories: [memory('B', known)], readings })
			.outcomes.filter(({ account }) => account === 'B')
			.map(({ code, orders }) => [code, orders]);
	};

	test.each<[string, ReturnType<typeof sold>, unknown]>([
		[
			'a reserved order was posted',
			sold({ physical: 18, reserved: 3 }, [15, 15]),
			[
				['sale', []],
				['same', []],
			],
		],
		[
			'one was posted, another cancelled',
			sold({ physical: 20, reserved: 5 }, [17, 17]),
			[
				['sale', []],
				['write', []],
			],
		],
		[
			'the posting was undone',
			sold({ physical: 15, reserved: 0 }, [18, 15]),
			[
				['returned', []],
				['same', []],
			],
		],
		[
			'an order that reserved nothing',
			sold({}, [12, 12], [sale(1, 3)]),
			[
				['sale', [1]],
				['write', []],
			],
		],
		[
			'two of three orders',
			sold({}, [9, 9], [sale(1, 3), sale(2, 5), sale(3, 1)]),
			[
				['sale', [2, 3]],
				['write', []],
			],
		],
		[
			'after a write nobody knows the end of',
			sold({ physical: 9, writing: 15 }, [12, 12], [sale(1, 3)]),
			[
				['sale', [1]],
				['write', []],
			],
		],
		['an order that explained another posting', sold({ sales: [1] }, [12, 12], [sale(1, 3)]), [['moved', []]]],
		['a cancelled order', sold({}, [12, 12], [sale(1, 3, true)]), [['moved', []]]],
		['an order of another quantity', sold({}, [12, 12], [sale(1, 2)]), [['moved', []]]],
		[
			'a reservation cancelled, and as much or less taken by hand',
			sold({ physical: 25, reserved: 10 }, [22, 22], [sale(1, 10, true)]),
			[
				['moved', []],
				['write', []],
			],
		],
		[
			'the same, and a new reservation',
			sold({ physical: 25, reserved: 10 }, [22, 20], [sale(1, 10, true), sale(2, 2)]),
			[
				['moved', []],
				['write', []],
			],
		],
		[
			'a reservation posted, another cancelled, and orders tell both',
			sold({ physical: 20, reserved: 5 }, [17, 17], [sale(1, 3), sale(2, 2, true)]),
			[
				['sale', [1]],
				['write', []],
			],
		],
		[
			'a reservation posted that no changed order tells of',
			sold({ physical: 18, reserved: 3 }, [15, 15], [sale(1, 1)]),
			[
				['sale', []],
				['same', []],
			],
		],
		['more than the reservation', sold({ physical: 18, reserved: 3 }, [14, 14]), [['moved', []]]],
		[
			'an order that explained it is taken back',
			sold({ physical: 12, sales: [1] }, [15, 15], [sale(1, 3, true)]),
			[
				['returned', [1]],
				['same', []],
			],
		],
		['an entry by hand', sold({ physical: 12 }, [15, 15], [sale(1, 3)]), [['moved', []]]],
	])('%s', (_name, found, expected) => expect(found).toEqual(expected));
});

test('in a simulation everything is listed and nothing written', () => {
	const { writes, outcomes } = plan({ readings: three(balance(10, 0), balance(5, 20), balance(0, 15)) }, { simulate: true });
	expect(writes).toEqual([]);
	expect(outcomes.filter(({ code }) => code === 'simulated').map(({ account: name, before, after }) => [name, before, after])).toEqual([
		['A', 0, 15],
		['B', 20, 15],
	]);
});

describe('the limit of a run', () => {
	const skus = Array.from({ length: 20 }, (_, index) => `S${index}`);
	const many = (changed: number, virtual = 9, principal = 5): Partial<Work> => ({
		skus,
		readings: ['A', 'B', 'C'].map((name) =>
			reading(
				name,
				skus.map((sku, index) => balance(index < changed ? principal : 3, virtual, virtual, { sku })),
			),
		),
	});

	test('below it everything is written', () => expect(plan(many(6)).stop).toBeNull());

	test('above it nothing is, and it says so', () => {
		const { stop, writes, outcomes } = plan(many(11));
		expect([stop?.code, writes]).toEqual(['limit', []]);
		expect(new Set(outcomes.filter(({ code }) => code === 'stopped').map(({ sku }) => sku)).size).toBe(11);
	});

	test('few SKUs never stop a run', () => expect(plan(many(9), { limitPercent: 1 }).stop).toBeNull());

	test('a pool that is known to be large can take more', () =>
		expect(plan({ ...many(11), participants: [participant('A', { products: 1000 })] }).stop).toBeNull());

	test('the batches of a run count together', () =>
		expect(
			plan({ ...many(6), participants: [participant('A', { products: 110 })] }, {}, { skus: 100, changed: 31, zeroed: 0 }).stop?.code,
		).toBe('limit'));

	test('SKUs that a person let pass are written, the others not', () => {
		const rows = skus.map((sku, index) => rowOf({ reference: sku, authorised: index < 2 }));
		expect(new Set(plan({ ...many(13), rows }).writes.map(({ sku }) => sku))).toEqual(new Set(['S0', 'S1']));
	});

	test('zeroing counts too, and in simulation nothing stops', () => {
		expect(plan(many(11, 9, 0), {}, { skus: 0, changed: -50, zeroed: 0 }).stop?.code).toBe('limit');
		expect(plan(many(11), { simulate: true }).stop).toBeNull();
	});
});

describe('what makes a whole batch stop, with nothing written', () => {
	const [a, b, c] = three(balance(10, 0), balance(5, 0), balance(0, 0));
	test.each<[string, Partial<Work>, string]>([
		['no account', { readings: [] }, 'tooFewAccounts'],
		['one account only', { readings: [a] }, 'tooFewAccounts'],
		['an account twice', { readings: [a, { ...b, company: 'company-1' }] }, 'sameAccountTwice'],
		['a name twice', { readings: [a, { ...b, account: 'A' }] }, 'sameAccountTwice'],
		['deposits that do not serve', { readings: [a, { ...b, problems: [{ code: 'sharedIsDefault', detail: 'Geral' }] }, c] }, 'deposits'],
		[
			'an account that took part and was not read',
			{ readings: [a, b], participants: [participant('A'), participant('C')] },
			'missingAccount',
		],
	])('%s', (_name, given, code) => {
		const { stop, writes } = plan(given);
		expect([stop?.code, writes]).toEqual([code, []]);
	});

	test('one that could not say who it is is not missing', () =>
		expect(plan({ readings: [a, b, { ...c, ok: false, company: null }], participants: [participant('C')] }).stop).toBeNull());
});
