import { parseAnswer } from '../../../nodes/shared/http/answer';
import { jsonOf, parseJson } from '../../../nodes/shared/json';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test.each([
	['a text', '{"order_number":"7\\ud800"}', { order_number: '7\ufffd' }],
	['the other half, in capitals', '["\\uDFFF x"]', ['\ufffd x']],
	['a key', '{"a\\ud800":{"b":["\\udc00"]}}', { 'a\ufffd': { b: ['\ufffd'] } }],
	['a whole pair', '["\\ud83d\\ude00"]', ['😀']],
])('half of a surrogate pair in %s is made well-formed', (_name, text, expected) => {
	for (const parsed of [parseJson(Buffer.from(text)), jsonOf(text), parseAnswer(Buffer.from(text))]) {
		expect(parsed).toEqual(expected);
		expect(() => encodeURIComponent(JSON.stringify(parsed) + Object.keys(Object(parsed)).join())).not.toThrow();
	}
});

test.each([
	['an object', '{"a":[1,"ç"]}', { a: [1, 'ç'] }],
	['no JSON', '{"a":', undefined],
	['nothing', '', undefined],
	['brackets inside of texts, and quotes inside of those', `{"a":"\\"${'['.repeat(200)}"}`, { a: `"${'['.repeat(200)}` }],
	['many brackets side by side', `[${'[],'.repeat(500)}[]]`, [...Array.from({ length: 501 }, () => [])]],
])('%s', (_name, text, expected) => {
	expect(parseJson(Buffer.from(text))).toEqual(expected);
});

test('100 levels are read, more are none of a notice', () => {
	expect(parseJson(Buffer.from(nested(100)))).toBeDefined();
	expect(parseJson(Buffer.from(nested(101)))).toBeUndefined();
	expect(parseJson(Buffer.from(nested(1_000_000)))).toBeUndefined();
});

test.each([
	['lists', '[', ']'],
	['objects', '{"a":', '}'],
])('levels that were closed do not count: %s', (_name, open, close) => {
	const deep = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
	expect(parseJson(Buffer.from(`[${deep(99)},${deep(99)}]`))).toBeDefined();
	expect(parseJson(Buffer.from(`[${deep(100)}]`))).toBeUndefined();
});

test('a text that ends with a backslash ends', () => {
	expect(parseJson(Buffer.from(`{"a":"\\\\","b":${nested(99)}}`))).toBeDefined();
	expect(parseJson(Buffer.from(`{"a":"\\\\","b":${nested(100)}}`))).toBeUndefined();
});
