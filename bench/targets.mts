import type { CaseName } from './cases.mts';
import type { ContenderName } from './contenders.mts';
import type { Results } from './results.mts';
import type { Figures, Mode } from './speed.mts';
import { figure, texts } from './texts.mts';

/** What the package aims for, in one line of text, and what was measured. */
interface Verdict {
	target: string;
	measured: string;
	reached: boolean;
}

type Pick = [CaseName, ContenderName];

const ratios: Array<{ mode: Mode; of: Pick; to: Pick; atLeast: number; by?: 'cpu' }> = [
	{ mode: 'lazy', of: ['accepted', 'package'], to: ['accepted', 'handmade'], atLeast: 3 },
	{ mode: 'lazy', of: ['accepted', 'package'], to: ['accepted', 'webhook'], atLeast: 0.95 },
	{ mode: 'lazy', of: ['accepted', 'package'], to: ['accepted', 'webhook'], atLeast: 0.88, by: 'cpu' },
	{ mode: 'lazy', of: ['refused', 'package'], to: ['refused', 'handmade'], atLeast: 20 },
	{ mode: 'lazy', of: ['refused', 'package'], to: ['refused', 'handmade'], atLeast: 25, by: 'cpu' },
	{ mode: 'lazy', of: ['duplicate', 'package'], to: ['duplicate', 'handmade'], atLeast: 20 },
	{ mode: 'lazy', of: ['connections100', 'gathered100'], to: ['connections100', 'handmade'], atLeast: 25 },
	{ mode: 'default', of: ['accepted', 'package'], to: ['accepted', 'handmade'], atLeast: 0.9 },
];

const slowestStormMs = 250 + 500;
const growthMegabytes = 20;

/** Compares the results with the targets; omits what has not been measured. */
export function judge(results: Results): Verdict[] {
	const language = 'en';
	const text = texts[language];
	const figures = (mode: Mode, [name, contender]: Pick): Figures | undefined => results[mode]?.figures.cases[name]?.[contender];
	const verdicts: Verdict[] = [];
	for (const { mode, of, to, atLeast, by } of ratios) {
		const [ours, theirs] = [figures(mode, of), figures(mode, to)];
		if (!ours || !theirs) continue;
		const ratio = ours.perSecond / theirs.perSecond;
		const inCpu = theirs.cpuMsPerEvent / ours.cpuMsPerEvent;
		const name = mode === 'default' ? `${text.cases[of[0]]} (${text.default})` : text.cases[of[0]];
		verdicts.push({
			target: `${name}${by === 'cpu' ? ', CPU' : ''}: ${text.contenders[of[1]]} ≥ ${atLeast.toLocaleString(language)} × ${text.contenders[to[1]]}`,
			measured: `${figure(ratio, language)} × (CPU: ${figure(inCpu, language)} ×)`,
			reached: (by === 'cpu' ? inCpu : ratio) >= atLeast,
		});
	}
	const storm = figures('lazy', ['storm28', 'gathered250']);
	if (storm?.slowestMs !== undefined) {
		const executions = storm.executionsPerEvent * 28;
		verdicts.push({
			target: `${text.cases.storm28}: ${text.contenders.gathered250}: one execution, all answered within ${slowestStormMs} ms`,
			measured: `${figure(executions, language)} executions, ${storm.slowestMs.toFixed(0)} ms`,
			reached: storm.slowestMs <= slowestStormMs && executions < 1.01,
		});
	}
	for (const kind of ['refused', 'duplicate'] as const) {
		const measured = results.memory?.figures[kind];
		if (!measured) continue;
		verdicts.push({
			target: `${measured.requests.toLocaleString(language)} × ${text.cases[kind]}: less than ${growthMegabytes} MB more after collection, no execution`,
			measured: `${figure(measured.megabytes, language)} MB`,
			reached: measured.megabytes < growthMegabytes && measured.executions === 0,
		});
	}
	for (const { name, seconds, limitSeconds, extraMegabytes } of results.deliveries?.figures ?? []) {
		if (limitSeconds === null) continue;
		verdicts.push({
			target: `Webhook Deliveries, ${text.deliveries[name]}: ≤ ${limitSeconds} s, ≤ 100 MB`,
			measured: `${figure(seconds, language)} s, ${figure(extraMegabytes, language)} MB`,
			reached: seconds <= limitSeconds && extraMegabytes <= 100,
		});
	}
	const bare = results.history?.figures.find(({ name }) => name === 'bare');
	const besideBare = (name: string) =>
		bare && name === 'first'
			? ` (${text.history.bare}: ${figure(bare.seconds, language)} s, ${figure(bare.extraMegabytes, language)} MB)`
			: '';
	for (const { name, seconds, limitSeconds, extraMegabytes, calls } of results.history?.figures ?? []) {
		if (limitSeconds === null) continue;
		verdicts.push({
			target: `${text.history[name]}: ≤ ${limitSeconds} s, ≤ 100 MB`,
			measured: `${figure(seconds, language)} s, ${figure(extraMegabytes, language)} MB, ${calls} calls${besideBare(name)}`,
			reached: seconds <= limitSeconds && extraMegabytes <= 100,
		});
	}
	return verdicts;
}
