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
	description: 'ID of the execution that holds the delivery, from Get Many',
};

/** The field "Execution ID", as n8n counts them. */
export const readExecutionId = (param: Parameters): string => String(param.documentNumber(executionIdField.name));

export const deliveryIdField: INodeProperties = {
	displayName: 'Delivery ID',
	name: 'deliveryId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 01a05007-571a-7acc-ae53-000000000001',
	description: 'Only needed if the execution holds several deliveries',
};

export const versionField: INodeProperties = {
	displayName: 'Workflow Version',
	name: 'version',
	type: 'options',
	options: [
		{
			name: 'Current Draft',
			value: 'draft',
			description: 'Retry the failed execution with the workflow as it is in the editor',
		},
		{
			name: 'Published Version',
			value: 'published',
			description: 'Retry if the draft is the published version, otherwise send the delivery to its trigger again',
		},
		{
			name: 'Version That Failed',
			value: 'executed',
			description: 'Retry with the workflow as it was then, for example after an API outage',
		},
	],
	default: 'published',
	description: 'A single delivery of a group always runs the published version',
};

/** The field "Workflow Version". Refuses unknown values: a different version than intended would run. */
export const readVersion = (param: Parameters): Version => param.choice(versionField.name, ['published', 'draft', 'executed']);

export const forceField: INodeProperties = {
	displayName: 'Force',
	name: 'force',
	type: 'boolean',
	default: false,
	description: 'Whether to resend even if it succeeded, was recovered, or has been running for over an hour',
};
