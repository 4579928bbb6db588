import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours, eventsTable, historyTable } from './closedHours';
import { readRemembered } from './remembered';
import { isPlain } from './statistics';

const rememberedAtOnce = 48 * 3_600_000;
/** After listing this many no older hours are started; the next call continues with them. */
const mostAtOnce = 5_000;
/** With their data these are megabytes. */
const mostWithData = 1_000;

/**
 * Counts the closed hours of the last two days, newest first: before n8n deletes them, and so that
 * no user has to wait for it. By account and event only where somebody asked for that before.
 */
export async function rememberHistory(api: InstanceApi, workflows: TrackedWorkflow[]): Promise<void> {
	const now = Date.now();
	const period = { after: new Date(now - rememberedAtOnce).toISOString(), before: new Date(now).toISOString() };
	const closed = await ClosedHours.open(api, period);
	const nobody = { row() {}, counted() {} };
	if (closed.keeps) await readRemembered(api, workflows.filter(isPlain), { period, closed, most: mostAtOnce }, nobody);
	sayForgetting(api, closed);
	const detailed = await ClosedHours.open(api, period, { isDetailed: true, isMade: false });
	if (!detailed.keeps) return;
	await readRemembered(api, workflows, { period, closed: detailed, most: mostWithData }, nobody);
	sayForgetting(api, detailed);
}

/** Tells the user that nothing is remembered. */
export function sayForgetting(api: InstanceApi, { why, isDetailed }: Pick<ClosedHours, 'why' | 'isDetailed'>): void {
	if (why === '') return;
	api.context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The data table "${(isDetailed ? eventsTable : historyTable).name}" could not be used (${why}). Without it every call reads n8n's history again, and what n8n has deleted is missing.`,
	});
}
