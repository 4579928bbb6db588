import { z } from 'zod';

import type { InstanceApi } from '../../instance/api';
import { cursorAfter } from '../../instance/pages';
import { wholeNumber } from '../../shared/wholeNumber';
import { oldestDays } from '../history/period';
import type { TrackedWorkflow } from '../../instance/workflows';

const day = 86_400_000;
const row = z.object({ id: wholeNumber, startedAt: z.string().nullish(), stoppedAt: z.string().nullish() });

/** The newest executions, with a lower id if one is given, at most this many. On PostgreSQL an id has 32 bits. */
async function newestBelow(api: InstanceApi, id: number | undefined, limit: number): Promise<Array<z.infer<typeof row>>> {
	const cursor = id === undefined ? undefined : cursorAfter(String(id), limit);
	const request = { path: '/executions', cursor, limit, scope: 'execution:list' };
	for await (const page of api.pages(request)) return page.flatMap((json) => row.safeParse(json).data ?? []);
	return [];
}

const pageSize = 250;

/**
 * When the oldest execution that n8n still has started: null if 30 days ago or more, or if there is
 * none. The API only lists newest first, so the oldest is found by halving the ids; n8n counts what
 * is older than a page each time, which gets cheaper with every step.
 */
export async function historyStart(api: InstanceApi, now = Date.now()): Promise<number | null> {
	let absent = 0;
	let [oldest] = await newestBelow(api, undefined, 1);
	while (oldest && oldest.id - absent > pageSize) {
		const middle = Math.floor((absent + oldest.id) / 2);
		const [found] = await newestBelow(api, middle, 1);
		if (found) oldest = found;
		else absent = middle;
	}
	const last = oldest && ((await newestBelow(api, oldest.id, pageSize)).at(-1) ?? oldest);
	const at = Date.parse(last?.startedAt ?? last?.stoppedAt ?? '');
	return Number.isNaN(at) || at <= now - oldestDays * day ? null : at;
}

/** Whether n8n deleted older executions: a workflow older than the history could have had some. */
export function seemsPruned(start: number | null, workflows: TrackedWorkflow[]): boolean {
	return start !== null && workflows.some(({ createdAt }) => createdAt !== undefined && Date.parse(createdAt) < start - day);
}
