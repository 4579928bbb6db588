import type { N8nInstance } from '../scripts/n8n-instance.mts';
import type { Case, CaseName } from './cases.mts';
import { cases } from './cases.mts';
import type { Contender, ContenderName } from './contenders.mts';
import { publishContenders } from './contenders.mts';
import { History } from './database.mts';
import { withN8n } from './instance.mts';
import { startFakeLinear } from './linear.mts';
import type { Answers } from './load.mts';
import { burst, load } from './load.mts';
import { median } from './statistics.mts';
import { cpuSeconds } from './usage.mts';

/** One measurement, or the medians of several. */
export interface Figures {
	/** Correctly answered events per second. */
	perSecond: number;
	/** Share of the events that broke off or were answered incorrectly. */
	failed: number;
	/** CPU of n8n and its children per event, including its execution. */
	cpuMsPerEvent: number;
	executionsPerEvent: number;
	databaseBytesPerEvent: number;
	/** For a burst: when the last one was answered. */
	slowestMs?: number;
}

/** n8n with default settings, or with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. */
export type Mode = 'default' | 'lazy';

export type SpeedFigures = Partial<Record<CaseName, Partial<Record<ContenderName, Figures>>>>;

export interface Speed {
	/** How many rounds were measured. */
	rounds: number;
	cases: SpeedFigures;
}

const wantedRounds = 3;

/** On a machine busy with other things, fewer rounds have to do; at least one is measured. */
const budgetMs = 9 * 60_000;

/** Long enough that a pause of the machine does not decide, short enough for two modes and three rounds. */
const secondsEach = 4;
const burstsEach = 2;
const amounts = { warmUp: 20, least: 40, most: 4_000 };

/** On a busy machine n8n's Code node hits its own time limits; if half of the events fail, a figure is worthless. */
const mostFailures = 0.5;

/**
 * Every case with every contender in one n8n, round by round, so that disturbances of the machine
 * affect all of them.
 */
export async function measureSpeed(mode: Mode): Promise<Speed> {
	const linear = await startFakeLinear();
	const env = { ...linear.env, NODE_FUNCTION_ALLOW_BUILTIN: 'crypto', N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: String(mode === 'lazy') };
	try {
		return await withN8n({ env }, async (n8n) => await measureAll(n8n, mode));
	} finally {
		await linear.close();
	}
}

async function measureAll(n8n: N8nInstance, mode: Mode): Promise<Speed> {
	const began = Date.now();
	const contenders = await publishContenders(n8n);
	const history = await History.of(n8n);
	try {
		const seen = new Map<string, Figures[]>();
		const amountOf = new Map<string, number>();
		// Round 0 warms everything up and determines how many requests fill the time.
		let round = 0;
		for (; round <= wantedRounds && (round < 2 || Date.now() - began < budgetMs); round++) {
			for (const one of cases) {
				for (const name of one.contenders) {
					const contender = contenders.all.get(name);
					if (!contender) throw new Error(`No contender ${name}`);
					const key = `${one.name} ${name}`;
					const amount =
						one.burst === undefined ? (amountOf.get(key) ?? Math.max(amounts.warmUp, one.connections)) : one.burst * burstsEach;
					const figures = await measure(one, contender, history, amount);
					amountOf.set(key, Math.round(Math.min(amounts.most, Math.max(amounts.least, one.connections, figures.perSecond * secondsEach))));
					if (round === 0) continue;
					seen.set(key, [...(seen.get(key) ?? []), figures]);
					console.log(`${mode} round ${round} ${key}: ${shown(figures)}`);
				}
			}
		}
		const medianOf = (one: Case, name: ContenderName) => medians(seen.get(`${one.name} ${name}`) ?? []);
		return {
			rounds: round - 1,
			cases: Object.fromEntries(
				cases.map((one) => [one.name, Object.fromEntries(one.contenders.map((name) => [name, medianOf(one, name)]))]),
			),
		};
	} finally {
		await history.close();
		await contenders.close();
	}
}

async function measure(one: Case, contender: Contender, history: History, amount: number): Promise<Figures> {
	const { address, workflowId, pid } = contender;
	const message = () => contender.message(one.kind);
	const stored = async () => (workflowId === undefined ? { executions: 0, bytes: 0 } : await history.stored(workflowId));
	const storedBefore = await stored();
	const cpuBefore = await cpuSeconds(pid);
	const answers =
		one.burst === undefined
			? [await load({ address, connections: one.connections, amount, message })]
			: await bursts(one.burst, address, message);
	await history.untilIdle();
	const cpu = (await cpuSeconds(pid)) - cpuBefore;
	const { executions, bytes } = await stored();
	const right = answers.flatMap((answer) => Object.entries(answer.statuses)).filter(([status]) => one.statuses.includes(Number(status)));
	const rightly = right.reduce((sum, [, count]) => sum + count, 0);
	const failed = 1 - rightly / amount;
	if (failed > mostFailures)
		throw new Error(
			`${contender.name} failed in ${Math.round(failed * 100)}% of ${amount} events (${one.name}): ${JSON.stringify(answers)}`,
		);
	const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
	const slowest = answers.flatMap(({ slowestMs }) => slowestMs ?? []);
	return {
		perSecond: rightly / seconds,
		failed,
		cpuMsPerEvent: (cpu * 1000) / amount,
		executionsPerEvent: (executions - storedBefore.executions) / amount,
		databaseBytesPerEvent: (bytes - storedBefore.bytes) / amount,
		...(slowest.length > 0 ? { slowestMs: Math.max(...slowest) } : {}),
	};
}

async function bursts(size: number, address: string, message: Parameters<typeof burst>[2]): Promise<Answers[]> {
	const answers = [];
	for (let count = 0; count < burstsEach; count++) answers.push(await burst(address, size, message));
	return answers;
}

function medians(all: Figures[]): Figures {
	const of = (pick: (figures: Figures) => number) => median(all.map(pick));
	const slowest = all.flatMap(({ slowestMs }) => slowestMs ?? []);
	return {
		perSecond: of(({ perSecond }) => perSecond),
		failed: of(({ failed }) => failed),
		cpuMsPerEvent: of(({ cpuMsPerEvent }) => cpuMsPerEvent),
		executionsPerEvent: of(({ executionsPerEvent }) => executionsPerEvent),
		databaseBytesPerEvent: of(({ databaseBytesPerEvent }) => databaseBytesPerEvent),
		...(slowest.length > 0 ? { slowestMs: median(slowest) } : {}),
	};
}

const shown = ({ perSecond, failed, cpuMsPerEvent, executionsPerEvent, slowestMs }: Figures) =>
	`${perSecond.toFixed(1)}/s, ${(failed * 100).toFixed(0)}% failed, ${cpuMsPerEvent.toFixed(2)} ms CPU, ${executionsPerEvent.toFixed(3)} executions${slowestMs === undefined ? '' : `, slowest ${slowestMs.toFixed(0)} ms`}`;
