import { parseJson } from '../../../nodes/shared/json';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

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
