import { SeenDeliveries } from '../../../nodes/shared/duplicates';

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
	seen.stored(['a']);
	expect(seen.claim(keys('a'), 999)).toBe('stored');
	expect(seen.claim(keys('a'), 1000)).toBe('new');
});

test('a pending delivery that was never settled blocks its repeats for a minute only', () => {
	const seen = new SeenDeliveries();
	seen.claim(keys('a', 3_600_000), 0);
	expect(seen.claim(keys('a', 3_600_000), 59_999)).toHaveProperty('pending');
	expect(seen.claim(keys('a', 3_600_000), 60_000)).toBe('new');
});

test('any of several keys makes a duplicate, each within its own window', () => {
	const seen = new SeenDeliveries();
	const both = (id: string, body: string) => [
		{ key: id, windowMs: 10_000 },
		{ key: body, windowMs: 100 },
	];
	seen.claim(both('id-1', 'body-1'), 0);
	seen.stored(['id-1']);
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
