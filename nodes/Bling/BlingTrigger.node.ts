import type { IExecuteFunctions, INodeProperties, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { docsLink } from '../shared/docsLink';
import { preflight, readableSettings, registeredByHand } from '../shared/trigger/preflight';
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
import { legacyEvents, listed } from './webhook/events';
import { blingMenus } from './api/lists';
import { refuseUnheardCallbacks } from './webhook/legacy';
import { bling } from './webhook/webhook';

const legacyNotice: INodeProperties = {
	displayName: `Legacy callbacks are unsigned: add ?token=… to the URL in "Preferências" → "Integrações" → your store → "API" → "Callbacks". ${docsLink('bling.md#legacy-callbacks', 'How')}`,
	name: 'legacyNotice',
	type: 'notice',
	default: '',
};

export class BlingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:bling.svg', dark: 'file:bling.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: newestVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when Bling reports an order, stock, product or invoice event, signature verified',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials(identity),
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'Register the address in Bling',
			executionsHelp: {
				inactive: `Above, in "Webhook URLs", choose <b>Production URL</b> (n8n shows the Test URL first) and copy it. In Bling open "Central de Extensões" → "Área do Integrador" → your app → "Webhooks", add it as a server and turn on the resources. A resource without its scope ("escopo") is not shown there. <b>While you build</b>, press "Execute step" and use the Test URL; <b>for real deliveries</b> publish the workflow and register the Production URL. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published: Bling posts to the Production URL. "Webhook → Test" of the Bling node returns a link to a page with what arrived and what was refused.',
			},
			activationHint: 'Publish the workflow, then register its Production URL in Bling.',
		},
		properties: [
			{
				displayName: `Register the Production URL under "Central de Extensões" → "Área do Integrador" → your app → "Webhooks". ${docsLink('bling.md#webhooks', 'Step by step')}`,
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				...legacyNotice,
				displayOptions: { show: { '/options.legacyCallbacks': [true] }, hide: { events: legacyEvents.map(({ event }) => event) } },
			},
			{ ...legacyNotice, displayOptions: { show: { events: legacyEvents.map(({ event }) => event) } } },
			...listedEvents(listed()),
			{
				displayName: 'Accounts',
				name: 'accounts',
				type: 'string',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Account' },
				default: [],
				placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
				// For workflows saved before it became an option. An unreadable value must stay and
				// be refused: without it all accounts would match.
				displayOptions: { show: { accounts: [{ _cnd: { exists: true } }, null, ''] } },
				description: 'Company IDs (companyId) whose events start the workflow, in addition to those in the option below',
			},
			...optionsParameters(identity.duplicateWindow, [
				{
					displayName: 'Account Names or IDs',
					name: 'accounts',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getAccounts' },
					default: [],
					description:
						'Whose events start the workflow; leave empty for all accounts of the app. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Get Full Data',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					description: 'Whether to also get the order, product, stock or invoice, as "resource"',
				},
				{
					displayName: 'Ignore Store Names or IDs',
					name: 'ignoreStores',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getStores' },
					default: [],
					description:
						'Sales channels (canais de venda) whose order events do not start the workflow; deleted orders always do. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Ignore Warehouse Names or IDs',
					name: 'ignoreDeposits',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getDeposits' },
					default: [],
					description:
						'Warehouses (depósitos) whose stock events do not start the workflow. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
				{
					displayName: 'Legacy Callbacks',
					name: 'legacyCallbacks',
					type: 'boolean',
					default: false,
					description: 'Whether to also accept the unsigned callbacks of the old API',
				},
			]),
		],
	};

	methods = { loadOptions: blingMenus };

	webhookMethods = registeredByHand(async (context) => {
		refuseUnheardCallbacks(context, readableSettings(context, bling));
		await preflight(context, bling);
	});

	async webhook(this: IWebhookFunctions) {
		return await receive(this, bling);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, bling);
	}
}
