import { planInput } from '../../../nodes/Bling/stockPool/batch';
import { planWrites, quantityFor } from '../../../nodes/Bling/stockPool/plan';

type Json = Record<string, unknown>;

const account = (name: string, index: number, overrides: Json = {}) => ({
	account: name,
	companyId: `company-${index}`,
	principals: [index * 10 + 1, index * 10 + 2],
	shared: index * 10 + 3,
	...overrides,
});
const accounts = [account('A', 1), account('B', 2), account('C', 3)];

const balance = (principal: number, physical: number, virtual = physical, overrides: Json = {}) => ({
	sku: 'X',
	state: 'known',
	productId: 7,
	principal,
	physical,
	virtual,
	...overrides,
});
const none = (state: string) => ({ sku: 'X', state, productId: null, principal: null, physical: null, virtual: null });
const reading = (name: string, ...balances: Json[]) => ({ account: name, ok: true, error: null, problems: [], balances });

const settings = { simulate: false, limitPercent: 30, limitMinimum: 10, poolSize: 0 };

const plan = (overrides: Json) => planWrites(planInput.parse({ accounts, skus: ['X'], settings, ...overrides }));
const writesOf = (overrides: Json) => plan(overrides).writes.map((write) => [write.account, write.quantity]);
const codesOf = (overrides: Json) => plan(overrides).outcomes.map(({ account: name, code }) => [name, code]);

const three = (a: Json, b: Json, c: Json) => ({ readings: [reading('A', a), reading('B', b), reading('C', c)] });

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
	expect(writesOf(three(balance(10, 0), balance(5, 20), balance(-2, 13)))).toEqual([
		['A', 13],
		['B', 13],
	]);
});

test('the same plan again writes nothing', () => {
	const done = three(balance(10, 13), balance(5, 15, 13), balance(-2, 13));
	expect(writesOf(done)).toEqual([]);
	expect(codesOf(done)).toEqual([
		['A', 'same'],
		['B', 'same'],
		['C', 'same'],
	]);
});

describe('zero, absent and unreadable are three things', () => {
	test('zero counts 0 and is written', () =>
		expect(writesOf(three(balance(0, 3), balance(0, 0), balance(0, 1)))).toEqual([
			['A', 0],
			['C', 0],
		]));

	test('absent counts 0 there, is listed, and has nothing to write', () => {
		const input = three(balance(10, 0), none('absent'), balance(5, 15));
		expect(writesOf(input)).toEqual([['A', 15]]);
		expect(codesOf(input)).toEqual([
			['B', 'absent'],
			['C', 'same'],
			['A', 'write'],
		]);
	});

	test('absent everywhere', () =>
		expect(codesOf(three(none('absent'), none('absent'), none('absent')))).toEqual([[null, 'absentEverywhere']]));

	test.each(['unknown', 'duplicate', 'composite'])('%s in one account stops the SKU everywhere', (state) => {
		const input = three(balance(10, 0), none(state), balance(5, 0));
		expect(writesOf(input)).toEqual([]);
		expect(codesOf(input)).toEqual([['B', state === 'unknown' ? 'unreadable' : state]]);
	});

	test('an account that could not be read stops the SKU everywhere', () => {
		const failed = { ...reading('B'), ok: false, error: '500' };
		const input = { readings: [reading('A', balance(10, 0)), failed, reading('C', balance(5, 0))] };
		expect(writesOf(input)).toEqual([]);
		expect(codesOf(input)).toEqual([['B', 'unreadable']]);
	});

	test('a SKU that an answer leaves out is unreadable, not zero', () => {
		const input = { readings: [reading('A', balance(10, 0)), reading('B'), reading('C', balance(5, 0))] };
		expect(codesOf(input)).toEqual([['B', 'unreadable']]);
	});
});

test('the safety stock of an account is not offered there', () => {
	const [a, b, c] = accounts;
	const input = { accounts: [a, { ...b, safety: 4 }, { ...c, safety: 100 }], ...three(balance(10, 0), balance(5, 0), balance(0, 9)) };
	expect(writesOf(input)).toEqual([
		['A', 15],
		['B', 11],
		['C', 0],
	]);
});

