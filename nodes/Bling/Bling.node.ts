import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { apiOperationMethods } from '../shared/operations/apiOperation/editor';
import { nodeVersions } from '../shared/operations/nodeVersions';
import { resourceOutputs, resourceProperties, runOperations } from '../shared/operations/operation';
import { instanceSlot } from '../instance/credentialSlot';
import { triggerWorkflowSearch } from '../instance/ownTrigger';
import { triggerListOf } from '../WebhookDeliveries/endpoints/triggerList';
import { BlingApi } from './api/api';
import { identity } from './identity';
import { blingChoices, blingLists } from './api/lists';
import { resources } from './resources';
import { publishedByBling } from './resources/apiOperation';

export class Bling implements INodeType {
	description: INodeTypeDescription = {
		displayName: identity.displayName,
		name: identity.actionType,
		icon: { light: 'file:bling.svg', dark: 'file:bling.dark.svg' },
		group: ['output'],
		...nodeVersions,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and write stock, orders, products and invoices in Bling, and set up and check its webhooks',
		defaults: { name: identity.displayName },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: resourceOutputs(resources),
		credentials: [
			// A plan is computed from data already read: it sends nothing to Bling.
			{ name: identity.credential, required: true, displayOptions: { hide: { operation: ['planBalances'] } } },
			{ ...instanceSlot },
		],
		properties: resourceProperties(resources),
	};

	methods = {
		resourceMapping: apiOperationMethods(publishedByBling).resourceMapping,
		listSearch: {
			...apiOperationMethods(publishedByBling).listSearch,
			...blingLists,
			...triggerWorkflowSearch(identity.triggerType).listSearch,
		},
		loadOptions: { ...blingChoices, ...triggerListOf(identity.triggerType).loadOptions },
	};

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, resources, (context, itemIndex) => new BlingApi(context, itemIndex));
	}
}
