import type { IExecuteFunctions, IHookFunctions, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { publishing } from '../shared/trigger/preflight';
import { processDeliveries } from '../shared/trigger/process';
import { receive } from '../shared/trigger/receive';
import { carefulVersion } from '../shared/trigger/settings';
import {
	eventsSubtitle,
	listedEvents,
	localhostHelp,
	optionsParameter,
	triggerVersions,
	webhooksAt,
} from '../shared/trigger/triggerParameters';
import { eventTypes } from './webhook/events';
import { getCompanies, getEvents } from './api/lists';
import { findOrRepair, register, unregister } from './webhook/registration';
import { nfeIo } from './webhook/webhook';

export class NfeIoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:nfeio.svg', dark: 'file:nfeio.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: carefulVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when NFE.io reports an invoice event, signature verified; registers itself',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: identity.credential, required: true },
			{ name: 'n8nInstanceApi', displayName: 'Credential to Receive Resends (Optional)', required: false },
		],
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'The webhook registers itself',
			executionsHelp: {
				inactive: `<b>While you build</b>, press "Execute step": a test webhook is registered at NFE.io and removed afterwards. <b>For real deliveries</b> publish the workflow: that registers the production webhook, and unpublishing removes it. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published and its webhook registered at NFE.io. "Webhook → Test" of the NFE.io node gives the link to what arrived and what was refused. To repair the webhook, unpublish and publish.',
			},
			activationHint: 'Publish the workflow: that registers the webhook at NFE.io.',
		},
		properties: [
			...listedEvents(
				eventTypes.map(({ name, description }) => ({ name: description, value: name, description: name })),
				'Which events start the workflow. "issued" and "cancelled" cover their outcomes (successfully, failed, error). For events of the account that are not in the list use the option Other Events.',
			),
			{
				displayName: 'Company Names or IDs',
				name: 'companies',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getCompanies' },
				default: [],
				description:
					'Companies whose deliveries start the workflow. Empty means all companies of the account. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			},
			optionsParameter(identity.duplicateWindow, [
				{
					displayName: 'Environment',
					name: 'environment',
					type: 'options',
					noDataExpression: true,
					options: [
						{ name: 'Both', value: 'both', description: 'Test documents too' },
						{ name: 'Production', value: 'production', description: 'Documents that count' },
						{ name: 'Test', value: 'test', description: 'Documents of the test environment only' },
					],
					default: 'production',
					description:
						'Of which documents deliveries start the workflow. What does not tell its environment always does. Left out, it is Production; in a trigger that an older version of this package made, Both.',
				},
				{
					displayName: 'Other Event Names or IDs',
					name: 'otherEvents',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getEvents' },
					default: [],
					description:
						'Events as the account lists them. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Fetch Resource',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					description:
						'Whether to get the invoice from NFE.io and put it under "resource": cancellations and failures may carry little more than their status. A failure fails the execution, and a retry repeats it.',
				},
				{
					displayName: 'Include Pings',
					name: 'includePings',
					type: 'boolean',
					default: false,
					description: 'Whether a ping starts the workflow. Its secret is removed.',
				},
			]),
		],
	};

	methods = { loadOptions: { getEvents, getCompanies } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await publishing(this, async () => await findOrRepair(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await publishing(this, async () => await register(this));
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receive(this, nfeIo);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, nfeIo);
	}
}
