import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import { limitFields } from '../../../nodes/shared/operations/fields';
import { Parameters } from '../../../nodes/shared/operations/parameters';
import { executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

const options = ['a', '0', ''].map((value) => ({ name: value, value }));
const field = (own: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'My Field',
	name: 'x',
	type: 'string',
	default: '',
	description: 'What it takes',
	...own,
});
const optionsField = field({ type: 'options', options });

/** What the node's own parameters say; an expression where the value is one. */
function at(given: unknown, own: INodeProperties = field()) {
	const parameters = (given === undefined ? {} : { x: given }) as IDataObject;
	return new Parameters(executeContextOf(placeIdle({ parameters, settings: { timezone: 'America/Sao_Paulo' } }, [own])), 4, [own]);
}

/** What an expression gave in the field itself. */
function given(value: unknown, own: INodeProperties = field()) {
	const context = executeContextOf(placeIdle({ settings: { timezone: 'America/Sao_Paulo' } }, [own]));
	const read = context.getNodeParameter.bind(context);
	Object.assign(context, {
		getNodeParameter: (name: string, index: number, fallback: unknown, how: { rawExpressions?: boolean }) =>
			name !== 'x' ? read(name, index, fallback, how) : how.rawExpressions ? '={{ $json.x }}' : value,
	});
	return new Parameters(context, 4, [own]);
}

/** The same in a collection, where values come as they are. */
function within(given: unknown, own: INodeProperties = field()) {
	const box = field({ displayName: 'Box', name: 'box', type: 'collection', default: {}, options: [own] });
	const context = executeContextOf(placeIdle({ settings: { timezone: 'America/Sao_Paulo' } }, [box]));
	Object.assign(context, { getNodeParameter: () => ({ x: given }) });
	return new Parameters(context, 4, [box]).in('box');
}

const long = 'x'.repeat(10_000);
const instant = DateTime.fromISO('2026-11-30T23:30:00', { zone: 'America/Sao_Paulo' });
const odd: Record<string, unknown> = {
	undefined: undefined,
	null: null,
	'""': '',
	'" "': ' ',
	true: true,
	false: false,
	0: 0,
	'"0"': '0',
	5: 5,
	NaN: Number.NaN,
	'[]': [],
	'[5]': [5],
	'[null]': [null],
	'["A", null]': ['A', null],
	'["A", ""]': ['A', ''],
	'{}': {},
	'{"id": 5}': { id: 5 },
	'a DateTime': instant,
	'a Date': instant.toJSDate(),
	'10,000 characters': long,
	'trailing line break': '7\n',
};

const refusalSchema = z.object({
	name: z.literal('NodeOperationError'),
	message: z.string(),
	description: z.string(),
	context: z.object({ itemIndex: z.number() }),
});

/** What an error tells, without the node that it carries. */
function said(error: unknown) {
	const { message, description, context } = refusalSchema.parse(error);
	return { message, description, itemIndex: context.itemIndex };
}

function refusalOf(read: () => unknown) {
	try {
		return { read: read() };
	} catch (error) {
		return said(error);
	}
}

