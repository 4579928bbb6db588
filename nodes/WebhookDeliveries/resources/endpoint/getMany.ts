import { z } from 'zod';

import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { newLimitFields } from '../../../shared/operations/fields';
import type { InstanceApi } from '../../../instance/api';
import { endpoints } from '../../endpoints/endpoints';
import { filtersField, readFilter, workflowsFor } from '../../history/filters';
import type { ExpectedAccount } from '../../history/heard';
import { expectedAccount } from '../../history/heard';
import { endpointShape } from '../../history/outputs';
import { chosenPeriod, periodFields } from '../../history/period';

const scopes = ['vendors', 'workflowIds', 'workflows'];

export const getMany: Operation<InstanceApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many endpoints',
	description: 'Get one row per trigger, account and resource: whether it answers, and what it received',
	fields: [
		...periodFields,
		...newLimitFields,
		...outputFields(endpointShape),
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
					placeholder: '[{"vendor": "bling", "account": "9db3…", "accountName": "Matriz", "configuredAt": "2026-11-20"}]',
					description: 'Accounts that should send deliveries, as JSON; one that never did gets the status "never"',
				},
				{
					displayName: 'Failing Above (Percent)',
					name: 'failureRateLimit',
					type: 'number',
					typeOptions: { minValue: 0, maxValue: 100 },
					default: 10,
					description: 'Share of failures, not counting recovered ones, above which an endpoint is failing',
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
					displayName: 'Silent After (Hours)',
					name: 'silentHours',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 24,
					description: 'Hours without a delivery after which an endpoint is silent',
				},
				{
					displayName: 'Test Credentials',
					name: 'testCredentials',
					type: 'boolean',
					default: false,
					description: "Whether to test the vendors' credentials; the API key needs the scope credential:read",
				},
			],
		},
	],

	async run({ api, param }) {
		const [show, limit] = [readOutput(param, endpointShape), param.limit()];
		// A saved alert passes nothing if no account is configured: then none is expected.
		const options = param.in('options', 'leftOut');
		const expected =
			readExpected(options.optionalJson('expectedAccounts')) ??
			options.refuse('expectedAccounts', 'is not a list of accounts', 'Write it as [{"vendor": "bling", "account": "…"}].');
		const question = {
			period: chosenPeriod(api, param),
			expected,
			silentHours: options.optionalNumber('silentHours') ?? 24,
			failureRateLimit: (options.optionalNumber('failureRateLimit') ?? 10) / 100,
			maxExecutions: options.optionalCount('maxExecutions') ?? 1000,
			testCredentials: options.optionalFlag('testCredentials') ?? false,
		};
		const rows = await endpoints(api, await workflowsFor(api, readFilter(param)), question);
		return rows.slice(0, limit).map(show);
	},
};

/** Undefined if it is not a list of accounts. */
function readExpected(given: unknown): ExpectedAccount[] | undefined {
	return given === undefined ? [] : z.array(expectedAccount).safeParse(given).data;
}
