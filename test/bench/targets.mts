import type { CaseName } from './cases.mts';
import type { ContenderName } from './contenders.mts';
import type { Results } from './results.mts';
import type { Figures, Mode } from './speed.mts';

/** What the package sets out to reach, in one line of text, and what was measured. */
export interface Verdict {
	target: string;
	measured: string;
	reached: boolean;
}

type Pick = [CaseName, ContenderName];

const ratios: Array<{ target: string; mode: Mode; of: Pick; to: Pick; atLeast: number }> = [
	{ target: 'accepted, one execution per event, to handmade', mode: 'lazy', of: ['accepted', 'package'], to: ['accepted', 'handmade'], atLeast: 3 },
	{ target: 'accepted, one execution per event, to the Webhook node', mode: 'lazy', of: ['accepted', 'package'], to: ['accepted', 'webhook'], atLeast: 0.95 },
	{ target: 'refused, to handmade', mode: 'lazy', of: ['refused', 'package'], to: ['refused', 'handmade'], atLeast: 20 },
	{ target: 'duplicates, to handmade', mode: 'lazy', of: ['duplicate', 'package'], to: ['duplicate', 'handmade'], atLeast: 20 },
	{ target: '100 connections gathered, to handmade', mode: 'lazy', of: ['connections100', 'gathered100'], to: ['connections100', 'handmade'], atLeast: 25 },
	{ target: 'accepted by default settings, to handmade', mode: 'default', of: ['accepted', 'package'], to: ['accepted', 'handmade'], atLeast: 0.9 },
];

const slowestStormMs = 250 + 500;
const growthMegabytes = 20;

/** Compares the results with what was to be reached; leaves out what has not been measured. */
export function judge(results: Results): Verdict[] {
	const figures = (mode: Mode, [name, contender]: Pick): Figures | undefined => results[mode]?.figures.cases[name]?.[contender];
	const verdicts: Verdict[] = [];
	for (const { target, mode, of, to, atLeast } of ratios) {
		const [ours, theirs] = [figures(mode, of), figures(mode, to)];
		if (!ours || !theirs) continue;
		const ratio = ours.perSecond / theirs.perSecond;
		const inCpu = theirs.cpuMsPerEvent / ours.cpuMsPerEvent;
		const measured = `${ratio.toFixed(2)} times the rate (by CPU ${inCpu.toFixed(2)} times)`;
		verdicts.push({ target: `${target}: ${atLeast} times or more`, measured, reached: ratio >= atLeast });
	}
	const storm = figures('lazy', ['storm28', 'gathered250']);
	if (storm?.slowestMs !== undefined) {
		verdicts.push({
			target: `28 at once, window 250 ms: one execution, all answered within ${slowestStormMs} ms`,
			measured: `${(storm.executionsPerEvent * 28).toFixed(2)} executions, ${storm.slowestMs.toFixed(0)} ms`,
			reached: storm.slowestMs <= slowestStormMs && storm.executionsPerEvent * 28 < 1.01,
		});
	}
	for (const [kind, { requests, megabytes, executions }] of Object.entries(results.memory?.figures ?? {})) {
		verdicts.push({
			target: `${requests} requests (${kind}): less than ${growthMegabytes} MB more after collection, no execution`,
			measured: `${megabytes.toFixed(1)} MB, ${executions} executions`,
			reached: megabytes < growthMegabytes && executions === 0,
		});
	}
	for (const { name, seconds, limitSeconds, extraMegabytes } of results.deliveries?.figures ?? []) {
		if (limitSeconds === null) continue;
		verdicts.push({
			target: `Webhook Deliveries, ${name}: within ${limitSeconds} s and 100 MB`,
			measured: `${seconds.toFixed(2)} s, ${extraMegabytes.toFixed(0)} MB`,
			reached: seconds <= limitSeconds && extraMegabytes <= 100,
		});
	}
	return verdicts;
}
