import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeVersions } from '../shared/operations/nodeVersions';
import { resourceOutputs, resourceProperties, runOperations } from '../shared/operations/operation';
import { instanceSlot } from '../instance/credentialSlot';
import { triggerWorkflowSearch } from '../instance/ownTrigger';
import { triggerListOf } from '../WebhookDeliveries/endpoints/triggerList';
import { IntelipostApi } from './api/api';
import { identity } from './identity';
import { resources } from './resources';

export class Intelipost implements INodeType {
	description: INodeTypeDescription = {
		displayName: identity.displayName,
		name: identity.actionType,
		icon: { light: 'file:intelipost.svg', dark: 'file:intelipost.dark.svg' },
		group: ['transform'],
		...nodeVersions,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Read and change shipment orders at Intelipost, recreate lost tracking events and set up webhooks',
		defaults: { name: identity.displayName },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: resourceOutputs(resources),
		credentials: [{ name: identity.credential, required: true }, { ...instanceSlot }],
		properties: resourceProperties(resources),
	};

	methods = { ...triggerWorkflowSearch(identity.triggerType), ...triggerListOf(identity.triggerType) };

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, resources, (context, itemIndex) => new IntelipostApi(context, itemIndex));
	}
}
