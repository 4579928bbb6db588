import { cutText } from '../../../nodes/shared/cutText';

test.each([
	['short', 20, 'short'],
	['exactly twenty chars', 20, 'exactly twenty chars'],
	['one two three four five', 20, 'one two three four…'],
	['The first one ends. The second does not fit', 30, 'The first one ends. …'],
	['Short. And then a long sentence without end', 30, 'Short. And then a long…'],
	['x'.repeat(30), 10, `${'x'.repeat(9)}…`],
])('%j in %i characters', (text, longest, expected) => {
	expect(cutText(text, longest)).toBe(expected);
	expect(expected.length).toBeLessThanOrEqual(longest);
});

test('half a character is not left over', () => {
	expect(cutText('😀'.repeat(10), 6).isWellFormed()).toBe(true);
});
