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
import { macroStates, trackingEvent, unknownEvent } from './webhook/events';
import { logPath, rulePath } from './webhook/setup';
import { intelipost } from './webhook/webhook';

const nobodyProven =
	'Anybody who learns this address can post false deliveries: nothing is verified. Turn on the option "Confirm by API", or better choose Basic and set "Usuário" and "Senha" in the event rule.';

export class IntelipostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: `${identity.displayName} Trigger`,
		name: identity.triggerType,
		icon: { light: 'file:intelipost.svg', dark: 'file:intelipost.dark.svg' },
		group: ['trigger'],
		version: triggerVersions,
		defaultVersion: carefulVersion,
		subtitle: eventsSubtitle,
		description: 'Starts the workflow when Intelipost reports a tracking event of a shipment, sender verified',
		defaults: { name: `${identity.displayName} Trigger` },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: identity.credential, required: true },
			{ name: 'n8nInstanceApi', displayName: 'Credential to Receive Resends (Optional)', required: false },
		],
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
				inactive: `Copy the URL above. In Intelipost open "${rulePath}" and type it in its pieces: "Protocolo", "Host" (no slash at its end), "Path" (no slash at its start), "Porta". The operation Webhook → Get Setup Steps of the Intelipost node splits it for you. <b>While you build</b>, press "Execute step" and use the Test URL; <b>for real deliveries</b> publish the workflow and register the Production URL. ${localhostHelp(identity.displayName)}`,
				active: `The workflow is published: Intelipost must post to the Production URL. What it sent is in "${logPath}"; "Webhook → Test" of the Intelipost node gives the link to what arrived and what was refused.`,
			},
			activationHint: 'Publish the workflow, then type its Production URL into the event rule in Intelipost.',
		},
		properties: [
			{
				displayName: `Intelipost publishes no API for webhooks: make a rule under "${rulePath}" with the action "Notificação por Webhook". Choose every macro state in "Evento Entrando" and leave "Canal de Vendas" out: a condition that does not match fires nothing, without any error. Automatic repeats are not documented; the log "${logPath}" keeps 30 days.`,
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{
						name: 'Basic',
						value: 'basic',
						description: '"Formato de autenticação" Basic, with "Usuário" and "Senha" of the event rule',
					},
					{
						name: 'Header',
						value: 'header',
						description: 'A header with a secret value, for accounts whose webhooks carry one',
					},
					{
						name: 'None (Not Verified)',
						value: 'none',
						description: 'Accepts whatever is posted to the address',
					},
				],
				default: 'basic',
				description: 'How a delivery proves that it comes from Intelipost, whose webhooks carry no signature',
			},
			{
				displayName: nobodyProven,
				name: 'noneNotice',
				type: 'notice',
				displayOptions: { show: { authentication: ['none'] } },
				default: '',
			},
			...listedEvents(
				[
					...macroStates.map(({ code, label, certainty }) => ({
						name: trackingEvent(code),
						value: trackingEvent(code),
						description: certainty === 'unconfirmed' ? `${label} (name unconfirmed)` : label,
					})),
					{
						name: unknownEvent,
						value: unknownEvent,
						description: 'A delivery without tracking history, such as the pre-invoice one (pré-fatura)',
					},
				],
				'Which events start the workflow: the macro states of a shipment. Other state codes go into the option "Other Events", as tracking.CODE.',
			),
			optionsParameter(identity.duplicateWindow, [
				{
					displayName: 'Confirm by API',
					name: 'confirmByApi',
					type: 'boolean',
					default: false,
					description:
						'Whether to get the shipment order from Intelipost and look for the reported event before the workflow goes on. One request per delivery, with the API key of the credential.',
				},
				{
					displayName: 'If the API Does Not Answer',
					name: 'confirmApiDown',
					type: 'options',
					options: [
						{
							name: 'Emit Unconfirmed',
							value: 'emit',
							description: 'Go on without "api" in verifiedBy',
						},
						{
							name: 'Fail the Execution',
							value: 'fail',
							description: 'Visible, and repeated by retrying the execution',
						},
					],
					default: 'fail',
					description: 'For "Confirm by API": Intelipost cannot be reached or refuses the request',
				},
				{
					displayName: 'If the API Does Not Know the Event',
					name: 'confirmNotFound',
					type: 'options',
					options: [
						{
							name: 'Drop',
							value: 'drop',
							description: 'The execution ends without items, tagged outcome=unconfirmed',
						},
						{
							name: 'Emit Unconfirmed',
							value: 'emit',
							description: 'Go on without "api" in verifiedBy',
						},
					],
					default: 'drop',
					description: 'For "Confirm by API": the order, or the event in its history, does not exist',
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
