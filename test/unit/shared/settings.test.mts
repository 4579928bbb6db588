import { readSettings } from '../../../nodes/shared/settings';

const read = (parameters: Record<string, unknown>, unit: 'hours' | 'minutes' = 'hours') =>
	readSettings((name, fallback) => parameters[name] ?? fallback, {
		accountsParameter: 'accounts',
		duplicateWindow: { unit, default: unit === 'hours' ? 72 : 10 },
	});

test('defaults', () => {
	expect(read({})).toMatchObject({
		events: new Set(['*']),
		accounts: new Set(),
		ignoreDuplicates: true,
		duplicateWindowMs: 72 * 3_600_000,
		fetchResource: false,
		emitUnknown: false,
		allowPrivateUrl: false,
	});
});

test.each<[unknown, string[]]>([
	[['a', 'b'], ['a', 'b']],
	['a, b,,  c ', ['a', 'b', 'c']],
	[[' a ', '', 7], ['a', '7']],
	[12, ['12']],
	[{ a: 1 }, []],
	[null, []],
])('a list given as %j', (given, wanted) => {
	expect([...read({ accounts: given }).accounts]).toEqual(wanted);
});

test('free text events are added to the chosen ones', () => {
	expect([...read({ events: ['order.created'], options: { otherEvents: 'x.y, z' } }).events]).toEqual(['order.created', 'x.y', 'z']);
});

test.each<['hours' | 'minutes', object, number]>([
	['hours', { duplicateWindowHours: 2 }, 7_200_000],
	['minutes', { duplicateWindowMinutes: 2 }, 120_000],
	['minutes', {}, 600_000],
	['hours', { duplicateWindowHours: -1 }, 72 * 3_600_000],
	['hours', { duplicateWindowHours: 'x' }, 72 * 3_600_000],
])('the window in %s, given %j', (unit, options, wanted) => {
	expect(read({ options }, unit).duplicateWindowMs).toBe(wanted);
});

test.each<[unknown, boolean]>([
	['emit', true],
	['ignore', false],
	['', false],
	[true, false],
])('unknown events, set to %j, are emitted: %j', (unknownEvents, emitUnknown) => {
	expect(read({ options: { unknownEvents } }).emitUnknown).toBe(emitUnknown);
});

test("the node's other parameters can be asked for", () => {
	expect(read({ authentication: 'header' }).parameter('authentication')).toBe('header');
	expect(read({}).parameter('authentication')).toBeUndefined();
});
