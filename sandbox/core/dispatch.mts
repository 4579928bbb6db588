import type { Clock } from './clock.mts';
import type { DeliveryFaults } from './faults.mts';
import type { Random } from './random.mts';
import type { Sender } from './sender.mts';

/** How a vendor delivers: defined by the vendor, because all four differ. */
export interface Policy {
	/** Real milliseconds. */
	timeoutMs: number;
	/** The virtual milliseconds to wait after the n-th failed attempt (from 1), or null to give up. */
	retryAfter(attempts: number, sinceFirstMs: number): number | null;
	/** What the vendor does after the last failed attempt. */
	onGiveUp?(dispatch: Dispatch): void;
}

/** One notice for one URL, before it is sent. */
interface Notice {
	event: string;
	url: string;
	body: string | Buffer;
	/** Made for each attempt, because some vendors count attempts in a header (0 = the first). */
	headers(attempt: number): Record<string, string>;
	policy: Policy;
	account?: string;
	/** What a person would search for. */
	reference?: string;
	insecureTls?: boolean;
}

interface Attempt {
	at: string;
	status: number | null;
	error: string | null;
	durationMs: number;
	answer: string;
	location: string | null;
}

/** `held`: held back by a fault until it is released; `failure`: given up. */
export type DispatchState = 'held' | 'waiting' | 'success' | 'failure';

/** A notice being sent, with everything that happened to it. */
export interface Dispatch {
	readonly id: string;
	readonly notice: Notice;
	readonly createdAt: string;
	state: DispatchState;
	attempts: Attempt[];
	/** Virtual time of the next attempt. */
	nextAttemptAt: string | null;
	/** The id of the dispatch this one repeats, and why. */
	readonly repeats: { id: string; reason: 'duplicate' | 'resend' } | null;
}

/** A dispatch as JSON. */
export interface DispatchView {
	id: string;
	event: string;
	url: string;
	account: string | null;
	reference: string | null;
	body: string;
	createdAt: string;
	state: DispatchState;
	attempts: Attempt[];
	nextAttemptAt: string | null;
	repeats: Dispatch['repeats'];
}

interface DispatchFilter {
	event?: string;
	state?: DispatchState;
	reference?: string;
	limit?: number;
}

/** Everything one vendor sends: attempts, repeats and the log. */
export interface Dispatches {
	send(notice: Notice): Dispatch;
	/** Newest first. */
	list(filter?: DispatchFilter): DispatchView[];
	/** How many dispatches of each state the log holds. */
	counts(): Record<DispatchState, number>;
	/** Sends the same bytes again, as a separate dispatch. */
	resend(id: string): Dispatch | undefined;
	/** Sends everything that was held back, shuffled; returns how many. */
	release(): number;
	/** Ends waiting dispatches without another attempt; returns how many. */
	cancel(which: (dispatch: Dispatch) => boolean): number;
	clear(): void;
	close(): void;
}

interface DispatchesOptions {
	clock: Clock;
	random: Random;
	sender: Sender;
	faults: DeliveryFaults;
	/** How long (virtual milliseconds) a finished dispatch stays in the log. */
	retentionMs?: number;
}

const keptDispatches = 3000;
/** A duplicate follows within this time (virtual milliseconds). */
const duplicateWithinMs = 5000;

