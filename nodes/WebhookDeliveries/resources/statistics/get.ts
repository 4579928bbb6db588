import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { filtersField, readFilter, withoutFilter, workflowsFor } from '../../history/filters';
import { chosenPeriod, periodFields } from '../../history/period';
import { sayForgetting } from '../../history/fill';
import { statisticsByAccountAndEvent } from '../../history/events';
import type { Interval } from '../../history/statistics';
import { statisticsByWorkflow } from '../../history/statistics';

const maxExecutionsField = 'maxExecutions';

const intervals: Interval[] = ['day', 'hour', 'period'];

export const get: Operation<InstanceApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get statistics of deliveries',
	description: 'Get the number of received, succeeded, failed and recovered deliveries of a period',
	fields: [
		...periodFields,
		{
			displayName: 'Breakdown',
			name: 'breakdown',
			type: 'options',
			options: [
				{
					name: 'By Account and Event',
					value: 'accountAndEvent',
					description: 'Reads the deliveries themselves, each once: slower, but exact for grouped deliveries and resends too',
				},
				{
					name: 'By Workflow',
					value: 'workflow',
					description: 'Reads the list of executions: fast, but one execution counts as one delivery',
				},
			],
			default: 'workflow',
			description: 'How to group the figures, in addition to vendor and interval',
		},
		{
			displayName: 'Interval',
			name: 'interval',
			type: 'options',
			options: [
				{ name: 'Day', value: 'day' },
				{ name: 'Hour', value: 'hour' },
				{ name: 'Whole Period', value: 'period' },
			],
			default: 'hour',
			description: 'One row each, in the time zone of the workflow; none if there were no deliveries',
		},
		{
			displayName: 'Max Executions',
			name: maxExecutionsField,
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1000,
			displayOptions: { show: { breakdown: ['accountAndEvent'] } },
			description: 'One call reads at most this many new executions, newest first. While "incomplete" is true, the next call goes on.',
		},
		{ ...filtersField, displayOptions: { show: { breakdown: ['accountAndEvent'] } } },
	],

	async run({ api, param }) {
		const period = chosenPeriod(api, param);
		const request = {
			period,
			interval: param.choice('interval', intervals),
			zone: api.context.getTimezone(),
		};
		const isDetailed = param.choice('breakdown') === 'accountAndEvent';
		const maxExecutions = isDetailed ? param.count(maxExecutionsField) : 0;
		const filter = isDetailed ? readFilter(param) : withoutFilter;
		const workflows = await workflowsFor(api, filter);
		const { rows, isIncomplete, forgetsBecause, goesOn } = isDetailed
			? await statisticsByAccountAndEvent(api, workflows, {
					...request,
					filter,
					maxExecutions,
				})
			: await statisticsByWorkflow(api, workflows, request);
		sayForgetting(api, { why: forgetsBecause, isDetailed });
		if (isIncomplete && !goesOn) sayStuck(api, maxExecutions);
		const about = { periodFrom: period.after, periodTo: period.before, incomplete: isIncomplete };
		// Nothing found yet is not nothing.
		if (rows.length === 0 && isIncomplete) return [about];
		return rows.map((row): IDataObject => ({ ...row, ...about }));
	},
};

/** Tells the user that the same call again does not help. */
function sayStuck(api: InstanceApi, maxExecutions: number): void {
	api.context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The figures are incomplete, and the next call will not get further: each has to read more than ${maxExecutions} executions anew. Raise "Max Executions", or choose a shorter period.`,
	});
}
