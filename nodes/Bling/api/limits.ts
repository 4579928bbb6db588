import { sleep } from 'n8n-workflow';

import { clockMs } from '../../shared/clock';
import { state } from '../../state';

/** docs/facts/bling.md §4.2: 3 requests per second for each Bling account, shared by all its integrations. */
const requestsPerSecond = 3;

/** The slowest pace is the fair share of this many processes on one account. */
const slowestShare = 20;
/** A refusal slows the pace down by this factor; each answer shortens it again by this fraction of a second. */
const slower = 1.1;
const faster = 0.05;
/**
 * Requests refused for the second wait this long in total before they fail: by then somebody else
 * is using every second.
 */
const patienceSeconds = 120;

/**
 * Lets this many requests through per second, whatever the network does to their timing: a place is
 * free again one second after its request was answered. Bling counted the request before that, so
 * no second ever sees more.
 *
 * Other processes and systems count towards the same limit and are invisible. A request refused
 * because of them keeps its place and waits, and all places of this process become free later than
 * before, a little sooner with each answer: this way everybody gets a fair share.
 */
export class Bucket {
	private free: number;
	private readonly waiting: Array<() => void> = [];
	private placeMs: number;
	private slowedAt = -Infinity;

	constructor(
		perSecond = requestsPerSecond,
		private readonly windowMs = 1000,
	) {
		this.free = perSecond;
		this.placeMs = windowMs;
	}

	/** Makes a request in its turn, and repeats it while it is refused for the second. */
	async run<T>(request: () => Promise<T>, isRefusal: (answer: T) => boolean = () => false): Promise<T> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			for (let waited = 0; ; ) {
				const answer = await request();
				if (!isRefusal(answer)) {
					this.placeMs = Math.max(this.windowMs, this.placeMs - faster * this.windowMs);
					return answer;
				}
				if (waited >= patienceSeconds * this.windowMs) return answer;
				this.slowDown();
				// Jitter: others are waiting for the same second.
				const wait = this.placeMs * (0.5 + Math.random());
				waited += wait;
				await sleep(wait);
			}
		} finally {
			void sleep(this.placeMs).then(() => this.release());
		}
	}

	/** Called once for simultaneous refusals: together they say no more than the first. */
	private slowDown(now = clockMs()): void {
		if (now - this.slowedAt < this.windowMs) return;
		this.slowedAt = now;
		this.placeMs = Math.min(slowestShare * this.windowMs, this.placeMs * slower);
	}

	private release(): void {
		const next = this.waiting.shift();
		if (next) next();
		else this.free++;
	}
}

/** The bucket of a credential, shared by all executions of this process: 28 events are 28 executions. */
export function bucketOf(key: string): Bucket {
	return state.blingBuckets.of({ credential: key }, () => new Bucket());
}

/**
 * Counts Bling's error answers of the last 10 seconds. Bling blocks an IP for 10 minutes at 300
 * (docs/facts/bling.md §4.2); the margin from 250 is for requests in flight. All credentials of a
 * process share its IP, and so one budget.
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
