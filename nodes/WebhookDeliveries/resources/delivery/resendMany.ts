import { limitField } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { chosenStatuses, failureStatusField, filtersField, readFilter } from '../../history/filters';
import { chosenPeriod, periodFields } from '../../history/period';
import { resendMany as resendAll } from '../../resend/resendMany';
import { readVersion, versionField } from './chosenDelivery';

export const resendMany: Operation<InstanceApi> = {
	name: 'Resend Many',
	value: 'resendMany',
	action: 'Resend many deliveries',
	description: 'Process all failures again that nothing has recovered yet, oldest first',
	notForAgents: true,
	fields: [
		...periodFields,
		failureStatusField,
		{
			...limitField,
			displayName: 'Max Deliveries',
			description: 'Resends at most this many deliveries, oldest first',
		},
		{
			displayName: 'Per Second',
			name: 'perSecond',
			type: 'number',
			typeOptions: { minValue: 0.01, maxValue: 50, numberPrecision: 2 },
			default: 1,
			description: 'Resends at most this many per second, to stay within the limits of the APIs',
		},
		versionField,
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: true,
			description: 'Whether to only list what would be resent',
		},
		filtersField,
	],

	async run({ api, param }) {
		return await resendAll(api, {
			filter: readFilter(param, 'refused'),
			period: chosenPeriod(api, param),
			statuses: chosenStatuses(param) ?? ['failed', 'crashed', 'canceled'],
			limit: param.count('limit'),
			perSecond: param.number('perSecond'),
			version: readVersion(param),
			dryRun: param.guard('dryRun'),
		});
	},
};
