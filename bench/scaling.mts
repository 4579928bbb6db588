import { createRandom } from '../sandbox/core/random.mts';
import type { SpeedFigures } from './speed.mts';

/**
 * What an event costs, from the measurements with lazy acquisition. A grouped event passes the door
 * alone and shares the execution: single = door + execution, grouped = door + share × execution,
 * solved for door and execution.
 */
interface Costs {
	refusedMs: number;
	doorMs: number;
	executionMs: number;
	executionBytes: number;
	/** For one more delivery in an execution that runs anyway. */
	deliveryBytes: number;
}

/**
 * What one execution, one grouped event and one refusal cost, derived from the measured sums.
 * Throws if a figure is missing.
 */
export function costsOf(figures: SpeedFigures): Costs {
	const single = figures.accepted?.package;
	const gathered = figures.connections100?.gathered100;
	const refused = figures.refused?.package;
	if (!single || !gathered || !refused) throw new Error('bench/results.json lacks the figures of speed: npm run bench -- lazy');
	const share = gathered.executionsPerEvent;
	const executionMs = (single.cpuMsPerEvent - gathered.cpuMsPerEvent) / (1 - share);
	const executionBytes = (single.databaseBytesPerEvent - gathered.databaseBytesPerEvent) / (1 - share);
	return {
		refusedMs: refused.cpuMsPerEvent,
		doorMs: single.cpuMsPerEvent - executionMs,
		executionMs,
		executionBytes,
		deliveryBytes: single.databaseBytesPerEvent - executionBytes,
	};
}

/**
 * How often something happens that happens `mean` times on average; by the normal distribution if
 * that is equivalent.
 */
function poisson(mean: number, random: () => number): number {
	if (mean > 50) {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
	}
	const limit = Math.exp(-mean);
	let count = -1;
	for (let product = 1; product > limit; count++) product *= random();
	return count;
}

/** Assumption: half of the events arrive alone, half in bursts of 28 (one basket in Bling). */
const stormSize = 28;
/** Assumed share of the day's events in each hour: shops sleep, and one evening hour is a campaign. */
const hours = [1, 1, 1, 1, 1, 1, 2, 3, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 8, 12, 8, 4, 2];
export const secondsOfDay = 86_400;
export const mostDeliveries = 500;
/** A process answers in time as long as it has some headroom: it may use this much of its core. */
export const usableCore = 0.7;
/** Bling gives up after 5 s; one of them is reserved for network and database. */
const longestWaitSeconds = 4;

interface Plan {
	eventsPerDay: number;
	/** 0 for one execution per event. */
	windowMs: number;
}

interface Day {
	events: number;
	executions: number;
	peakPerSecond: number;
	/** CPU cores that the whole day needs on average, and in the worst minute. */
	averageCores: number;
	peakCores: number;
	/** n8n processes with one core each that answer everything in time. */
	processes: number;
	databaseBytes: number;
}

interface Second {
	events: number;
	/** Bursts and events that came alone: what falls into windows as a unit. */
	groups: number;
}

/** What arrives in each second of a day. */
function arrivals({ eventsPerDay }: Plan): Second[] {
	const random = createRandom(1).next;
	const total = hours.reduce((sum, share) => sum + share, 0);
	return Array.from({ length: secondsOfDay }, (_, second) => {
		const mean = (eventsPerDay * hours[Math.floor(second / 3600)]) / total / 3600;
		const [alone, storms] = [poisson(mean / 2, random), poisson(mean / 2 / stormSize, random)];
		return { events: alone + storms * stormSize, groups: alone + storms };
	});
}

/** Executions of one second: grouped, one for each window that received something, with at most 500 deliveries. */
function executionsOf({ events, groups }: Second, windowMs: number, processes: number): number {
	if (windowMs === 0) return events;
	const windows = (processes * 1000) / windowMs;
	// How many of the windows receive at least one of the groups, if each falls into a random one.
	return Math.max(events / mostDeliveries, windows * (1 - (1 - 1 / windows) ** groups));
}

/**
 * A day second by second: the executions that the arrivals cause, the CPU both need, and how many
 * processes keep up.
 */
export function simulate(plan: Plan, costs: Costs): Day {
	const seconds = arrivals(plan);
	for (let processes = 1; ; processes = Math.max(processes + 1, Math.ceil(processes * 1.05))) {
		const executions = seconds.map((second) => executionsOf(second, plan.windowMs, processes));
		const cpu = seconds.map(({ events }, index) => (events * costs.doorMs + executions[index] * costs.executionMs) / 1000);
		if (longestBacklog(cpu, processes * usableCore) > longestWaitSeconds) continue;
		const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
		const all = sum(seconds.map(({ events }) => events));
		return {
			events: all,
			executions: Math.round(sum(executions)),
			peakPerSecond: seconds.reduce((most, { events }) => Math.max(most, events), 0),
			averageCores: sum(cpu) / secondsOfDay,
			peakCores: busiestMinute(cpu),
			processes,
			databaseBytes: sum(executions) * costs.executionBytes + all * costs.deliveryBytes,
		};
	}
}

/** The longest wait in seconds of the last one in the queue, with this many cores. */
function longestBacklog(cpu: number[], cores: number): number {
	let waiting = 0;
	let longest = 0;
	for (const seconds of cpu) {
		waiting = Math.max(0, waiting + seconds - cores);
		longest = Math.max(longest, waiting / cores);
	}
	return longest;
}

function busiestMinute(cpu: number[]): number {
	let most = 0;
	for (let start = 0; start < cpu.length; start += 60) {
		most = Math.max(most, cpu.slice(start, start + 60).reduce((sum, value) => sum + value, 0) / 60);
	}
	return most;
}
