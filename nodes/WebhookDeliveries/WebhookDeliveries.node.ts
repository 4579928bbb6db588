import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resourceProperties, runOperations, valueOf } from '../shared/operation';
import { instanceCredential } from '../shared/instance';
import { InstanceApi } from './api';
import { delivery } from './resources/delivery';
import { endpoint } from './resources/endpoint';
import { report } from './resources/report';
import { statistics } from './resources/statistics';
import { text } from './resources/text';
import { triggerList } from './triggerList';

const resources = [delivery, endpoint, report, statistics];

export class WebhookDeliveries implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Webhook Deliveries',
		name: 'webhookDeliveries',
		icon: { light: 'file:webhookDeliveries.svg', dark: 'file:webhookDeliveries.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			"Webhook deliveries in n8n's own history: list, count, resend and erase them, and show them as a page",
		defaults: { name: 'Webhook Deliveries' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: instanceCredential,
				required: true,
				displayOptions: { hide: { resource: [valueOf(text.name)] } },
			},
		],
		properties: resourceProperties([...resources, text]),
	};

	methods = triggerList;

	async execute(this: IExecuteFunctions) {
		const isText = this.getNodeParameter('resource', 0) === valueOf(text.name);
		if (isText) return await runOperations(this, [text], () => undefined);
		return await runOperations(this, resources, (context, itemIndex) => InstanceApi.of(context, itemIndex));
	}
}
