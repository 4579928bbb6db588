import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow } from '../../instance/workflows';
import type { StatusLists } from '../history/history';
import type { Period } from '../history/period';
import type { DeliveryRecord, Status } from '../history/records';
import { records } from '../history/records';
import { rememberedResends } from '../resend/resendLedger';
import type { Line } from './line';
import type { PageQuery } from './query';

export const linesPerPage = 50;

/** n8n goes through its whole history for each page, so few large ones are faster. */
const largestPage = 200;

/** More in one go would keep the browser waiting too long. */
export const maxResentAtOnce = 200;

/** As many lines as a page needs of a period that is too long to be read whole: up to the page that is shown, and the next. */
export const linesNeeded = ({ page, tab }: PageQuery): number =>
	tab === 'all' ? (page + 1) * linesPerPage : Math.max(maxResentAtOnce, (page + 1) * linesPerPage);

interface Wanted {
	period: Period;
	statuses?: Status[];
	/** Lines. */
	limit: number;
	/** Executions. */
	maxExecutions: number;
	lists: StatusLists;
}

/** The newest deliveries of these statuses as lines, as far as `take` gives one. */
export async function newestLines(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, statuses, limit, maxExecutions, lists }: Wanted,
	take: (record: DeliveryRecord) => Line | undefined,
): Promise<Line[]> {
	const lines: Line[] = [];
	const seen = new Set<string>();
	const remembered = statuses && (await rememberedResends(api));
	for await (const record of records(
		{ api, workflows, remembered, lists },
		{ ...period, statuses, pageSize: Math.min(limit, largestPage) },
	)) {
		seen.add(record.row.id);
		if (seen.size > maxExecutions) break;
		const line = record.isRepetition ? undefined : take(record);
		if (line) lines.push(line);
		if (lines.length >= limit) break;
	}
	return lines;
}
