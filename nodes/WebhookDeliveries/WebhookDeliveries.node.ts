import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeVersions } from '../shared/operations/nodeVersions';
import { chosenResource, resourceOutputs, resourceProperties, runOperations } from '../shared/operations/operation';
import { instanceCredential } from '../instance/address';
import { InstanceApi } from '../instance/api';
import { alert } from './resources/alert';
import { delivery } from './resources/delivery';
import { endpoint } from './resources/endpoint';
import { formPage } from './resources/formPage';
import { report } from './resources/report';
import { statistics } from './resources/statistics';
import { text } from './resources/text';
import { triggerList } from './endpoints/triggerList';

const resources = [delivery, alert, endpoint, report, statistics];
/** Operations that work without this n8n's API, and so without its credential. */
const local = [formPage, text];
const localNames = local.map(({ value }) => value);

export class WebhookDeliveries implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Webhook Deliveries',
		name: 'webhookDeliveries',
		icon: { light: 'file:webhookDeliveries.svg', dark: 'file:webhookDeliveries.dark.svg' },
		group: ['transform'],
		...nodeVersions,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: "List, count, resend and erase the webhook deliveries in n8n's history, or show them as a page",
		defaults: { name: 'Webhook Deliveries' },
		inputs: [NodeConnectionTypes.Main],
		outputs: resourceOutputs(resources),
		usableAsTool: true,
		credentials: [
			{
				name: instanceCredential,
				required: true,
				displayOptions: { hide: { resource: localNames } },
			},
		],
		properties: resourceProperties([...resources, ...local]),
	};

	methods = triggerList;

	async execute(this: IExecuteFunctions) {
		const isLocal = localNames.some((name) => name === chosenResource(this));
		if (isLocal) return await runOperations(this, local, () => undefined);
		return await runOperations(this, resources, (context, itemIndex) => InstanceApi.of(context, itemIndex));
	}
}
