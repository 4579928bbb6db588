import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resourceProperties, runOperations } from '../shared/operations/operation';
import { triggerWorkflowSearch } from '../instance/ownTrigger';
import { IsetApi } from './api/api';
import { place } from './webhook/guide';
import { resources } from './resources';

export class Iset implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'iSET',
		name: 'iset',
		icon: { light: 'file:iset.svg', dark: 'file:iset.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Reads orders and products of an iSET shop, recovers lost webhooks and helps to set them up',
		defaults: { name: 'iSET' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'isetApi', required: true },
			{
				name: 'n8nInstanceApi',
				displayName: 'Credential of This N8n (Optional)',
				required: false,
				displayOptions: { show: { resource: ['webhook'] } },
			},
		],
		properties: resourceProperties(resources),
	};

	methods = triggerWorkflowSearch(place.triggerType);

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, resources, (context, itemIndex) => new IsetApi(context, itemIndex));
	}
}