type Kind = (param: Parameters) => unknown;
const refused = Symbol('refused');
/** For each kind of field what of the odd values it takes, and as what; everything else is refused. */
const kinds: Array<[kind: string, read: Kind, taken: Record<string, unknown>, own?: INodeProperties]> = [
	['text', (param) => param.text('x'), { 0: '0', '"0"': '0', 5: '5', '10,000 characters': long, 'trailing line break': '7' }],
	[
		'optional text',
		(param) => param.optionalText('x'),
		{ '""': undefined, 0: '0', '"0"': '0', 5: '5', '10,000 characters': long, 'trailing line break': '7' },
	],
	[
		'verbatim',
		(param) => param.verbatim('x'),
		{ undefined: '', null: '', '""': '', '" "': ' ', 0: '0', '"0"': '0', 5: '5', '10,000 characters': long, 'trailing line break': '7\n' },
	],
	['mail address', (param) => param.optionalMailAddress('x'), { '""': undefined }],
	['segment', (param) => param.segment('x'), { 0: '0', '"0"': '0', 5: '5', '10,000 characters': long, 'trailing line break': '7' }],
	['id', (param) => param.id('x'), { 5: 5, 'trailing line break': 7 }],
	['document number', (param) => param.documentNumber('x'), { 5: 5, 'trailing line break': 7 }],
	['optional id', (param) => param.optionalId('x'), { '""': undefined, 5: 5, 'trailing line break': 7 }],
	['optional document number', (param) => param.optionalDocumentNumber('x'), { '""': undefined, 5: 5, 'trailing line break': 7 }],
	['ids', (param) => param.ids('x'), { '""': [], 5: [5], '[]': [], '[5]': [5], 'trailing line break': [7] }],
	[
		'list',
		(param) => param.list('x'),
		{ '""': [], 0: ['0'], '"0"': ['0'], 5: ['5'], '[]': [], '[5]': ['5'], '10,000 characters': [long], 'trailing line break': ['7'] },
	],
	[
		'optional list',
		(param) => param.optionalList('x'),
		{
			'""': undefined,
			0: ['0'],
			'"0"': ['0'],
			5: ['5'],
			'[]': [],
			'[5]': ['5'],
			'10,000 characters': [long],
			'trailing line break': ['7'],
		},
	],
	[
		'list where empty means none',
		(param) => param.entries('x'),
		{
			'""': undefined,
			0: ['0'],
			'"0"': ['0'],
			5: ['5'],
			'[]': [],
			'[5]': ['5'],
			'10,000 characters': [long],
			'trailing line break': ['7'],
		},
	],
	[
		'list of choices',
		(param) => param.list('x'),
		{ '""': [], 0: ['0'], '"0"': ['0'], '[]': [] },
		field({ type: 'multiOptions', default: [], options }),
	],
	['number', (param) => param.number('x'), { 0: 0, '"0"': 0, 5: 5, 'trailing line break': 7 }],
	['optional number', (param) => param.optionalNumber('x'), { '""': undefined, 0: 0, '"0"': 0, 5: 5, 'trailing line break': 7 }],
	['count', (param) => param.count('x'), { 5: 5, 'trailing line break': 7 }],
	['optional count', (param) => param.optionalCount('x'), { '""': undefined, 5: 5, 'trailing line break': 7 }],
	['flag', (param) => param.flag('x'), { true: true, false: false }],
	['optional flag', (param) => param.optionalFlag('x'), { '""': undefined, true: true, false: false }],
	['guard', (param) => param.guard('x'), { ...Object.fromEntries(Object.keys(odd).map((name) => [name, true])), false: false }],
	['choice', (param) => param.choice('x'), { '""': '', 0: '0', '"0"': '0' }, optionsField],
	['optional choice', (param) => param.optionalChoice('x'), { '""': undefined, 0: '0', '"0"': '0' }, optionsField],
	[
		'date',
		(param) => param.optionalDate('x'),
		{ '""': undefined, 'a DateTime': '2026-12-01T02:30:00.000Z', 'a Date': '2026-12-01T02:30:00.000Z' },
	],
	['day', (param) => param.optionalDay('x'), { '""': undefined, 'a DateTime': '2026-11-30', 'a Date': '2026-11-30' }],
	['required day', (param) => param.day('x'), { 'a DateTime': '2026-11-30', 'a Date': '2026-11-30' }],
	['object', (param) => param.object('x'), { '{}': {}, '{"id": 5}': { id: 5 } }],
	['optional object', (param) => param.optionalObject('x'), { '""': undefined, '{}': {}, '{"id": 5}': { id: 5 } }],
	['object or list', (param) => param.optionalObjects('x'), { '""': undefined, '[]': [], '{}': {}, '{"id": 5}': { id: 5 } }],
	['collection', (param) => param.in('x').optionalText('id'), { '""': undefined, '{}': undefined, '{"id": 5}': '5' }],
	['rows', (param) => param.rows('x', 'id').length, { '""': 0, '{}': 0 }],
];

const nothings = ['undefined', 'null', '""', '[]'];
/** What of nothing an expression may give for each kind, and as what it is taken. */
const leftOut: Record<string, Record<string, unknown>> = {
	'optional text': { '""': undefined },
	'mail address': { '""': undefined },
	verbatim: { undefined: '', null: '', '""': '' },
	list: { '""': [] },
	'optional list': { '""': undefined },
	'list of choices': { '""': [] },
	'list where empty means none': { '""': undefined, '[]': [] },
	guard: { undefined: true, null: true, '""': true, '[]': true },
	choice: { '""': '' },
	'object or list': { '[]': [] },
};

