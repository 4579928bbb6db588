import type { InstanceApi } from '../../instance/api';
import { oldestDays } from '../history/period';
import type { TrackedWorkflow } from '../../instance/workflows';

const day = 86_400_000;
const resolutionMs = 10 * 60_000;

async function hasExecutionBefore(api: InstanceApi, moment: number): Promise<boolean> {
	const query = { startedBefore: new Date(moment).toISOString() };
	for await (const page of api.pages({ path: '/executions', query, limit: 1, scope: 'execution:list' })) return page.length > 0;
	return false;
}

/**
 * How far n8n's history reaches back, to ten minutes: null if it covers all 30 days or is empty. The API lists newest
 * first only, so the beginning is searched by halving (about 12 small requests).
 */
export async function historyStart(api: InstanceApi, now = Date.now()): Promise<number | null> {
	let absent = now - oldestDays * day;
	if (await hasExecutionBefore(api, absent)) return null;
	let present = now;
	if (!(await hasExecutionBefore(api, present))) return null;
	while (present - absent > resolutionMs) {
		const middle = (present + absent) / 2;
		if (await hasExecutionBefore(api, middle)) present = middle;
		else absent = middle;
	}
	return absent;
}

/** Whether n8n deleted older executions: a workflow that is older than the history could have had some. */
export function seemsPruned(start: number | null, workflows: TrackedWorkflow[]): boolean {
	return start !== null && workflows.some(({ createdAt }) => createdAt !== undefined && Date.parse(createdAt) < start - day);
}
