import type { IExecuteFunctions, IHookFunctions, INodeProperties, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { publishing } from '../shared/trigger/preflight';
import { processDeliveries } from '../shared/trigger/process';
import { receive } from '../shared/trigger/receive';
import {
	eventsSubtitle,
	listedEvents,
	localhostHelp,
	newestVersion,
	optionsParameters,
	triggerCredentials,
	triggerVersions,
	webhooksAt,
} from '../shared/trigger/triggerParameters';
import { eventTypes } from './webhook/events';
import { getCompanies, getEvents } from './api/lists';
import { findOrRepair, register, unregister } from './webhook/registration';
import { nfeIo } from './webhook/webhook';

const companies: INodeProperties = {
	displayName: 'Company Names or IDs',
	name: 'accounts',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getCompanies' },
	default: [],
	description:
		'Companies whose events start the workflow; leave empty for all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

export class NfeIoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:nfeio.svg', dark: 'file:nfeio.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: newestVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when NFE.io reports an invoice event, signature verified; registers itself',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials(identity),
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'The webhook registers itself',
			executionsHelp: {
				inactive: `<b>While you build</b>, press "Execute step": a test webhook is registered at NFE.io and removed afterwards. <b>For real deliveries</b> publish the workflow: that registers the production webhook, and unpublishing removes it. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published and its webhook registered at NFE.io. "Webhook → Test" of the NFE.io node returns a link to a page with what arrived and what was refused. To repair the webhook, unpublish and publish the workflow.',
			},
			activationHint: 'Publish the workflow: that registers the webhook at NFE.io.',
		},
		properties: [
			...listedEvents(eventTypes.map(({ name, title, description }) => ({ event: name, title, description }))),
			{
				...companies,
				name: 'companies',
				// Of workflows that were saved before it became an option. What is unreadable must stay, to be refused: without it all were meant.
				displayOptions: { show: { companies: [{ _cnd: { exists: true } }, null, ''] } },
			},
			...optionsParameters(identity.duplicateWindow, [
				companies,
				{
					displayName: 'Environment',
					name: 'environment',
					type: 'options',
					noDataExpression: true,
					options: [
						{ name: 'Both', value: 'both', description: 'Includes test documents' },
						{ name: 'Production', value: 'production', description: 'Only real documents' },
						{ name: 'Test', value: 'test', description: 'Only documents of the test environment' },
					],
					default: 'production',
					description: 'Which documents start the workflow; those without an environment always do',
				},
				{
					displayName: 'Get Full Data',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					description: 'Whether to also get the invoice, as "resource"',
				},
				{
					displayName: 'Include Pings',
					name: 'includePings',
					type: 'boolean',
					default: false,
					description: 'Whether pings start the workflow; their secret is removed',
				},
				{
					displayName: 'Other Event Names or IDs',
					name: 'otherEvents',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getEvents' },
					default: [],
					description:
						'All events of your account. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
