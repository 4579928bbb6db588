import { jest } from '@jest/globals';

import { Bucket } from '../../../nodes/Bling/api/limits';
import { createClock } from '../../../sandbox/core/clock.mts';
import { createRandom } from '../../../sandbox/core/random.mts';
import { createLimits } from '../../../sandbox/bling/limits.mts';
import { defaultSettings } from '../../../sandbox/bling/settings.mts';

beforeEach(() => {
	jest.useFakeTimers();
	const random = createRandom(1);
	jest.spyOn(Math, 'random').mockImplementation(() => random.integer(0, 999_999) / 1_000_000);
});
afterEach(() => {
	jest.restoreAllMocks();
	jest.useRealTimers();
});

/** Each process has a bucket of its own; Bling counts them all as one account. */
function account(processes: number) {
	const limits = createLimits(createClock({ speed: 0 }), { ...defaultSettings(), ipBlocks: false });
	const buckets = Array.from({ length: processes }, () => new Bucket());
	const count = { refused: 0, passed: 0, failed: 0 };
	const ask = async () => {
		await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
		try {
			limits.countAccount('company');
			return 200;
		} catch {
			count.refused++;
			return 429;
		}
	};
	return {
		count,
		async call(index: number) {
			const status = await buckets[index % processes].run(ask, (answer) => answer === 429);
			count[status === 200 ? 'passed' : 'failed']++;
		},
	};
}

test.each([
	[2, 100],
	[5, 250],
])('%i processes make %i requests of one account: none fails, and all are through in a bounded time', async (processes, requests) => {
	const { count, call } = account(processes);
	const all = Promise.all(Array.from({ length: requests }, async (_, index) => await call(index)));
	// Three a second at best, and a third of that is time enough.
	await jest.advanceTimersByTimeAsync(requests * 3 * 333);
	expect(count).toMatchObject({ passed: requests, failed: 0 });
	expect(count.refused).toBeLessThan(1.2 * requests);
	await all;
});

test('whoever is alone again is back at full pace', async () => {
	const bucket = new Bucket();
	const answers = [429, 429, 429];
	const answer = async () => answers.pop() ?? 200;
	const calls = (times: number) =>
		Promise.all(Array.from({ length: times }, async () => await bucket.run(answer, (status) => status === 429)));
	const slow = calls(100);
	await jest.advanceTimersByTimeAsync(200_000);
	expect(new Set(await slow)).toEqual(new Set([200]));
	const full = calls(9);
	await jest.advanceTimersByTimeAsync(2_000);
	expect(await full).toHaveLength(9);
});

test('a second that is never free fails in the end, with the answer', async () => {
	const refused = new Bucket().run(
		async () => 429,
		(status) => status === 429,
	);
	await jest.advanceTimersByTimeAsync(200_000);
	expect(await refused).toBe(429);
});
