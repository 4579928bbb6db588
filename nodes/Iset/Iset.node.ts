import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeVersions } from '../shared/operations/nodeVersions';
import { resourceOutputs, resourceProperties, runOperations } from '../shared/operations/operation';
import { instanceSlot } from '../instance/credentialSlot';
import { triggerWorkflowSearch } from '../instance/ownTrigger';
import { triggerListOf } from '../WebhookDeliveries/endpoints/triggerList';
import { identity } from './identity';
import { IsetApi } from './api/api';
import { resources } from './resources';

export class Iset implements INodeType {
	description: INodeTypeDescription = {
		displayName: identity.displayName,
		name: identity.actionType,
		icon: { light: 'file:iset.svg', dark: 'file:iset.dark.svg' },
		group: ['transform'],
		...nodeVersions,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read orders and products of an iSET shop, recover lost webhooks and set them up',
		defaults: { name: identity.displayName },
		inputs: [NodeConnectionTypes.Main],
		outputs: resourceOutputs(resources),
		usableAsTool: true,
		credentials: [{ name: identity.credential, required: true }, { ...instanceSlot }],
		properties: resourceProperties(resources),
	};

	methods = { ...triggerWorkflowSearch(identity.triggerType), ...triggerListOf(identity.triggerType) };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, resources, (context, itemIndex) => new IsetApi(context, itemIndex));
	}
}
