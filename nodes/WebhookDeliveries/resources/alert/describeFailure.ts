import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import { describeFailure as describe } from '../../alerts/describe';

const outputs = ['New', 'Repeated'] as const;

export const describeFailure: Operation<InstanceApi> = {
	name: 'Describe Failure',
	value: 'describeFailure',
	action: 'Describe a failure',
	description:
		'A notice in Portuguese about what an Error Trigger gives: which orders, products, invoices or shipments failed, of which company, why, and where. Personal data in it is masked.',
	outputs,
	notForAgents: true,
	fields: [
		{
			displayName: 'Repeated Within (Minutes)',
			name: 'repeatedWithinMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description:
				'A failure of the same workflow with the same error within so many minutes is repeated, and left to the hourly Check Health, which tells all of them in one notice',
		},
	],
	async run({ api, param, context, itemIndex }) {
		const { json } = context.getInputData()[itemIndex];
		const { notice, isNew } = await describe(api, json, param.number('repeatedWithinMinutes'));
		return new Outputs({ [outputs[isNew ? 0 : 1]]: [{ json: notice }] });
	},
};
