import { SeenDeliveries } from '../../../nodes/shared/trigger/duplicates';

const keys = (key: string, windowMs = 1000) => [{ key, windowMs }];

test('a delivery is new once, then a duplicate when it was stored', () => {
	const seen = new SeenDeliveries();
	expect(seen.claim(keys('a'))).toBe('new');
	seen.stored(['a']);
	expect(seen.claim(keys('a'))).toBe('stored');
	expect(seen.claim(keys('b'))).toBe('new');
});

test('a repeat of a pending delivery learns how the first one ended', async () => {
	for (const stored of [true, false]) {
		const seen = new SeenDeliveries();
		seen.claim(keys('a'));
		const repeat = seen.claim(keys('a'));
		if (typeof repeat === 'string') throw new Error(`expected it to be pending, got ${repeat}`);
		if (stored) seen.stored(['a']);
		else seen.forget(['a']);
		await expect(repeat.pending).resolves.toBe(stored);
		expect(seen.claim(keys('a'))).toBe(stored ? 'stored' : 'new');
	}
});

test('a stored delivery is not forgotten by a late failure', () => {
	const seen = new SeenDeliveries();
	seen.claim(keys('a'));
	seen.stored(['a']);
	seen.forget(['a']);
	expect(seen.claim(keys('a'))).toBe('stored');
});

test('the window ends', () => {
	const seen = new SeenDeliveries();
	seen.claim(keys('a'), 0);
	seen.stored(['a'], 0);
	expect(seen.claim(keys('a'), 999)).toBe('stored');
	expect(seen.claim(keys('a'), 1000)).toBe('new');
});

test('no time makes a pending delivery new; after an hour n8n has stored it', () => {
	const seen = new SeenDeliveries();
	const hour = 3_600_000;
	seen.claim(keys('a'), 0);
	expect(seen.claim(keys('a'), hour - 1)).toHaveProperty('pending');
	expect(seen.claim(keys('a'), hour)).toBe('stored');
	expect(seen.claim(keys('a'), hour + 1000)).toBe('new');
});

test('what nobody has proven makes a duplicate while it is pending and when it was confirmed, no other time', () => {
	const seen = new SeenDeliveries();
	expect(seen.claim(keys('a'), 0, 'name')).toBe('new');
	expect(seen.claim(keys('a'), 1)).toHaveProperty('pending');
	seen.stored(['name'], 2);
	expect(seen.claim(keys('a'), 3, 'another')).toBe('new');
	seen.stored(['another'], 4);
	seen.confirmed('another');
	expect(seen.claim(keys('a'), 5)).toBe('stored');
});

test('any of several keys makes a duplicate, each within its own window', () => {
	const seen = new SeenDeliveries();
	const both = (id: string, body: string) => [
		{ key: id, windowMs: 10_000 },
		{ key: body, windowMs: 100 },
	];
	seen.claim(both('id-1', 'body-1'), 0);
	seen.stored(['id-1'], 0);
	expect(seen.claim(both('id-2', 'body-1'), 50)).toBe('stored');
	expect(seen.claim(both('id-1', 'body-2'), 5000)).toBe('stored');
	expect(seen.claim(both('id-2', 'body-1'), 150)).toBe('new');
});

test('memory is bounded: the oldest are forgotten', () => {
	const seen = new SeenDeliveries();
	for (let index = 0; index <= 50_000; index++) seen.claim(keys(String(index), 1e9));
	seen.stored(['0', '50000']);
	expect(seen.claim(keys('0', 1e9))).toBe('new');
	expect(seen.claim(keys('50000', 1e9))).toBe('stored');
});
