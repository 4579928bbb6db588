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
import { listed } from './webhook/events';
import { logPath, rulePath } from './webhook/setup';
import { intelipost } from './webhook/webhook';

const nobodyProven = `Nothing is verified: anyone who knows the address can post to it. Choose Basic, or turn on "Confirm by API". ${docsLink('intelipost.md#webhooks', 'Why')}`;

export class IntelipostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:intelipost.svg', dark: 'file:intelipost.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: newestVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when Intelipost reports a tracking event of a shipment, sender verified',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: triggerCredentials(identity),
		webhooks: webhooksAt(identity),
		hints: [
			{
				type: 'danger',
				message: nobodyProven,
				displayCondition: '={{ $parameter["authentication"] === "none" }}',
				whenToDisplay: 'always',
				location: 'outputPane',
			},
		],
		triggerPanel: {
			header: 'Register the address in Intelipost',
			executionsHelp: {
				inactive: `Copy the URL above. In Intelipost open "${rulePath}" and enter its parts: "Protocolo", "Host" (no slash at the end), "Path" (no slash at the start), "Porta". The operation Webhook → Get Setup Steps of the Intelipost node splits it for you. <b>While you build</b>, press "Execute step" and use the Test URL; <b>for real deliveries</b> publish the workflow and register the Production URL. ${localhostHelp(identity.displayName)}`,
				active: `The workflow is published: Intelipost posts to the Production URL. "${logPath}" shows what it sent; "Webhook → Test" of the Intelipost node returns a link to a page with what arrived and what was refused.`,
			},
			activationHint: 'Publish the workflow, then enter its Production URL in the event rule in Intelipost.',
		},
		properties: [
			{
				displayName: `Register the Production URL in an event rule with the action "Notificação por Webhook". ${docsLink('intelipost.md#webhooks', 'Step by step')}`,
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'Basic', value: 'basic', description: '"Usuário" and "Senha" of the event rule' },
					{ name: 'Header', value: 'header', description: 'A header with a secret value' },
					{ name: 'None (Not Verified)', value: 'none', description: 'Accepts anything posted to the address' },
				],
				default: 'basic',
				description: 'How Intelipost proves its identity; its webhooks are not signed',
			},
			{
				displayName: nobodyProven,
				name: 'noneNotice',
				type: 'notice',
				displayOptions: { show: { authentication: ['none'] } },
				default: '',
			},
			...listedEvents(listed),
			...optionsParameters(identity.duplicateWindow, [
				{
					displayName: 'Confirm by API',
					name: 'confirmByApi',
					type: 'boolean',
					default: false,
					description: 'Whether to look up each event in the shipment order before the workflow continues, with one request',
				},
				{
					displayName: 'If the API Does Not Answer',
					name: 'confirmApiDown',
					type: 'options',
					options: [
						{ name: 'Continue Unconfirmed', value: 'emit', description: 'Pass it on without "api" in verifiedBy' },
						{ name: 'Fail the Execution', value: 'fail', description: 'So that you notice and can retry' },
					],
					default: 'fail',
					displayOptions: { show: { confirmByApi: [true] } },
					description: 'When Intelipost cannot be reached or refuses the request',
				},
				{
					displayName: 'If the Event Is Not Found',
					name: 'confirmNotFound',
					type: 'options',
					options: [
						{ name: 'Continue Unconfirmed', value: 'emit', description: 'Pass it on without "api" in verifiedBy' },
						{ name: 'Drop', value: 'drop', description: 'The execution ends without items, tagged outcome=unconfirmed' },
					],
					default: 'drop',
					displayOptions: { show: { confirmByApi: [true] } },
					description: 'When the order does not exist, or its history lacks the event',
				},
			]),
		],
	};

	webhookMethods = registeredByHand((context) => preflight(context, intelipost));

	async webhook(this: IWebhookFunctions) {
		return await receive(this, intelipost);
	}

	async execute(this: IExecuteFunctions) {
		return await processDeliveries(this, intelipost);
	}
}
