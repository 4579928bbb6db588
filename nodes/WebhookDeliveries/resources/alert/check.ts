import type { IDataObject } from 'n8n-workflow';

import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import { checkHealth } from '../../alerts/check';
import { digest } from '../../alerts/notice';

const outputs = ['New', 'Recovered', 'Still Open'] as const;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const items = (notices: IDataObject[]) => notices.map((json) => ({ json }));

export const check: Operation<InstanceApi> = {
	name: 'Check Health',
	value: 'check',
	action: 'Check the health of all webhooks',
	description:
		'What to tell a person of the last 24 hours, as one notice an output: failures nobody was told of, refused deliveries, dead addresses, credentials, silence, and what recovered. Only published workflows count. Runs once for all items.',
	outputs,
	fields: [
		{
			displayName: 'Silent After (Hours)',
			name: 'silentAfterHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 12,
			description: 'Hours without a delivery, quiet ones left out, after which an account is silent; 0 if silence is no news',
		},
		{
			displayName: 'Quiet From (Hour)',
			name: 'quietFromHour',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			default: 22,
			description: 'From this hour on, in the time zone of the workflow, silence is expected',
		},
		{
			displayName: 'Quiet Until (Hour)',
			name: 'quietUntilHour',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			default: 7,
			description: 'Until before this hour silence is expected; the same as Quiet From means never',
		},
		{
			displayName: 'Quiet Days',
			name: 'quietDays',
			type: 'multiOptions',
			options: weekdays.map((name, index) => ({ name, value: index + 1 })),
			default: [],
			description: 'Days of the week on which silence is expected all day',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Failing Above (Percent)',
					name: 'failureRateLimit',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 100 },
					default: 10,
					description: 'Share of failures, those made good left out, above which the failure rate of an account is told',
				},
				{
					displayName: 'Grace (Minutes)',
					name: 'graceMinutes',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 5,
					description: 'Failures younger than this are left to the error workflow',
				},
				{
					displayName: 'Interrupted After (Hours)',
					name: 'interruptedAfterHours',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 2,
					description: 'How long deliveries that ran when n8n ended are left to Resend Interrupted; 0 where nothing resends them',
				},
				{
					displayName: 'Max Executions',
					name: 'maxExecutions',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 1000,
					description: 'The newest so many executions are read for rates, silence and recoveries',
				},
				{
					displayName: 'Min Deliveries',
					name: 'minDeliveries',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 5,
					description: 'Fewer deliveries in 24 hours say nothing about a failure rate',
				},
				{
					displayName: 'Test Credentials',
					name: 'testCredentials',
					type: 'boolean',
					default: true,
					description:
						'Whether n8n tests the vendors\' credentials, which finds those that need "Reconectar". The API key needs the scope credential:read.',
				},
			],
		},
	],

	async run({ api, param, itemIndex }) {
		if (itemIndex > 0) return new Outputs({});
		const options = param.in('options');
		const health = await checkHealth(api, {
			// 0 switches it off.
			silentHours: param.number('silentAfterHours') || undefined,
			quiet: {
				from: param.number('quietFromHour'),
				until: param.number('quietUntilHour'),
				days: param.list('quietDays').map(Number),
			},
			failureRate: options.optionalNumber('failureRateLimit') ?? 10,
			minDeliveries: options.optionalCount('minDeliveries') ?? 5,
			graceMinutes: options.optionalNumber('graceMinutes') ?? 5,
			interruptedHours: options.optionalNumber('interruptedAfterHours') ?? 2,
			maxExecutions: options.optionalCount('maxExecutions') ?? 1000,
			testCredentials: options.optionalFlag('testCredentials') ?? true,
		});
		const [fresh, recovered, open] = outputs;
		return new Outputs({
			[fresh]: items(digest('novo', health.new)),
			[recovered]: items(digest('recuperado', health.recovered)),
			[open]: items(digest('aberto', health.stillOpen)),
		});
	},
};
