import type { ICredentialTestFunctions, INodeCredentialTestResult, INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { registeredByHand } from '../shared/trigger/preflight';
import { receiveForm } from '../WebhookDeliveries/forms/receive';

const path = '={{ $parameter["path"] }}';

export class FormPageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Form Page Trigger',
		name: 'formPageTrigger',
		icon: { light: 'file:formPage.svg', dark: 'file:formPage.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: '={{ "/form/" + $parameter["path"] }}',
		description: 'A form with a password that no other website can send or frame; end with Form Page → Answer',
		defaults: { name: 'Form Page Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'formAccessApi', required: true, testedBy: 'formAccess' }],
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				isFullPath: true,
				path,
				nodeType: 'form',
				ndvHideUrl: true,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'responseNode',
				isFullPath: true,
				path,
				nodeType: 'form',
				ndvHideMethod: true,
			},
		],
		properties: [
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: 'formulario',
				required: true,
				description: 'The form is at /form/ and this path. Only one workflow can have it.',
			},
			{
				displayName: 'Title',
				name: 'formTitle',
				type: 'string',
				default: 'Formulário',
				required: true,
				description: 'What the form is for',
			},
			{
				displayName: 'Description',
				name: 'formDescription',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. Uma conta por vez.',
				description: 'Shown above the fields, as text',
			},
			{
				displayName: 'Form Fields',
				name: 'formFields',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				default: {},
				placeholder: 'Add Field',
				description: 'The questions, in order. The item holds each answer under its label.',
				options: [
					{
						displayName: 'Field',
						name: 'values',
						values: [
							{
								displayName: 'Label',
								name: 'fieldLabel',
								type: 'string',
								default: '',
								required: true,
								placeholder: 'e.g. Conta',
								description: 'The question, and the name of the answer in the item',
							},
							{
								displayName: 'Options',
								name: 'fieldOptions',
								type: 'fixedCollection',
								typeOptions: { multipleValues: true, sortable: true },
								displayOptions: { show: { fieldType: ['dropdown'] } },
								default: {},
								placeholder: 'Add Option',
								description: 'What can be chosen; anything else is refused',
								options: [
									{
										displayName: 'Option',
										name: 'values',
										values: [
											{
												displayName: 'Option',
												name: 'option',
												type: 'string',
												default: '',
												placeholder: 'e.g. Sim',
												description: 'One choice',
											},
										],
									},
								],
							},
							{
								displayName: 'Placeholder',
								name: 'placeholder',
								type: 'string',
								default: '',
								placeholder: 'e.g. Um SKU por linha',
								description: 'A hint in the empty field',
							},
							{
								displayName: 'Required',
								name: 'requiredField',
								type: 'boolean',
								default: false,
								description: 'Whether the form is refused without an answer',
							},
							{
								displayName: 'Type',
								name: 'fieldType',
								type: 'options',
								options: [
									{ name: 'Dropdown', value: 'dropdown' },
									{ name: 'Number', value: 'number' },
									{ name: 'Text', value: 'text' },
									{ name: 'Textarea', value: 'textarea' },
								],
								default: 'text',
								description: 'How it is answered',
							},
						],
					},
				],
			},
			{
				displayName: 'Button Label',
				name: 'buttonLabel',
				type: 'string',
				default: 'Enviar',
				description: 'What the button says',
			},
		],
	};

	methods = {
		credentialTest: {
			/** Nothing can be asked: only whether both parts are there. */
			async formAccess(this: ICredentialTestFunctions, { data }: { data?: Record<string, unknown> }): Promise<INodeCredentialTestResult> {
				return data?.user && data.password
					? { status: 'OK', message: 'User and password are there' }
					: { status: 'Error', message: 'Fill in "User" and "Password": without both every form is refused' };
			},
		},
	};

	webhookMethods = registeredByHand(() => undefined);

	async webhook(this: IWebhookFunctions) {
		return await receiveForm(this);
	}
}
