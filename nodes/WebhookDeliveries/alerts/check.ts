import { DateTime } from 'luxon';

import type { InstanceApi } from '../../instance/api';
import { trackedWorkflows } from '../../instance/workflows';
import { survey } from '../endpoints/endpoints';
import { rememberHistory } from '../history/fill';
import { presetPeriod } from '../history/period';
import { Companies } from './companies';
import type { Limits } from './conditions';
import { conditionsOf } from './conditions';
import { failuresOf } from './failures';
import type { Health } from './health';
import { judgeHealth } from './health';
import { isQuiet } from './quiet';
import { withRegister } from './register';

/** The settings of "Check Health". */
export interface CheckSettings extends Limits {
	graceMinutes: number;
	interruptedHours: number;
	maxExecutions: number;
	testCredentials: boolean;
}

const minuteMs = 60_000;

/**
 * Reads the last 24 hours, the triggers of all published workflows and what was reported before.
 * Marks nothing as reported: "Mark as Reported" does, once a person was notified. As it runs every
 * hour, it also fills the statistics table.
 */
export async function checkHealth(api: InstanceApi, settings: CheckSettings): Promise<Health> {
	return await withRegister(api, async (register) => {
		const zone = api.context.getTimezone();
		const now = DateTime.now().setZone(zone);
		const period = presetPeriod('last24Hours', zone, now);
		if (period === undefined) throw api.notN8n();
		const workflows = await trackedWorkflows(api);
		await rememberHistory(api, workflows);
		const companies = await Companies.read(api);
		const found = await survey(
			api,
			workflows.filter(({ published }) => published),
			{
				period,
				expected: companies.accounts,
				// Silence and failure rate are judged here, during hours that are not quiet.
				silentHours: Infinity,
				failureRateLimit: 1,
				maxExecutions: settings.maxExecutions,
				testCredentials: settings.testCredentials,
			},
		);
		return judgeHealth({
			open: await register.openFacts(),
			failures: await failuresOf(api, workflows, { period, companies, depth: settings.maxExecutions }),
			conditions: conditionsOf(found, settings, now, api.baseUrl),
			judged: (tipo) => (tipo !== 'credencial' || settings.testCredentials) && (tipo !== 'silencio' || settings.silentHours !== undefined),
			isQuiet: isQuiet(settings.quiet, now),
			graceMs: settings.graceMinutes * minuteMs,
			interruptedMs: settings.interruptedHours * 60 * minuteMs,
			now: now.toMillis(),
		});
	});
}
