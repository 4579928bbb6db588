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
	description: 'Report the problems of the last 24 hours: new, recovered and still open',
	outputs,
	fields: [
		{
			displayName: 'Silent After (Hours)',
			name: 'silentAfterHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 12,
			description: 'Hours without a delivery, not counting quiet hours, after which an account is silent; 0 means never',
		},
		{
			displayName: 'Quiet From (Hour)',
			name: 'quietFromHour',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			default: 22,
			description: 'Start of the quiet hours, in the time zone of the workflow',
		},
		{
			displayName: 'Quiet Until (Hour)',
			name: 'quietUntilHour',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			default: 7,
			description: 'End of the quiet hours; the same hour as "Quiet From" means there are none',
		},
		{
			displayName: 'Quiet Days',
			name: 'quietDays',
			type: 'multiOptions',
			options: weekdays.map((name, index) => ({ name, value: index + 1 })),
			default: [],
			description: 'Days on which silence is normal',
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
					description: 'Share of failures, not counting recovered ones, above which an account is reported',
				},
				{
					displayName: 'Grace (Minutes)',
					name: 'graceMinutes',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 5,
					description: 'Newer failures are left to the error workflow',
				},
				{
					displayName: 'Interrupted After (Hours)',
					name: 'interruptedAfterHours',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 2,
					description: 'Time "Resend Interrupted" has before an interrupted delivery is reported; 0 if you do not use it',
				},
				{
					displayName: 'Max Executions',
					name: 'maxExecutions',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 1000,
					description: 'Reads at most this many of the newest executions',
				},
				{
					displayName: 'Min Deliveries',
					name: 'minDeliveries',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 5,
					description: 'With fewer in 24 hours, the failure rate is not reported',
				},
				{
					displayName: 'Test Credentials',
					name: 'testCredentials',
					type: 'boolean',
					default: true,
					description: "Whether to test the vendors' credentials; the API key needs the scope credential:read",
				},
			],
		},
	],

	async run({ api, param, itemIndex }) {
		if (itemIndex > 0) return new Outputs({});
		const options = param.in('options');
		const health = await checkHealth(api, {
			// 0 turns it off.
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
