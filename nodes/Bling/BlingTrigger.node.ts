import type { IExecuteFunctions, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { preflight, registeredByHand } from '../shared/trigger/preflight';
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
import { legacyEvents, resources } from './webhook/events';
import { blingMenus } from './api/lists';
import { refuseShortCallbackToken } from './webhook/legacy';
import { bling } from './webhook/webhook';

export class BlingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:bling.svg', dark: 'file:bling.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: carefulVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when Bling reports an order, stock, product or invoice event, signature verified',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: identity.credential, required: true },
			{ name: 'n8nInstanceApi', displayName: 'Credential to Receive Resends (Optional)', required: false },
		],
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'Register the address in Bling',
			executionsHelp: {
				inactive: `Copy the URL above. In Bling open "Central de Extensões" → "Área do Integrador" → your app → "Webhooks", add it as a server and switch on the resources. <b>While you build</b>, press "Execute step" and use the Test URL; <b>for real deliveries</b> publish the workflow and register the Production URL. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published: Bling must post to the Production URL. "Webhook → Test" of the Bling node gives the link to what arrived and what was refused.',
			},
			activationHint: 'Publish the workflow, then register its Production URL in Bling.',
		},
		properties: [
			{
				displayName:
					'Bling has no API for webhooks: register the URL by hand under "Central de Extensões" → "Área do Integrador" → app → "Webhooks". A resource without its scope ("escopo") is not shown there, and changing scopes revokes all users. Bling waits 5 seconds for an answer and repeats for 3 days; after 3 days of failures it disables the resource until you enable it again.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Legacy callbacks are unsigned: whoever knows their address can invent stock and orders. Fill in the "Callback Token" of the credential (16 or more random characters) and register the Production URL with ?token=… at its end; without the right token they are refused. They name no account: leave "Accounts" empty.',
				name: 'legacyNotice',
				type: 'notice',
				displayOptions: { show: { '/options.legacyCallbacks': [true] } },
				default: '',
			},
			...listedEvents(
				[
					...resources.flatMap(({ resource, panelName, subject, actions }) =>
						actions.map((action) => ({
							name: `${resource}.${action}`,
							value: `${resource}.${action}`,
							description: `${subject} was ${action} ("${panelName}" in the panel)`,
						})),
					),
					...legacyEvents.map(({ event, panelName }) => ({
						name: event,
						value: event,
						description: `${panelName}, only with the option "Legacy Callbacks"`,
					})),
				],
				'Which events start the workflow. A changed balance often arrives as stock.created, and sales reservations only as virtual_stock.updated.',
			),
			{
				displayName: 'Accounts',
				name: 'accounts',
				type: 'string',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Account' },
				default: [],
				placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
				description: 'Company IDs (companyId) whose deliveries start the workflow. Empty means all accounts that authorised the app.',
			},
			optionsParameter(identity.duplicateWindow, [
				{
					displayName: 'Fetch Resource',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					description:
						'Whether to get the order, product, balances or invoice from Bling and put it under "resource". Only for the account of this credential; a failure fails the execution, and a retry repeats it.',
				},
				{
					displayName: 'Ignore Deposit Names or IDs',
					name: 'ignoreDeposits',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getDeposits' },
					default: [],
					description:
						'Deposits whose stock events start nothing: the echoes of your own stock writes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Ignore Store Names or IDs',
					name: 'ignoreStores',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getStores' },
					default: [],
					description:
						'Stores (canais de venda) whose order events start nothing. An order.deleted does not tell its store and passes. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Legacy Callbacks',
					name: 'legacyCallbacks',
					type: 'boolean',
					default: false,
					description:
						'Whether the unsigned callbacks of the old API are accepted too, with the "Callback Token" of the credential in the query. Less safe than webhooks: use it only for what webhooks lack.',
				},
			]),
		],
	};

	methods = { loadOptions: blingMenus };

	webhookMethods = registeredByHand(async (context) => {
		await refuseShortCallbackToken(context);
		preflight(context, bling);
	});

	async webhook(this: IWebhookFunctions) {
		return await receive(this, bling);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, bling);
	}
}
