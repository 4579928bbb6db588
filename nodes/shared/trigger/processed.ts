import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { state } from '../../state';
import { rethrow } from '../rethrow';

/** A row of about 33 KB, read and written whole for each batch; ten times that would cost 330 KB per execution. */
const maxEntries = 1_000;
const attempts = 5;

type Helpers = IExecuteFunctions['helpers'];

/** One call that waits for its turn. */
export interface Job {
	helpers: Helpers;
	ids: string[];
	remove: boolean;
	resolve(fresh: string[]): void;
	reject(error: unknown): void;
}

/**
 * Records IDs in n8n's database and returns the new ones. If several callers wait with the same ID,
 * the first gets it.
 */
export async function recordProcessed(line: string, helpers: Helpers, ids: string[]): Promise<string[]> {
	return await enqueue(line, helpers, ids, false);
}

/** Removes IDs again, so that a retry of a failed execution does not count as a duplicate. */
export async function takeBackProcessed(line: string, helpers: Helpers, ids: string[]): Promise<void> {
	await enqueue(line, helpers, ids, true);
}

/**
 * n8n keeps a node's IDs in one database row, read and written whole without a lock, so overlapping
 * calls lose IDs (measured: 28 at once, 3 kept). All calls of this process therefore queue per
 * workflow and node. Exact within one process and across restarts, best effort across workers.
 */
async function enqueue(line: string, helpers: Helpers, ids: string[], remove: boolean): Promise<string[]> {
	if (ids.length === 0) return [];
	return await new Promise<string[]>((resolve, reject) => {
		const job: Job = { helpers, ids, remove, resolve, reject };
		const waiting = state.processedLines.get({ trigger: line });
		if (waiting) {
			waiting.push(job);
			return;
		}
		void work(
			line,
			state.processedLines.of({ trigger: line }, () => [job]),
		);
	});
}

async function work(line: string, waiting: Job[]): Promise<void> {
	// The first job stays in the queue while the batch is made, so that callers of the same turn
	// join it.
	await Promise.resolve();
	while (waiting.length > 0) {
		const [first] = waiting;
		const end = waiting.findIndex((job) => job.remove !== first.remove);
		const batch = waiting.splice(0, end === -1 ? waiting.length : end);
		try {
			const ids = [...new Set(batch.flatMap((job) => job.ids))];
			const fresh = new Set(await patiently(first, ids));
			for (const job of batch) job.resolve(job.ids.filter((id) => fresh.delete(id)));
		} catch (error) {
			for (const job of batch) job.reject(error);
		}
	}
	state.processedLines.forget({ trigger: line });
}

/**
 * Another worker may insert the node's first row between our read and write: the UNIQUE error is
 * then worth a retry.
 */
async function patiently({ helpers, remove }: Job, ids: string[]): Promise<string[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			if (remove) {
				await helpers.removeProcessed(ids, 'node', { mode: 'entries', maxEntries });
				return [];
			}
			const { new: fresh } = await helpers.checkProcessedAndRecord(ids, 'node', { mode: 'entries', maxEntries });
			return fresh.map(String);
		} catch (error) {
			const conflict = error instanceof Error && /unique/i.test(error.message);
			if (!conflict || attempt === attempts) return rethrow(error);
			await sleep(attempt * (10 + Math.random() * 40));
		}
	}
}
