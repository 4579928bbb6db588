import type { IExecuteFunctions, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity } from './identity';
import { preflight, refuseShortToken, registeredByHand } from '../shared/trigger/preflight';
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
import { refuseWithoutProof } from './webhook/confirm';
import { catalogue, routeOf } from './webhook/events';
import { iset } from './webhook/webhook';

export class IsetTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:iset.svg', dark: 'file:iset.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: carefulVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when an iSET shop reports an order, product, stock or category event, proven by token and API',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: identity.credential, required: true },
			{ name: 'n8nInstanceApi', displayName: 'Credential to Receive Resends (Optional)', required: false },
		],
		webhooks: webhooksAt(identity),
		triggerPanel: {
			header: 'Register the addresses in the iSET panel',
			executionsHelp: {
				inactive: `In the shop's panel open "Configurações" >> "API Rest" >> "Webhooks" and press "+" at each webhook you want. Paste the URL that ends with the event's name and append <b>?token=</b> and the Webhook Token of the credential. <b>While you build</b>, press "Execute step" and use the Test URLs; <b>for real deliveries</b> publish the workflow and register the Production URLs. ${localhostHelp(identity.displayName)}`,
				active:
					'The workflow is published: iSET must post to the Production URLs, each with ?token=… at its end. "Webhook → Test" of the iSET node gives the link to what arrived and what was refused.',
			},
			activationHint: 'Publish the workflow, then register its Production URLs in the iSET panel, each with ?token=… at its end.',
		},
		properties: [
			{
				displayName: `Webhooks of iSET carry no signature, and no API for them is known. Under "Configurações" >> "API Rest" >> "Webhooks" (the API REST must be active) press "+" at each webhook, paste its Production URL with ?token= and the Webhook Token of the credential appended, then press "Salvar alterações". Never replace the URL of your ERP. ${catalogue
					.map(({ event, panelGroup, panelLabel }) => `${panelGroup}, "${panelLabel}": …/${routeOf(event)}?token=…`)
					.join('; ')}.`,
				name: 'notice',
				type: 'notice',
				default: '',
			},
			...listedEvents(
				catalogue.map(({ event, panelGroup, panelLabel, description }) => ({
					name: event,
					value: event,
					description: `${panelGroup}, "${panelLabel}": ${description}`,
				})),
				'Which events start the workflow. Creating and changing are one event at iSET.',
			),
			optionsParameter(identity.duplicateWindow, [
				{
					displayName: 'Confirm by API',
					name: 'confirmByApi',
					type: 'boolean',
					default: true,
					description:
						'Whether to ask the shop if a delivery is true, and put the order or product under "resource". Saved and stock events must exist there, removed products must not; what does not match is dropped. Removed orders and categories cannot be confirmed and count as proven by the token.',
				},
				{
					displayName: 'If No API Token Is to Be Had',
					name: 'confirmNoToken',
					type: 'options',
					options: [
						{ name: 'Fail the Execution', value: 'fail', description: 'It can be seen and retried' },
						{
							name: 'Emit Unconfirmed',
							value: 'emit',
							description: 'Only deliveries that carried the webhook token, without a resource',
						},
					],
					default: 'fail',
					description: 'What to do while another program holds the one live token of the access key, or the log-in is refused',
				},
				{
					displayName: 'Allow Without Token',
					name: 'allowWithoutToken',
					type: 'boolean',
					default: false,
					description:
						'Whether deliveries may come without ?token=…. <b>Only for a shop whose panel drops it</b>: the address is then the only secret. Needs Confirm by API, lets 60 deliveries a minute through, and drops events that cannot be confirmed (removed orders, categories). A wrong token is refused all the same.',
				},
				{
					displayName: 'Fetch Resource',
					name: 'fetchResource',
					type: 'boolean',
					default: false,
					description:
						'Whether to get the order or product under "resource" also where Confirm by API is off. A failure fails the execution, and a retry repeats it.',
				},
				{
					displayName: 'Only Statuses',
					name: 'onlyStatuses',
					type: 'string',
					default: '',
					placeholder: 'e.g. Cancelado, Pago',
					description:
						'Saved orders start the workflow only in these statuses, as the shop calls them, comma-separated; one that tells no status does not. Removed orders always do. Empty for all.',
				},
			]),
		],
	};

	webhookMethods = registeredByHand(async (context) => {
		refuseWithoutProof(context);
		await refuseShortToken(context, { credential: identity.credential, field: 'webhookToken', label: 'Webhook Token' });
		preflight(context, iset);
	});

	async webhook(this: IWebhookFunctions) {
		return await receive(this, iset);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, iset);
	}
}