describe.each(kinds)('%s', (kind, read, taken, own) => {
	test.each(Object.keys(odd))('of %s', (name) => {
		const outcome = (param: Parameters) => {
			try {
				return read(param);
			} catch (error) {
				expect(said(error)).toEqual({
					message: expect.stringMatching(/^The field "My Field" /),
					description: expect.stringMatching(/\.$|^What it takes$/),
					itemIndex: 4,
				});
				return refused;
			}
		};
		const expected = name in taken ? taken[name] : refused;
		expect(outcome(within(odd[name], own))).toEqual(expected);
	});

	test.each(nothings)('of an expression that gives %s', (name) => {
		const allowed = leftOut[kind] ?? {};
		const refusal = { message: expect.stringMatching(/^The field "My Field" /), description: expect.any(String), itemIndex: 4 };
		expect(refusalOf(() => read(given(odd[name], own)))).toEqual(name in allowed ? { read: allowed[name] } : refusal);
	});
});

test.each<[unknown, Kind, unknown]>([
	['  Loja  ', (param) => param.text('x'), 'Loja'],
	['...', (param) => param.segment('x'), '...'],
	['a/b', (param) => param.segment('x'), 'a/b'],
	[' 42 ', (param) => param.id('x'), 42],
	['9007199254740991', (param) => param.id('x'), 9007199254740991],
	['1, 2,', (param) => param.ids('x'), [1, 2]],
	[' a ,, b', (param) => param.list('x'), ['a', 'b']],
	[' 1.5 ', (param) => param.number('x'), 1.5],
	['-.5', (param) => param.number('x'), -0.5],
	['0.00e-999', (param) => param.number('x'), 0],
	['1e21', (param) => param.text('x'), '1e21'],
	[' a@example.com ', (param) => param.optionalMailAddress('x'), 'a@example.com'],
	['1e-7', (param) => param.number('x'), 1e-7],
	['2026-11-30', (param) => param.optionalDate('x'), '2026-11-30T03:00:00.000Z'],
	['2026-11-30 10:00', (param) => param.optionalDate('x'), '2026-11-30T13:00:00.000Z'],
	['2026-11-30T10:00Z', (param) => param.optionalDate('x'), '2026-11-30T10:00:00.000Z'],
	['2026-11-30T23:30:00-03:00', (param) => param.optionalDay('x'), '2026-11-30'],
	['2026-12-01T02:30:00Z', (param) => param.optionalDay('x'), '2026-11-30'],
	['2026-11-30', (param) => param.optionalDay('x'), '2026-11-30'],
	['2026-11-30', (param) => param.optionalMoment('x')?.isDay, true],
	['2026-11-30T00:00', (param) => param.optionalMoment('x')?.isDay, false],
	['={{ $today.set({ year: 2026, month: 11, day: 30 }) }}', (param) => param.optionalDay('x'), '2026-11-30'],
	['{"a": 1}', (param) => param.object('x'), { a: 1 }],
	['[{"a": 1}]', (param) => param.optionalObjects('x'), [{ a: 1 }]],
	['[1]', (param) => param.optionalJson('x'), [1]],
])('of %j the node reads what it says', (given, read, expected) => {
	expect(read(at(given))).toEqual(expected);
});