describe('a movement in the shared deposit', () => {
	const states = [{ account: 'B', sku: 'X', productId: 7, physical: 15, held: false }];

	test('a sale there is reported and not restored, in no account', () => {
		const input = { states, ...three(balance(10, 12), balance(5, 12), balance(0, 15)) };
		expect(writesOf(input)).toEqual([]);
		expect(codesOf(input)).toEqual([
			['A', 'held'],
			['B', 'moved'],
		]);
	});

	test('until somebody has looked it only goes down', () => {
		const held = [{ ...states[0], physical: 12, held: true }];
		expect(writesOf({ states: held, ...three(balance(10, 15), balance(5, 12), balance(0, 15)) })).toEqual([]);
		expect(writesOf({ states: held, ...three(balance(3, 15), balance(5, 12), balance(0, 15)) })).toEqual([
			['A', 8],
			['B', 8],
			['C', 8],
		]);
	});

	test('our own last write is no movement', () => {
		expect(writesOf({ states, ...three(balance(20, 15), balance(5, 15), balance(0, 15)) })).toEqual([
			['A', 25],
			['B', 25],
			['C', 25],
		]);
	});

	test('what a run wrote that ended halfway is no movement either; anything else still is', () => {
		const input = { states, ...three(balance(10, 25), balance(15, 25), balance(0, 25)) };
		expect(codesOf(input)).toContainEqual(['B', 'moved']);
		const interrupted = [{ account: 'B', sku: 'X', quantity: 25 }];
		expect(codesOf({ ...input, interrupted })).toEqual([
			['A', 'same'],
			['B', 'same'],
			['C', 'same'],
		]);
		expect(codesOf({ ...input, interrupted: [{ ...interrupted[0], quantity: 24 }] })).toContainEqual(['B', 'moved']);
		expect(codesOf({ ...input, interrupted: [{ ...interrupted[0], account: 'C' }] })).toContainEqual(['B', 'moved']);
		expect(codesOf({ ...input, interrupted, states: [{ ...states[0], held: true }] })).not.toContainEqual(['B', 'moved']);
	});

	test('what this run wrote is newer than the table', () => {
		const results = [{ account: 'B', sku: 'X', productId: 7, result: 'written', before: 15, after: 30, message: '' }];
		expect(codesOf({ states, results, ...three(balance(20, 25), balance(5, 30), balance(0, 25)) })).toContainEqual(['B', 'write']);
	});
});

test('simulation is what happens if nobody says otherwise: the list, and no write', () => {
	const input = { settings: {}, ...three(balance(10, 0), balance(5, 20), balance(0, 15)) };
	expect(writesOf(input)).toEqual([]);
	expect(
		plan(input)
			.outcomes.filter(({ code }) => code === 'simulated')
			.map(({ account: name, before, after }) => [name, before, after]),
	).toEqual([
		['A', 0, 15],
		['B', 20, 15],
	]);
});

describe('the limit of a run', () => {
	const skus = Array.from({ length: 20 }, (_, index) => `S${index}`);
	const many = (changed: number, virtual = 9, principal = 5) => ({
		skus,
		readings: ['A', 'B', 'C'].map((name) =>
			reading(name, ...skus.map((sku, index) => ({ ...balance(index < changed ? principal : 3, virtual), sku }))),
		),
	});

	test('below it everything is written', () => expect(plan({ ...many(6) }).stop).toBeNull());

	test('above it nothing is, and it says so', () => {
		const { stop, writes, outcomes } = plan(many(11));
		expect([stop?.code, writes]).toEqual(['limit', []]);
		expect(new Set(outcomes.filter(({ code }) => code === 'stopped').map(({ sku }) => sku)).size).toBe(11);
	});

	test('few SKUs never stop a run', () => expect(plan({ ...many(9), settings: { ...settings, limitPercent: 1 } }).stop).toBeNull());

	test('a pool that is known to be large can take more', () =>
		expect(plan({ ...many(11), settings: { ...settings, poolSize: 1000 } }).stop).toBeNull());

	test('the batches of a run count together', () => {
		const totals = { skus: 100, changed: 31, zeroed: 0 };
		expect(plan({ ...many(6), totals, settings: { ...settings, poolSize: 110 } }).stop?.code).toBe('limit');
	});

	test('SKUs that a person let pass are written, the others not', () => {
		const authorised = ['S0', 'S1'];
		expect(new Set(plan({ ...many(13), authorised }).writes.map(({ sku }) => sku))).toEqual(new Set(authorised));
	});

	test('zeroing counts too, and in simulation nothing stops', () => {
		expect(plan({ ...many(11, 9, 0), totals: { skus: 0, changed: -50, zeroed: 0 } }).stop?.code).toBe('limit');
		expect(plan({ ...many(11), settings: {} }).stop).toBeNull();
	});
});

describe('what makes a whole run stop, with nothing written', () => {
	const read = three(balance(10, 0), balance(5, 0), balance(0, 0));
	const problem = { ...reading('B', balance(5, 0)), problems: [{ code: 'sharedIsDefault', detail: 'Geral' }] };
	test.each<[string, Json, string]>([
		['no account', { accounts: [], ...read }, 'tooFewAccounts'],
		['one account only', { accounts: [accounts[0]], ...read }, 'tooFewAccounts'],
		['an account twice', { accounts: [accounts[0], { ...accounts[1], companyId: 'company-1' }], ...read }, 'sameAccountTwice'],
		['a deposit both principal and shared', { accounts: [accounts[0], account('B', 2, { shared: 21 }), accounts[2]], ...read }, 'deposits'],
		['an account that no node reads', { readings: read.readings.slice(1) }, 'notRead'],
		['an account that two nodes read', { readings: [...read.readings, read.readings[0]] }, 'notRead'],
		['a shared deposit that is the default one', { readings: [read.readings[0], problem, read.readings[2]] }, 'deposits'],
	])('%s', (_name, input, code) => {
		const { stop, writes } = plan(input);
		expect([stop?.code, writes]).toEqual([code, []]);
	});
});
