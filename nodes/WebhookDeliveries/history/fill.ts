import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours, historyTable } from './closedHours';
import { readRemembered } from './remembered';
import { isPlain } from './statistics';

const rememberedAtOnce = 48 * 3_600_000;
/** After listing this many no older hours are started; the next call continues with them. */
const mostAtOnce = 5_000;

/**
 * Counts the closed hours of the last two days, newest first: before n8n deletes them, and so that
 * no user has to wait for it.
 */
export async function rememberHistory(api: InstanceApi, workflows: TrackedWorkflow[]): Promise<void> {
	const now = Date.now();
	const period = { after: new Date(now - rememberedAtOnce).toISOString(), before: new Date(now).toISOString() };
	const closed = await ClosedHours.open(api, now - rememberedAtOnce);
	const nobody = { row() {}, counted() {} };
	if (closed.keeps) await readRemembered(api, workflows.filter(isPlain), { period, closed, most: mostAtOnce }, nobody);
	sayForgetting(api, closed.why);
}

/** Tells the user that nothing is remembered. */
export function sayForgetting(api: InstanceApi, why: string): void {
	if (why === '') return;
	api.context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The data table "${historyTable.name}" could not be used (${why}). Without it every call reads n8n's whole history, and what n8n has deleted is missing.`,
	});
}