const digits = 'Use digits and a decimal point.';
const way = "Check the field's expression: it must return the ID itself.";
test.each<[unknown, Kind, string, string, Partial<INodeProperties>?]>([
	[' ', (param) => param.text('x'), 'contains only spaces', 'Fill it in, or leave it empty.'],
	['', (param) => param.text('x'), 'is empty', 'Fill it in.'],
	['', (param) => param.day('x'), 'is empty', 'Fill it in.'],
	['={{ true }}', (param) => param.text('x'), 'is not text: true', 'Use text or a number, such as one value of an object.'],
	['={{ ({a: 1}) }}', (param) => param.text('x'), 'is not text: an object', 'Use text or a number, such as one value of an object.'],
	['={{ $today }}', (param) => param.text('x'), 'is not text: a date', 'Use text or a number, such as one value of an object.'],
	['={{ ({id: 1}) }}', (param) => param.text('x'), 'is not text: an object', 'Use its "id" instead.'],
	['.', (param) => param.segment('x'), 'is ".", which is a path, not an ID', way],
	[' .. ', (param) => param.segment('x'), 'is "..", which is a path, not an ID', way],
	['0', (param) => param.id('x'), 'must be an internal ID (a whole number above zero), not "0"', 'What it takes'],
	['12x', (param) => param.id('x'), 'must be an internal ID (a whole number above zero), not "12x"', 'What it takes'],
	['x', (param) => param.id('x'), 'must be an internal ID (a whole number above zero), not "x"', 'Correct it.', { description: undefined }],
	[
		'9007199254740993',
		(param) => param.id('x'),
		'must be an internal ID (a whole number above zero), not "9007199254740993"',
		'What it takes',
	],
	['abc', (param) => param.documentNumber('x'), 'must be a whole number above zero, not "abc"', 'What it takes'],
	['1,-2', (param) => param.ids('x'), 'must be an internal ID (a whole number above zero), not "-2"', 'What it takes'],
	[' , ', (param) => param.list('x'), 'contains only commas', 'Fill it in, or leave it empty.'],
	[['a', null], (param) => param.list('x'), 'has an empty entry', 'Remove it from the list: an empty entry does not mean "all".'],
	['1,5', (param) => param.number('x'), 'is not a number: "1,5"', digits],
	['0x10', (param) => param.number('x'), 'is not a number: "0x10"', digits],
	['1e-400', (param) => param.number('x'), 'is too small a number: "1e-400"', digits],
	['-0.5e-999', (param) => param.optionalNumber('x'), 'is too small a number: "-0.5e-999"', digits],
	['9007199254740993', (param) => param.number('x'), 'is too large a number: "9007199254740993"', digits],
	[1e21, (param) => param.optionalNumber('x'), 'is too large a number: 1e+21', digits],
	[
		'9.999',
		(param) => param.number('x'),
		'has more than 2 decimals: 9.999',
		'Round it to 2 decimals.',
		{ typeOptions: { numberPrecision: 2 } },
	],
	[1e21, (param) => param.text('x'), 'is a number too long to be written out: 1e+21', 'Enter it as text.'],
	[1e-7, (param) => param.optionalText('x'), 'is a number too long to be written out: 1e-7', 'Enter it as text.'],
	[1e21, (param) => param.verbatim('x'), 'is a number too long to be written out: 1e+21', 'Enter it as text.'],
	['={{ [1e21] }}', (param) => param.list('x'), 'is a number too long to be written out: 1e+21', 'Enter it as text.'],
	['Infinity', (param) => param.number('x'), 'is not a number: "Infinity"', digits],
	['1.', (param) => param.number('x'), 'is below 2: 1', 'Use 2 or more.', { typeOptions: { minValue: 2 } }],
	['1.5', (param) => param.count('x'), 'is not a count: 1.5', 'Use a whole number from 1.'],
	[-1, (param) => param.number('x'), 'is below 0: -1', 'Use 0 or more.', { typeOptions: { minValue: 0 } }],
	[51, (param) => param.optionalNumber('x'), 'is above 50: 51', 'Use 50 or less.', { typeOptions: { maxValue: 50 } }],
	['x'.repeat(80), (param) => param.number('x'), `is not a number: "${long.slice(0, 60)}"`, digits],
	['30/11/2026', (param) => param.optionalDate('x'), 'is not a date: "30/11/2026"', 'Enter a date such as 2026-11-30.'],
	['2026-02-30', (param) => param.day('x'), 'is not a date: "2026-02-30"', 'Enter a date such as 2026-11-30.'],
	['2026-13-01', (param) => param.optionalDate('x'), 'is not a date: "2026-13-01"', 'Enter a date such as 2026-11-30.'],
	['x 2026-11-30', (param) => param.optionalDate('x'), 'is not a date: "x 2026-11-30"', 'Enter a date such as 2026-11-30.'],
	[
		'true',
		(param) => param.flag('x'),
		'is neither true nor false: "true"',
		'Turn it on or off, or use an expression that returns true or false.',
	],
	['b', (param) => param.choice('x'), 'is not in the list: "b"', 'Use one of a, 0, (empty).', { options }],
	['a', (param) => param.choice('x', ['b', 'c']), 'is not in the list: "a"', 'Use one of b, c.', { options }],
	['[1]', (param) => param.object('x'), 'is not a JSON object', 'Enter it like {"key": "value"}.'],
	['{', (param) => param.object('x'), 'is not a JSON object', 'Enter it like {"key": "value"}.'],
	['[1]', (param) => param.optionalObjects('x'), 'is not a JSON object', 'Enter it like {"key": "value"}.'],
	['{', (param) => param.optionalJson('x'), 'is not JSON', 'Enter JSON such as {"key": "value"}.'],
])('of %j the node says what is wrong', (given, read, problem, description, own = {}) => {
	expect(refusalOf(() => read(at(given, field(own))))).toEqual({ message: `The field "My Field" ${problem}`, description, itemIndex: 4 });
});

