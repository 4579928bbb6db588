import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import { describeFailure as describe } from '../../alerts/describe';

const outputs = ['New', 'Repeated'] as const;

export const describeFailure: Operation<InstanceApi> = {
	name: 'Describe Failure',
	value: 'describeFailure',
	action: 'Describe a failure',
	description: 'Turn the output of an Error Trigger into a notice in Portuguese; personal data is masked',
	outputs,
	notForAgents: true,
	fields: [
		{
			displayName: 'Repeated Within (Minutes)',
			name: 'repeatedWithinMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description: 'The same error of the same workflow within this many minutes is left to Check Health',
		},
	],
	async run({ api, param, context, itemIndex }) {
		const { json } = context.getInputData()[itemIndex];
		const { notice, isNew } = await describe(api, json, param.number('repeatedWithinMinutes'));
		return new Outputs({ [outputs[isNew ? 0 : 1]]: [{ json: notice }] });
	},
};
