import { z } from 'zod';

import { typedJson } from '../../../shared/json';
import type { Operation } from '../../../shared/operation';
import type { InstanceApi } from '../../api';
import { endpoints } from '../../endpoints';
import { filtersField, readFilter, workflowsFor } from '../../filters';
import type { ExpectedAccount } from '../../heard';
import { expectedAccount } from '../../heard';
import { chosenPeriod, periodFields } from '../../period';

const scopes = ['vendors', 'workflowIds'];

const options = z.object({
	expectedAccounts: z.unknown(),
	silentHours: z.number().positive().catch(24).default(24),
	failureRateLimit: z.number().min(0).catch(10).default(10),
	maxExecutions: z.number().int().positive().catch(1000).default(1000),
	testCredentials: z.boolean().catch(false).default(false),
});

export const getMany: Operation<InstanceApi> = {
	name: 'Get Many',
	action: 'Get many endpoints',
	description:
		'One row per trigger, account and resource: whether it answers, what it received, failed and refused',
	fields: [
		...periodFields,
		{ ...filtersField, options: filtersField.options?.filter(({ name }) => scopes.includes(name)) },
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Expected Accounts',
					name: 'expectedAccounts',
					type: 'json',
					default: '[]',
					placeholder:
						'[{"vendor": "bling", "account": "9db3…", "accountName": "Matriz", "configuredAt": "2026-11-20"}]',
					description:
						'Accounts that should send, as a JSON list, for example the rows of a data table. One that was never heard from appears with the status "never".',
				},
				{
					displayName: 'Failing Above (Percent)',
					name: 'failureRateLimit',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 100 },
					default: 10,
					description:
						'Share of failures in the period, those made good left out, above which an endpoint is failing',
				},
				{
					displayName: 'Max Executions',
					name: 'maxExecutions',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 1000,
					description: 'The newest so many executions are read; what is older is not heard',
				},
				{
					displayName: 'Silent After (Hours)',
					name: 'silentHours',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 24,
					description: 'Hours without a delivery after which an endpoint is silent',
				},
				{
					displayName: 'Test Credentials',
					name: 'testCredentials',
					type: 'boolean',
					default: false,
					description:
						'Whether n8n tests the vendors\' credentials, which finds those that need "Reconectar". The API key needs the scope credential:read.',
				},
			],
		},
	],

	async run({ api, param }) {
		const given = options.parse(param.collection('options'));
		const period = chosenPeriod(api, param);
		const workflows = await workflowsFor(api, readFilter(param));
		return await endpoints(api, workflows, {
			period,
			expected:
				readExpected(given.expectedAccounts) ??
				param.refuse(
					'expectedAccounts',
					'is not a list of accounts',
					'Write it as [{"vendor": "bling", "account": "…"}].',
				),
			silentHours: given.silentHours,
			failureRateLimit: given.failureRateLimit / 100,
			maxExecutions: given.maxExecutions,
			testCredentials: given.testCredentials,
		});
	},
};

/** Undefined if it is no list of accounts. */
function readExpected(given: unknown): ExpectedAccount[] | undefined {
	if (given === undefined || given === '') return [];
	return z.array(expectedAccount).safeParse(typedJson(given)).data;
}