test('the value of a list with modes is what was chosen in it, and of an object its id is named', () => {
	const own = field({
		type: 'resourceLocator',
		default: { mode: 'id', value: '' },
		modes: [{ displayName: 'By ID', name: 'id', type: 'string' as const }],
	});
	const chosen = (value: string) => at({ __rl: true, mode: 'id', value }, own);
	expect(chosen('abc').text('x')).toBe('abc');
	expect(refusalOf(() => chosen('={{ ({ deposito: { id: 1 } }).deposito }}').id('x'))).toMatchObject({
		description: 'Use its "id" instead.',
	});
});

test('where an object stands for its id, the advice is the expression that gives it', () => {
	const context = executeContextOf(placeIdle({ parameters: { x: '={{ $json.data.deposito }}' } }, [field()]));
	const read = context.getNodeParameter.bind(context);
	Object.assign(context, {
		getNodeParameter: (name: string, index: number, fallback: unknown, how: { rawExpressions?: boolean }) =>
			how.rawExpressions ? read(name, index, fallback, how) : { id: 14889169062 },
	});
	expect(refusalOf(() => new Parameters(context, 0, [field()]).id('x'))).toEqual({
		message: 'The field "My Field" must be an internal ID (a whole number above zero), not an object',
		description: 'Use {{ $json.data.deposito.id }} instead.',
		itemIndex: 0,
	});
});

test.each<[unknown, boolean]>([
	['={{ { y: "a" } }}', true],
	['y', true],
	[['y'], true],
	[{ length: 18 }, true],
	[{ y: 'a' }, false],
	[{}, false],
	['', false],
	[undefined, false],
])('a collection that is %j as a whole: refused %s', (given, isRefused) => {
	const inside = [field({ name: 'y' }), field({ name: 'search' })];
	const box = field({ displayName: 'Filters', type: 'collection', default: {}, options: inside });
	const outcome = refusalOf(() => at(given, box).in('x').optionalText('y') ?? 'none');
	const refusal = {
		message: expect.stringMatching(/^The field "Filters" is an expression as a whole/),
		description: expect.any(String),
		itemIndex: 4,
	};
	expect(outcome).toEqual(isRefused ? refusal : { read: expect.any(String) });
});

test('a row is named by its place', () => {
	const rows = field({
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		options: [
			{
				displayName: 'Volume',
				name: 'volumes',
				values: [field({ displayName: 'Total Value', name: 'total', type: 'number', typeOptions: { minValue: 0 } })],
			},
		],
	});
	const read = (given: unknown) =>
		at(given, rows)
			.rows('x', 'volumes')
			.map((row) => row.number('total'));
	expect(read({ volumes: [{ total: '1.5' }, { total: 2 }] })).toEqual([1.5, 2]);
	const refuses = (given: unknown, message: string) => expect(refusalOf(() => read(given))).toMatchObject({ message });
	refuses({ volumes: [{ total: 1 }, { total: '' }] }, 'The field "Total Value" in row 2 is empty');
	refuses({ volumes: [{ total: -1 }] }, 'The field "Total Value" in row 1 is below 0: -1');
	expect(refusalOf(() => within({ volumes: [null] }, rows).rows('x', 'volumes'))).toMatchObject({
		message: 'The field "My Field" has a row that is null',
	});
	expect(refusalOf(() => within({ volumes: 'none' }, rows).rows('x', 'volumes'))).toMatchObject({
		message: 'The field "My Field" is not a list of rows: "none"',
	});
});

