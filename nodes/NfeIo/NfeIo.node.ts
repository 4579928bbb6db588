import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { apiOperationMethods } from '../shared/operations/apiOperation/editor';
import { nodeVersions } from '../shared/operations/nodeVersions';
import { resourceOutputs, resourceProperties, runOperations } from '../shared/operations/operation';
import { instanceSlot } from '../instance/credentialSlot';
import { triggerWorkflowSearch } from '../instance/ownTrigger';
import { triggerListOf } from '../WebhookDeliveries/endpoints/triggerList';
import { identity } from './identity';
import { NfeIoApi } from './api/client';
import { getEventTypes, searchCompanies, searchServiceInvoices, searchWebhooks } from './api/lists';
import { resources } from './resources';
import { publishedByNfeIo } from './resources/apiOperation';

export class NfeIo implements INodeType {
	description: INodeTypeDescription = {
		displayName: identity.displayName,
		name: identity.actionType,
		icon: { light: 'file:nfeio.svg', dark: 'file:nfeio.dark.svg' },
		group: ['transform'],
		...nodeVersions,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Manage webhooks at NFE.io, issue and read invoices, and request lost deliveries again',
		defaults: { name: identity.displayName },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: resourceOutputs(resources),
		credentials: [{ name: identity.credential, required: true }, { ...instanceSlot }],
		properties: resourceProperties(resources),
	};

	methods = {
		resourceMapping: apiOperationMethods(publishedByNfeIo).resourceMapping,
		listSearch: {
			...apiOperationMethods(publishedByNfeIo).listSearch,
			searchCompanies,
			searchServiceInvoices,
			searchWebhooks,
			...triggerWorkflowSearch(identity.triggerType).listSearch,
		},
		loadOptions: { getEventTypes, ...triggerListOf(identity.triggerType).loadOptions },
	};

	async execute(this: IExecuteFunctions) {
		return await runOperations(this, resources, (context, itemIndex) => new NfeIoApi(context, itemIndex));
	}
}
