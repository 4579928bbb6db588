import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { Version } from '../../resend/resend';

export const executionIdField: INodeProperties = {
	displayName: 'Execution ID',
	name: 'executionId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1042',
	description: 'Number of the execution that holds the delivery, as Get Many returns it',
};

/** The field "Execution ID", as n8n counts them. */
export const readExecutionId = (param: Parameters): string => String(param.documentNumber(executionIdField.name));

export const deliveryIdField: INodeProperties = {
	displayName: 'Delivery ID',
	name: 'deliveryId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 01a05007-571a-7acc-ae53-000000000001',
	description: 'Needed only where the execution holds several deliveries (gathered)',
};

export const versionField: INodeProperties = {
	displayName: 'Workflow Version',
	name: 'version',
	type: 'options',
	options: [
		{
			name: 'Current Draft',
			value: 'draft',
			description: 'Retry the failed execution with the workflow as it stands in the editor',
		},
		{
			name: 'Published Version',
			value: 'published',
			description: 'Retry if the draft is what is published, else post the delivery to its trigger again',
		},
		{
			name: 'Version That Failed',
			value: 'executed',
			description: 'Retry with the workflow as it was: for failures outside of it, such as an API that was down',
		},
	],
	default: 'published',
	description:
		'Which version processes it. A retry starts at the node that failed. One delivery of a gathered execution is always posted to its trigger and runs the published version.',
};

/** The field "Workflow Version". Refuses what is not in its list: another version would run than the one that was meant. */
export const readVersion = (param: Parameters): Version => param.choice(versionField.name, ['published', 'draft', 'executed']);

export const forceField: INodeProperties = {
	displayName: 'Force',
	name: 'force',
	type: 'boolean',
	default: false,
	description:
		'Whether to resend also what succeeded, or was made good, already, and what has been running for more than an hour: n8n stops that first',
};
