import { jest } from '@jest/globals';

import { ErrorBudget } from '../../../nodes/Bling/api/limits';
import { withinBudget } from '../../../nodes/Iset/webhook/budget';
import { Counters } from '../../../nodes/shared/trigger/counters';
import { SeenDeliveries } from '../../../nodes/shared/trigger/duplicates';
import { Probes } from '../../../nodes/shared/trigger/probes';
import { Nonces } from '../../../nodes/shared/trigger/redelivery';
import { SecretsKeeper } from '../../../nodes/shared/trigger/secrets';
import type { TriggerSettings } from '../../../nodes/shared/trigger/settings';

const hour = 3_600_000;
const minute = 60_000;
const start = new Date('2026-11-28T12:00:00Z').getTime();

beforeEach(() => jest.useFakeTimers({ now: start }));
afterEach(() => jest.useRealTimers());

/** Sets the time of day. How long something takes does not change with it. */
const setDay = (to: number) => jest.setSystemTime(to);

describe.each([
	['back', -hour],
	['forward', hour],
])('the time of day goes an hour %s', (_name, jump) => {
	const passes = (ms: number) => {
		setDay(Date.now() + jump);
		jest.advanceTimersByTime(ms);
	};

	test('a changed secret is read within 3 s, and not before', async () => {
		let stored = 'old';
		const context = {
			getNode: () => ({ credentials: { sampleApi: { id: '1' } }, parameters: {} }),
			getCredentials: async () => ({ secret: stored }),
		};
		const vendor = { credential: 'sampleApi', displayName: 'Sample', secretsOf: ({ secret }: { secret: string }) => secret };
		const keeper = new SecretsKeeper();
		const secret = async () => await keeper.of(context as any, vendor as any, {} as TriggerSettings);
		expect(await secret()).toBe('old');
		stored = 'new';
		passes(1000);
		expect(await secret()).toBe('old');
		jest.advanceTimersByTime(2000);
		expect(await secret()).toBe('new');
	});

	test('a repeat is a duplicate for its window, and no longer', () => {
		const seen = new SeenDeliveries();
		const keys = [{ key: 'a', windowMs: minute }];
		seen.claim(keys);
		seen.stored(['a']);
		passes(59_000);
		expect(seen.claim(keys)).toBe('stored');
		jest.advanceTimersByTime(1000);
		expect(seen.claim(keys)).toBe('new');
	});

	test('counters are saved once a minute', () => {
		const counters = new Counters();
		const data: { counters?: { accepted: { count: number } } } = {};
		const request = () => {
			counters.learn(() => data as any);
			counters.accepted();
			counters.save(() => data as any);
			return data.counters?.accepted.count;
		};
		expect(request()).toBe(1);
		passes(59_000);
		expect(request()).toBe(1);
		jest.advanceTimersByTime(1000);
		expect(request()).toBe(3);
	});

	test('budgets are spent for their time', () => {
		const key = `clock-${jump}`;
		while (withinBudget(key));
		const errors = new ErrorBudget(1);
		errors.record();
		passes(9_999);
		expect([withinBudget(key), errors.isSpent()]).toEqual([false, true]);
		jest.advanceTimersByTime(50_001);
		expect([withinBudget(key), errors.isSpent()]).toEqual([true, false]);
	});

	test('a nonce is used once, and a probe forged for a minute', () => {
		const nonces = new Nonces();
		const probes = new Probes();
		nonces.use('nonce-0001');
		probes.genuine(Buffer.from('a'));
		passes(59_000);
		expect(nonces.use('nonce-0001')).toBe(false);
		expect(probes.isForgedOnPurpose(Buffer.from('a'))).toBe(true);
		probes.genuine(Buffer.from('a'));
		passes(61_000);
		expect(probes.isForgedOnPurpose(Buffer.from('a'))).toBe(false);
	});
});
