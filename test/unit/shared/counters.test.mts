import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { Counters } from '../../../nodes/shared/trigger/counters';

const minute = 60_000;

/** Two processes of one trigger, as n8n serves them: each request reads the static data, and writes it whole if it was changed. */
function processes() {
	const database: { staticData: IDataObject } = { staticData: {} };
	const process = () => {
		const counters = new Counters();
		return {
			counters,
			request(now: number, count: (counters: Counters) => void = () => {}) {
				const before = structuredClone(database.staticData);
				const loaded = structuredClone(before);
				counters.learn(() => loaded);
				count(counters);
				counters.save(() => loaded, now);
				if (JSON.stringify(loaded) !== JSON.stringify(before)) database.staticData = loaded;
				return counters.snapshot();
			},
		};
	};
	return { database, a: process(), b: process(), later: process };
}

const refuse = (counters: Counters) => counters.refused('missing');
const missing = ({ refused }: ReturnType<Counters['snapshot']>) => refused.missing.count;

test('each process tells what all of them counted, once a minute has passed', () => {
	const { a, b } = processes();
	for (let count = 0; count < 3; count++) a.request(count, refuse);
	for (let count = 0; count < 2; count++) b.request(count, refuse);
	// Each has saved its first refusal only.
	expect(missing(a.request(10))).toBe(4);
	expect(missing(b.request(10))).toBe(3);
	a.request(minute + 1);
	b.request(minute + 2);
	expect(missing(a.request(minute + 3))).toBe(5);
	expect(missing(b.request(minute + 3))).toBe(5);
});

test('what was just saved counts although the database does not show it yet, and once when it does', () => {
	const { a, database } = processes();
	a.request(0, refuse);
	const { staticData } = database;
	database.staticData = {};
	expect(missing(a.request(1))).toBe(1);
	database.staticData = staticData;
	expect(missing(a.request(2, refuse))).toBe(2);
});

test('of two that write at the same moment, the one that was written over adds its own again', () => {
	const { a, b, database } = processes();
	a.request(0, refuse);
	b.request(1, refuse);
	const loadedByB = structuredClone(database.staticData);
	a.request(minute + 1, refuse);
	// B had read the data before A wrote it, and writes it after.
	b.counters.refused('missing');
	b.counters.learn(() => loadedByB);
	b.counters.save(() => loadedByB, minute + 2);
	database.staticData = loadedByB;
	expect(missing(a.request(minute + 3))).toBe(4);
	a.request(2 * minute + 4);
	expect(missing(b.request(2 * minute + 5))).toBe(4);
	expect(missing(a.request(2 * minute + 6))).toBe(4);
});

test('a process that was quiet for long does not add its own twice', () => {
	const { a, b } = processes();
	a.request(0, refuse);
	for (let count = 1; count <= 20; count++) b.request(count * (minute + 1), refuse);
	expect(missing(a.request(21 * (minute + 1)))).toBe(21);
});

test('a process that starts later goes on from what was saved', () => {
	const { a, later } = processes();
	const { since } = a.request(0, refuse);
	const restarted = later().request(5, refuse);
	expect(missing(restarted)).toBe(2);
	expect(restarted.since).toBe(since);
});

test('of several processes the earliest start counts, and the latest time of each kind, whichever counted it', () => {
	jest.useFakeTimers({ now: new Date('2026-01-01T10:00:00Z') });
	try {
		const { a, b, database } = processes();
		a.request(0, refuse);
		jest.setSystemTime(new Date('2026-01-01T11:00:00Z'));
		b.request(1, refuse);
		const since = '2026-01-01T10:00:00.000Z';
		const later = '2026-01-01T11:00:00.000Z';
		expect(b.request(2)).toMatchObject({ since, refused: { missing: { count: 2, lastAt: later }, limit: { count: 0, lastAt: null } } });
		expect(a.request(3)).toMatchObject({ since, refused: { missing: { count: 2, lastAt: later } } });
		// The clock of the other process may be behind.
		jest.setSystemTime(new Date('2026-01-01T09:00:00Z'));
		expect(a.request(4, refuse)).toMatchObject({ since, refused: { missing: { count: 3, lastAt: later } } });
		expect(database.staticData.counters).toMatchObject({ refused: { missing: { count: 2, lastAt: later } } });
	} finally {
		jest.useRealTimers();
	}
});

test('what nobody counted is not written, and what was is written a minute later, not sooner', () => {
	const { a, database } = processes();
	a.request(0);
	expect(database.staticData).toEqual({});
	a.request(1, refuse);
	const first = database.staticData;
	a.request(minute, refuse);
	expect(database.staticData).toBe(first);
	a.request(minute + 1);
	expect(database.staticData).toMatchObject({ counters: { refused: { missing: { count: 2 } } } });
	const second = database.staticData;
	a.request(3 * minute);
	expect(database.staticData).toBe(second);
});

test('of the writes only the newest ten are kept', () => {
	const { a, database } = processes();
	for (let count = 0; count < 12; count++) a.request(count * minute, refuse);
	expect((database.staticData.counterWrites as IDataObject[]).map(({ at }) => at)).toEqual(
		Array.from({ length: 10 }, (_, index) => (index + 2) * minute),
	);
});

test('counters that 0.1 saved are read, and the newest ten refusals are known by their moments', () => {
	const old = { count: 2, lastAt: '2026-01-01T00:00:00.000Z' };
	const staticData: IDataObject = {
		counters: {
			since: '2026-01-01T00:00:00.000Z',
			accepted: old,
			duplicate: old,
			ignored: old,
			refused: { missing: old, malformed: old, mismatch: old, resend: old },
		},
	};
	const counters = new Counters();
	counters.learn(() => staticData);
	expect(counters.snapshot().refused).toMatchObject({
		missing: { count: 2, moments: [] },
		limit: { count: 0 },
		unavailable: { count: 0, lastAt: null },
	});
	jest.useFakeTimers({ now: Date.parse('2026-02-01T00:00:00.000Z') });
	for (let count = 0; count < 12; count++) {
		counters.refused('unavailable');
		jest.advanceTimersByTime(1_000);
	}
	jest.useRealTimers();
	counters.save(() => staticData);
	const { unavailable } = counters.snapshot().refused;
	expect(unavailable).toMatchObject({ count: 12, lastAt: '2026-02-01T00:00:11.000Z' });
	expect(unavailable.moments.map((at) => at.slice(17, 19))).toEqual(['02', '03', '04', '05', '06', '07', '08', '09', '10', '11']);
});
