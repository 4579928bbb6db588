import { sleep } from 'n8n-workflow';

import { clockMs } from '../../shared/clock';
import { state } from '../../state';

/** docs/facts/bling.md §4.2: 3 requests a second for each Bling account, shared by all its integrations. */
const requestsPerSecond = 3;

/**
 * Lets so many requests through a second, whatever the network does to their timing: a place is free again one second
 * after its request was answered. Bling counted the request before that, so no second ever sees more.
 */
export class Bucket {
	private free: number;
	private readonly waiting: Array<() => void> = [];

	constructor(
		perSecond = requestsPerSecond,
		private readonly windowMs = 1000,
	) {
		this.free = perSecond;
	}

	async run<T>(request: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			return await request();
		} finally {
			void sleep(this.windowMs).then(() => this.release());
		}
	}

	private release(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.free++;
	}
}

/** The bucket of a credential, for all executions of this process: 28 events are 28 executions. */
export function bucketOf(key: string): Bucket {
	return state.blingBuckets.of({ credential: key }, () => new Bucket());
}

/**
 * Counts Bling's error answers of the last 10 seconds. Bling blocks an IP for 10 minutes at 300 (docs/facts/bling.md §4.2);
 * the distance to 250 is for requests under way. An IP is a process's, so all credentials share one budget.
 */
export class ErrorBudget {
	private moments: number[] = [];

	constructor(
		readonly limit = 250,
		readonly windowMs = 10_000,
	) {}

	record(now = clockMs()): void {
		this.moments.push(now);
	}

	isSpent(now = clockMs()): boolean {
		this.moments = this.moments.filter((moment) => now - moment < this.windowMs);
		return this.moments.length >= this.limit;
	}
}

/** The one budget of this process. */
export const errorBudget = state.blingErrors.of({}, () => new ErrorBudget());
