import { costsOf, simulate } from '../../../bench/scaling.mts';

const figures = (cpuMsPerEvent: number, executionsPerEvent: number, databaseBytesPerEvent: number) => ({
	perSecond: 1,
	failed: 0,
	cpuMsPerEvent,
	executionsPerEvent,
	databaseBytesPerEvent,
});

const costs = costsOf({
	accepted: { package: figures(12, 1, 10_000) },
	connections100: { gathered100: figures(3, 0.1, 1_900) },
	refused: { package: figures(2, 0, 0) },
});

test('door and execution are told apart by what an event costs alone and gathered', () => {
	expect(costs).toEqual({ refusedMs: 2, doorMs: 2, executionMs: 10, executionBytes: 9_000, deliveryBytes: 1_000 });
});

test('without a window every event is an execution, and storms need no second process', () => {
	const day = simulate({ eventsPerDay: 10_000, windowMs: 0 }, costs);
	expect(day.executions).toBe(day.events);
	expect(Math.abs(day.events - 10_000)).toBeLessThan(1_000);
	expect(day.processes).toBe(1);
	expect(day.databaseBytes).toBe(day.events * 10_000);
});

test('a longer window means fewer executions, and never fewer than 500 deliveries ask for', () => {
	const [off, short, long] = [0, 250, 1000].map((windowMs) => simulate({ eventsPerDay: 10_000_000, windowMs }, costs));
	expect(short.executions).toBeLessThan(off.executions / 3);
	expect(long.executions).toBeLessThan(short.executions / 3);
	expect(long.executions).toBeGreaterThanOrEqual(off.events / 500);
	expect(long.events).toBe(off.events);
	expect(off.processes).toBeGreaterThan(long.processes);
});
