import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../nodes/shared/fields';
import { Parameters } from '../../../nodes/shared/parameters';
import { executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

const at = (given: unknown) =>
	new Parameters(executeContextOf({ ...placeIdle({ parameters: given === undefined ? {} : ({ x: given } as IDataObject), settings: { timezone: 'America/Sao_Paulo' } }, [{ displayName: 'X', name: 'x', type: 'string', default: '' }]) }), 4);

type Read = 'text' | 'optionalText' | 'segment' | 'id' | 'ids' | 'list' | 'number' | 'flag' | 'choice' | 'optionalDate' | 'collection' | 'object' | 'objectOrList';

test.each<[Read, unknown, unknown]>([
	['text', '  Loja  ', 'Loja'],
	['text', 7, '7'],
	['optionalText', '   ', undefined],
	['optionalText', undefined, undefined],
	['optionalText', '={{ null }}', undefined],
	['optionalText', true, undefined],
	['optionalText', { a: 1 }, undefined],
	['segment', '...', '...'],
	['segment', 'a/b', 'a/b'],
	['id', ' 42 ', 42],
	['id', 42, 42],
	['id', '9007199254740991', 9007199254740991],
	['ids', '1, 2,', [1, 2]],
	['ids', [3], [3]],
	['list', undefined, []],
	['list', ' a ,, b', ['a', 'b']],
	['number', '1.5', 1.5],
	['number', 0, 0],
	['flag', true, true],
	['flag', 'true', false],
	['flag', undefined, false],
	['choice', 'one', 'one'],
	['choice', undefined, ''],
	['optionalDate', '', undefined],
	['optionalDate', '={{ null }}', undefined],
	['optionalDate', undefined, undefined],
	['optionalDate', '2026-11-30', '2026-11-30T03:00:00.000Z'],
	['optionalDate', '2026-11-30 10:00', '2026-11-30T13:00:00.000Z'],
	['optionalDate', '2026-11-30T10:00Z', '2026-11-30T10:00:00.000Z'],
	['optionalDate', new Date('2026-11-30T10:00:00Z'), '2026-11-30T10:00:00.000Z'],
	['collection', { a: 1 }, { a: 1 }],
	['collection', 'none', {}],
	['collection', undefined, {}],
	['object', '{"a": 1}', { a: 1 }],
	['object', { a: 1 }, { a: 1 }],
	['objectOrList', '[{"a": 1}]', [{ a: 1 }]],
	['objectOrList', [{ a: 1 }], [{ a: 1 }]],
	['objectOrList', '{"a": 1}', { a: 1 }],
	['objectOrList', [], []],
])('%s of %j is %j', (read, given, expected) => {
	expect(at(given)[read]('x')).toEqual(expected);
});

const long = 'x'.repeat(80);
test.each<[Read, unknown, string, string]>([
	['text', '  ', 'is empty', 'Fill it in.'],
	['segment', '.', 'is ".", which is no ID but a way to another address', 'Check the expression that fills the field in: it must give the ID itself.'],
	['segment', ' .. ', 'is "..", which is no ID but a way to another address', 'Check the expression that fills the field in: it must give the ID itself.'],
	['id', '0', 'is not an id: "0"', 'An id is a whole number above zero.'],
	['id', '12x', 'is not an id: "12x"', 'An id is a whole number above zero.'],
	['id', '9007199254740993', 'is not an id: "9007199254740993"', 'An id is a whole number above zero.'],
	['ids', '1,-2', 'is not an id: "-2"', 'An id is a whole number above zero.'],
	['number', '', 'is not a number: ""', 'Use digits and a decimal point.'],
	['number', '={{ null }}', 'is not a number: "null"', 'Use digits and a decimal point.'],
	['number', '1,5', 'is not a number: "1,5"', 'Use digits and a decimal point.'],
	['number', Infinity, 'is not a number: "Infinity"', 'Use digits and a decimal point.'],
	['number', long, `is not a number: "${long.slice(0, 60)}"`, 'Use digits and a decimal point.'],
	['optionalDate', '30/11/2026', 'is not a date: "30/11/2026"', 'Use a date such as 2026-11-30.'],
	['object', '[1]', 'is not a JSON object', 'Write it as {"key": "value"}.'],
	['object', '{', 'is not a JSON object', 'Write it as {"key": "value"}.'],
	['object', undefined, 'is not a JSON object', 'Write it as {"key": "value"}.'],
	['objectOrList', '[1]', 'is not a JSON object', 'Write it as {"key": "value"}.'],
])('%s of %j is refused by its field and item', (read, given, problem, description) => {
	expect(() => at(given)[read]('x')).toThrow(expect.objectContaining({ message: `The field "x" ${problem}`, description, context: { itemIndex: 4 } }));
});

test('the value of a list with modes is what was chosen in it', () => {
	const field = { displayName: 'X', name: 'x', type: 'resourceLocator' as const, default: { mode: 'id', value: '' }, modes: [{ displayName: 'By ID', name: 'id', type: 'string' as const }] };
	const chosen = placeIdle({ parameters: { x: { __rl: true, mode: 'id', value: 'abc' } } }, [field]);
	expect(new Parameters(executeContextOf(chosen), 0).text('x')).toBe('abc');
});

describe('limit', () => {
	const limit = (parameters: IDataObject) => new Parameters(executeContextOf(placeIdle({ parameters }, limitFields)), 4).limit();

	test('is a count, or none for all', () => {
		expect(limit({ limit: 50 })).toBe(50);
		expect(limit({ limit: '1', returnAll: false })).toBe(1);
		expect(limit({ limit: 50, returnAll: true })).toBeUndefined();
	});

	test.each([[0], [-1], [1.5]])('of %j is refused', (given) => {
		expect(() => limit({ limit: given })).toThrow(expect.objectContaining({ message: `The field "limit" is not a count: ${given}`, description: 'Use a whole number from 1.' }));
	});
});
