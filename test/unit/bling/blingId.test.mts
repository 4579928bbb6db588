import { blingId } from '../../../nodes/Bling/api/blingId';

test.each([true, false, null, [], [5], '', ' ', '1e3', '0x10', '1.5', 1.5, 0, -1, '0', Number.NaN, {}])('%j is no id of Bling', (given) => {
	expect(blingId.safeParse(given).success).toBe(false);
});

test.each([
	[16698952209, 16698952209],
	['16698952209', 16698952209],
])('%j is the id %j', (given, id) => {
	expect(blingId.parse(given)).toBe(id);
});