test('the same fields are read of another item', () => {
	const context = executeContextOf(placeIdle({}, [field()]));
	Object.assign(context, { getNodeParameter: (_name: string, index: number) => `item ${index}` });
	expect(new Parameters(context, 0, [field()]).at(7).text('x')).toBe('item 7');
});

describe('limit', () => {
	const limit = (parameters: IDataObject) =>
		new Parameters(executeContextOf(placeIdle({ parameters }, limitFields)), 4, limitFields).limit();

	test('is a count, or none for all', () => {
		expect(limit({ limit: 50 })).toBe(50);
		expect(limit({ limit: '1', returnAll: false })).toBe(1);
		expect(limit({ limit: 50, returnAll: true })).toBeUndefined();
	});

	test.each([[0], [-1], [1.5]])('of %j is refused', (given) => {
		expect(refusalOf(() => limit({ limit: given }))).toEqual({
			message: `The field "Limit" is not a count: ${given}`,
			description: 'Use a whole number from 1.',
			itemIndex: 4,
		});
	});
});

describe('nothing from an expression', () => {
	const box = field({ displayName: 'Box', name: 'x', type: 'collection', default: {}, options: [field({ name: 'y' })] });
	const rows = field({
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		options: [{ displayName: 'Volume', name: 'volumes', values: [field({ name: 'y' })] }],
	});
	const gave = (what: string, where = '') => ({
		message: `The field "My Field"${where} has an expression that returned nothing (${what})`,
		description: 'Correct the expression, or remove it and leave the field empty.',
		itemIndex: 4,
	});

	test.each<[unknown, Kind, INodeProperties | undefined, unknown]>([
		['={{ null }}', (param) => param.optionalText('x'), undefined, gave('null')],
		['={{ undefined }}', (param) => param.optionalId('x'), undefined, gave('undefined')],
		['={{ "" }}', (param) => param.optionalId('x'), undefined, gave('an empty text')],
		['={{ "" }}', (param) => param.ids('x'), undefined, gave('an empty text')],
		['={{ [] }}', (param) => param.ids('x'), undefined, gave('an empty list')],
		['={{ "" }}', (param) => param.optionalDate('x'), undefined, gave('an empty text')],
		[
			{ __rl: true, mode: 'id', value: '={{ "" }}' },
			(param) => param.optionalId('x'),
			field({ type: 'resourceLocator', default: { mode: 'id', value: '' }, modes: [{ displayName: 'By ID', name: 'id', type: 'string' }] }),
			gave('an empty text'),
		],
		[{ y: '={{ undefined }}' }, (param) => param.in('x').list('y'), box, gave('undefined')],
		['={{ "" }}', (param) => param.list('x', 'refused'), undefined, gave('an empty text')],
		['={{ "" }}', (param) => param.optionalText('x', 'refused'), undefined, gave('an empty text')],
		[{ y: '={{ "" }}' }, (param) => param.in('x', 'leftOut').optionalList('y', 'refused'), box, gave('an empty text')],
		[{ y: '={{ [] }}' }, (param) => param.in('x').optionalList('y'), box, gave('an empty list')],
		[{ y: '={{ [] }}' }, (param) => param.in('x', 'leftOut').optionalList('y'), box, gave('an empty list')],
		[
			{ volumes: [{ y: 'a' }, { y: '={{ null }}' }] },
			(param) => param.rows('x', 'volumes').map((row) => row.optionalText('y')),
			rows,
			gave('null', ' in row 2'),
		],
	])('%j is refused', (value, read, own, expected) => {
		expect(refusalOf(() => read(at(value, own)))).toEqual(expected);
	});

	test.each<[unknown, Kind, INodeProperties | undefined, unknown]>([
		['={{ "" }}', (param) => param.optionalText('x'), undefined, undefined],
		['={{ "" }}', (param) => param.list('x'), undefined, []],
		['', (param) => param.list('x', 'refused'), undefined, []],
		['={{ [] }}', (param) => param.entries('x'), undefined, []],
		[{ y: '={{ null }}' }, (param) => param.in('x', 'leftOut').optionalList('y'), box, undefined],
		[{}, (param) => param.in('x').optionalList('y'), box, undefined],
		[{ y: [] }, (param) => param.in('x').optionalList('y'), box, []],
	])('%j stays left out', (value, read, own, expected) => {
		expect(read(at(value, own))).toEqual(expected);
	});
});
