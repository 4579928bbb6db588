import { barChart } from '../../../bench/chart.mts';
import { median } from '../../../bench/statistics.mts';
import { speedTable } from '../../../bench/table.mts';
import { judge } from '../../../bench/targets.mts';

const figures = (perSecond: number, cpuMsPerEvent: number) => ({
	perSecond,
	failed: 0,
	cpuMsPerEvent,
	executionsPerEvent: 1,
	databaseBytesPerEvent: 0,
});
const cases = { accepted: { package: figures(28.5, 10), webhook: figures(30, 9), handmade: figures(10, 40) } };
const circumstances = { at: '2026-01-01T00:00:00.000Z', cpu: 'CPU', cpus: 2, node: 'v24.0.0', n8n: '2.0.0', loadBefore: 0 };
const results = { lazy: { circumstances, figures: { rounds: 3, cases } } };

test('the median of an even number of values is between the two in the middle', () => {
	expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
	expect(() => median([])).toThrow(/No values/);
});

test('a target is judged by the rates, and what was not measured is left out', () => {
	expect(judge(results).map(({ measured, reached }) => [measured, reached])).toEqual([
		['2.85 × (CPU: 4.00 ×)', false],
		['0.95 × (CPU: 0.90 ×)', true],
		['0.95 × (CPU: 0.90 ×)', true],
	]);
});

test('the table writes figures as its readers do', () => {
	expect(speedTable(results, 'lazy', 'pt-BR')).toContain(
		'| aceito, uma execução para cada | 28,5/s, 10,0 ms | 30,0/s, 9,00 ms | 10,0/s, 40,0 ms |',
	);
	expect(speedTable(results, 'default', 'en')).toBe('');
});

test('the longest bar of the chart is the largest figure, in both colour schemes', () => {
	const chart = barChart(cases, ({ perSecond }) => perSecond, 'a < b', 'en');
	const widths = [...chart.matchAll(/<rect x="330" y="\d+" width="([\d.]+)" height="18" rx="2" class="(\w+)"/g)].map(([, width, name]) => [
		name,
		Number(width),
	]);
	expect(widths).toEqual([
		['package', 427.5],
		['webhook', 450],
		['handmade', 150],
	]);
	expect(chart).toContain('a &lt; b');
	expect(chart).toContain('prefers-color-scheme:dark');
});
