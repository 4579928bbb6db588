/**
 * Virtual time. Everything the vendors measure in hours or days (retries, token lifetimes,
 * retention) runs on it, so that "three days of retries" can be watched in minutes. What a client
 * measures by its own clock (the 5 s timeout of a webhook, "3 requests per second") stays in real
 * time.
 */
export interface Clock {
	/** Virtual milliseconds since the epoch. */
	now(): number;
	/** The virtual time as ISO 8601. */
	iso(): string;
	/** Runs `task` after this many virtual milliseconds; the returned function cancels it. */
	after(virtualMs: number, task: () => void): () => void;
	/** Virtual milliseconds per real millisecond: 60 = one virtual hour takes a minute, 0 = frozen. */
	readonly speed: number;
	setSpeed(speed: number): void;
	/** Jumps ahead, or back if negative; everything that became due runs at once, in order. */
	advance(virtualMs: number): void;
	/** Cancels all waiting tasks. */
	clear(): void;
	close(): void;
}

interface Task {
	readonly due: number;
	readonly run: () => void;
	cancelled: boolean;
}

/** The longest delay setTimeout can hold; longer waits are set again. */
const longestTimer = 2 ** 31 - 1;

/** A clock that starts at `start` (milliseconds, now by default) and runs `speed` times as fast as real time. */
export function createClock({ speed = 60, start = Date.now() }: { speed?: number; start?: number } = {}): Clock {
	/** Sorted by due time; for equal times, in the order of registration. */
	let tasks: Task[] = [];
	let factor = speed;
	let virtualBase = start;
	let realBase = performance.now();
	let timer: NodeJS.Timeout | undefined;
	let closed = false;

	const now = () => virtualBase + (performance.now() - realBase) * factor;

	const insert = (task: Task) => {
		let low = 0;
		for (let high = tasks.length; low < high; ) {
			const middle = (low + high) >> 1;
			if (tasks[middle].due <= task.due) low = middle + 1;
			else high = middle;
		}
		tasks.splice(low, 0, task);
	};

	const arm = () => {
		clearTimeout(timer);
		while (tasks[0]?.cancelled) tasks.shift();
		if (closed || tasks.length === 0 || factor === 0) return;
		const realMs = Math.max(0, (tasks[0].due - now()) / factor);
		timer = setTimeout(runDue, Math.min(realMs, longestTimer));
	};

	const runDue = () => {
		const limit = now();
		while (!closed && tasks.length > 0 && tasks[0].due <= limit) {
			const task = tasks.shift();
			if (!task || task.cancelled) continue;
			try {
				task.run();
			} catch (error) {
				console.error('sandbox: a timed task failed', error);
			}
		}
		arm();
	};

	const rebase = (jumpMs: number, speedAfter: number) => {
		virtualBase = now() + jumpMs;
		realBase = performance.now();
		factor = speedAfter;
	};

	return {
		now,
		iso: () => new Date(now()).toISOString(),
		after(virtualMs, run) {
			const task: Task = { due: now() + Math.max(0, virtualMs), run, cancelled: false };
			insert(task);
			if (tasks[0] === task) arm();
			return () => {
				task.cancelled = true;
			};
		},
		get speed() {
			return factor;
		},
		setSpeed(next) {
			rebase(0, next);
			arm();
		},
		advance(virtualMs) {
			rebase(virtualMs, factor);
			runDue();
		},
		clear() {
			tasks = [];
			clearTimeout(timer);
		},
		close() {
			closed = true;
			tasks = [];
			clearTimeout(timer);
		},
	};
}
