import { NodeApiError, sleep } from 'n8n-workflow';

import { clockMs } from '../shared/clock';
import { isUnsent } from '../shared/http/request';
import { rethrow } from '../shared/rethrow';
import type { AnyInstanceApi } from './api';
import { ForeignAnswer } from './api';
import { Unanswered } from './pages';

/** How long to keep trying: n8n may be restarting, which takes more than a minute on a busy machine. */
const patienceMs = 120_000;

/** Somebody else has changed the row since it was read. */
export class Outrun extends Error {}

/** Repeats what may succeed later, until its time is over. */
export class Patience {
	private readonly deadline: number;

	constructor(
		private readonly api: AnyInstanceApi,
		forMs = patienceMs,
	) {
		this.deadline = clockMs() + forMs;
	}

	/** Repeats when others were faster, or when n8n, or a proxy before it, did not answer. */
	async insist<Result>(run: () => Promise<Result>): Promise<Result> {
		for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
			try {
				return await run();
			} catch (error) {
				const isOver = clockMs() >= this.deadline;
				if (isOver && error instanceof Outrun) throw outrun(this.api);
				if (isOver || !mayPass(error)) return rethrow(error);
			}
			await sleep(pauseMs * (0.5 + Math.random()));
		}
	}
}

function mayPass(error: unknown): boolean {
	if (error instanceof Outrun || error instanceof Unanswered || error instanceof ForeignAnswer || isUnsent(error)) return true;
	return error instanceof NodeApiError && (Number(error.httpCode) >= 500 || error.httpCode === '429');
}

const outrun = (api: AnyInstanceApi) =>
	api.refusal(
		'Too many executions recorded their events at the same time',
		'Retry this execution. If this happens often, use "Group Events Arriving Within" in the trigger to run several events as one execution.',
	);