/** The dispatch log of one vendor, with its retries and faults. */
export function createDispatches({ clock, random, sender, faults, retentionMs = Infinity }: DispatchesOptions): Dispatches {
	const entries = new Map<string, Dispatch>();
	const timers = new Map<string, () => void>();
	let closed = false;

	const open = (notice: Notice, state: DispatchState, repeats: Dispatch['repeats']): Dispatch => {
		forget();
		const dispatch: Dispatch = {
			id: random.uuidV7(clock.now()),
			notice,
			createdAt: clock.iso(),
			state,
			attempts: [],
			nextAttemptAt: null,
			repeats,
		};
		entries.set(dispatch.id, dispatch);
		return dispatch;
	};

	const schedule = (dispatch: Dispatch, delayMs: number) => {
		if (closed) return;
		dispatch.state = 'waiting';
		dispatch.nextAttemptAt = new Date(clock.now() + delayMs).toISOString();
		timers.set(
			dispatch.id,
			clock.after(delayMs, () => {
				timers.delete(dispatch.id);
				void attempt(dispatch);
			}),
		);
	};

	const attempt = async (dispatch: Dispatch) => {
		const { notice } = dispatch;
		dispatch.nextAttemptAt = null;
		const at = clock.iso();
		const result = await sender.send({
			url: notice.url,
			body: Buffer.from(notice.body),
			headers: notice.headers(dispatch.attempts.length),
			timeoutMs: notice.policy.timeoutMs,
			insecureTls: notice.insecureTls,
			// Not drawn if not requested: the number of attempts must not change what the seed
			// produces.
			cut: faults.cutChance > 0 && random.chance(faults.cutChance),
		});
		dispatch.attempts.push({ at, ...result });
		// Cleared or cancelled while it was being sent.
		if (closed || dispatch.state !== 'waiting' || entries.get(dispatch.id) !== dispatch) return;
		if (result.status !== null && result.status >= 200 && result.status < 300) {
			dispatch.state = 'success';
			return;
		}
		const delay = notice.policy.retryAfter(dispatch.attempts.length, clock.now() - Date.parse(dispatch.createdAt));
		if (delay !== null) return schedule(dispatch, delay);
		dispatch.state = 'failure';
		notice.policy.onGiveUp?.(dispatch);
	};

	const forget = () => {
		const oldest = clock.now() - retentionMs;
		for (const [id, dispatch] of entries) {
			if (dispatch.state === 'waiting' || dispatch.state === 'held') continue;
			if (entries.size < keptDispatches && Date.parse(dispatch.createdAt) >= oldest) break;
			entries.delete(id);
		}
	};

	const launch = (notice: Notice, repeats: Dispatch['repeats']) => {
		if (faults.hold) return open(notice, 'held', repeats);
		const dispatch = open(notice, 'waiting', repeats);
		const keptBack = random.chance(faults.disorderChance) ? random.integer(1, faults.disorderMs) : 0;
		schedule(dispatch, faults.latencyMs + keptBack);
		return dispatch;
	};

	return {
		send(notice) {
			const dispatch = launch(notice, null);
			if (random.chance(faults.duplicateChance)) {
				const again = open(notice, 'waiting', { id: dispatch.id, reason: 'duplicate' });
				if (faults.hold) again.state = 'held';
				else schedule(again, faults.latencyMs + random.integer(0, duplicateWithinMs));
			}
			return dispatch;
		},
		list({ event, state, reference, limit = 100 } = {}) {
			forget();
			const found: DispatchView[] = [];
			for (const dispatch of [...entries.values()].reverse()) {
				if (event !== undefined && dispatch.notice.event !== event) continue;
				if (state !== undefined && dispatch.state !== state) continue;
				if (reference !== undefined && dispatch.notice.reference !== reference) continue;
				found.push(view(dispatch));
				if (found.length >= limit) break;
			}
			return found;
		},
		counts() {
			forget();
			const counts = { held: 0, waiting: 0, success: 0, failure: 0 };
			for (const { state } of entries.values()) counts[state]++;
			return counts;
		},
		resend(id) {
			const known = entries.get(id);
			return known && launch(known.notice, { id, reason: 'resend' });
		},
		release() {
			const held = [...entries.values()].filter(({ state }) => state === 'held');
			// One virtual millisecond between two preserves the shuffled order.
			random.shuffle(held).forEach((dispatch, index) => schedule(dispatch, index));
			return held.length;
		},
		cancel(which) {
			const ended = [...entries.values()].filter(({ state }) => state === 'waiting').filter(which);
			for (const dispatch of ended) {
				timers.get(dispatch.id)?.();
				timers.delete(dispatch.id);
				dispatch.state = 'failure';
				dispatch.nextAttemptAt = null;
			}
			return ended.length;
		},
		clear() {
			for (const cancel of timers.values()) cancel();
			timers.clear();
			entries.clear();
		},
		close() {
			closed = true;
			for (const cancel of timers.values()) cancel();
		},
	};
}

function view({ id, notice, createdAt, state, attempts, nextAttemptAt, repeats }: Dispatch): DispatchView {
	return {
		id,
		event: notice.event,
		url: notice.url,
		account: notice.account ?? null,
		reference: notice.reference ?? null,
		body: notice.body.toString(),
		createdAt,
		state,
		attempts,
		nextAttemptAt,
		repeats,
	};
}
