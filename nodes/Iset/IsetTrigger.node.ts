import type { IExecuteFunctions, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { docsLink } from '../shared/docsLink';
import { preflight, registeredByHand } from '../shared/trigger/preflight';
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
import { refuseWithoutProof } from './webhook/confirm';
import { catalogue } from './webhook/events';
import { iset } from './webhook/webhook';

export class IsetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:iset.svg', dark: 'file:iset.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: newestVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when an iSET shop reports an order, product, stock or category event, verified by token and API',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials(identity),
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'Register the addresses in the iSET panel',
			executionsHelp: {
				inactive: `In the shop's panel open "Configurações" >> "API Rest" >> "Webhooks" and click "+" at each webhook you want. Paste the URL that ends with the event's name and append <b>?token=</b> and the credential's Webhook Token. Never replace the URL of your ERP. <b>While you build</b>, press "Execute step" and use the Test URLs; <b>for real deliveries</b> publish the workflow and register the Production URLs. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published: iSET posts to the Production URLs, each ending in ?token=…. "Webhook → Test" of the iSET node returns a link to a page with what arrived and what was refused.',
			},
			activationHint: 'Publish the workflow, then register its Production URLs in the iSET panel, each ending in ?token=….',
		},
		properties: [
			{
				displayName: `Add each Production URL plus ?token= and your Webhook Token under "Configurações" >> "API Rest" >> "Webhooks". ${docsLink('iset.md#webhooks', 'Step by step')}`,
				name: 'notice',
				type: 'notice',
				default: '',
			},
			...listedEvents(
				catalogue.map(({ event, title, panelGroup, panelLabel }) => ({ event, title, description: `${panelGroup}: "${panelLabel}"` })),
			),
			...optionsParameters(identity.duplicateWindow, [
				{
					displayName: 'Allow Without Token',
					name: 'allowWithoutToken',
					type: 'boolean',
					default: false,
					description: 'Whether to accept deliveries without ?token=. Only for shops whose panel drops it; needs "Confirm by API".',
				},
				{
					displayName: 'Confirm by API',
					name: 'confirmByApi',
					type: 'boolean',
					default: true,
					description: 'Whether to check each event with the shop\'s API and add the order or product as "resource"',
				},
				{
					displayName: 'Get Full Data',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					displayOptions: { show: { confirmByApi: [false] } },
					description: 'Whether to also get the order or product, as "resource"',
				},
				{
					displayName: 'If No API Token Is Available',
					name: 'confirmNoToken',
					type: 'options',
					options: [
						{ name: 'Continue Unconfirmed', value: 'emit', description: 'Only if the webhook token was right; without "resource"' },
						{ name: 'Fail the Execution', value: 'fail', description: 'So that you notice and can retry' },
					],
					default: 'fail',
					description: "When another program holds the access key's only token, or the login is refused",
				},
				{
					displayName: 'Only Statuses',
					name: 'onlyStatuses',
					type: 'string',
					default: '',
					placeholder: 'e.g. Cancelado, Pago',
					description: 'Saved orders only start the workflow with these statuses, separated by commas; empty means all',
				},
			]),
		],
	};

	webhookMethods = registeredByHand(async (context) => {
		refuseWithoutProof(context);
		await preflight(context, iset);
	});

	async webhook(this: IWebhookFunctions) {
		return await receive(this, iset);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, iset);
	}
}
