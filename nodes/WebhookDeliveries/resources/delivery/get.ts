import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { InstanceApi } from '../../../instance/api';
import { toItem } from '../../history/deliveryItem';
import { deliveryShape } from '../../history/outputs';
import { executionById } from '../../history/history';
import { recordsOf } from '../../history/records';
import { trackedWorkflow } from '../../../instance/workflows';
import { deliveryIdField, executionIdField, readExecutionId } from './chosenDelivery';

export const get: Operation<InstanceApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get a delivery',
	description: 'Get a delivery; with Output: Raw including its payload',
	fields: [executionIdField, deliveryIdField, ...outputFields(deliveryShape)],

	async run({ api, param }) {
		const show = readOutput(param, deliveryShape);
		const executionId = readExecutionId(param);
		const deliveryId = param.optionalText('deliveryId');
		const row = await executionById(api, executionId);
		const workflow = row && (await trackedWorkflow(api, row.workflowId));
		const found = row && workflow ? recordsOf(row, workflow) : [];
		const chosen = found.filter((record) => deliveryId === undefined || record.deliveryId === deliveryId);
		if (chosen.length > 0) return chosen.map((record) => show(toItem(api, record, true)));
		throw api.refusal(
			row ? `The execution ${executionId} does not hold this delivery` : `The execution ${executionId} does not exist`,
			row
				? 'Check the Delivery ID. Duplicates, tests and executions of other workflows hold no deliveries.'
				: 'n8n has deleted it (see its pruning settings), or the API key cannot access its workflow.',
		);
	},
};
