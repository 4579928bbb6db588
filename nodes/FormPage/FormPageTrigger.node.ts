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
		description: 'A password-protected form that no other website can submit or embed; end with Form Page → Answer',
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
				description: "The form's address is /form/ followed by this path; only one workflow can use it",
			},
			{
				displayName: 'Title',
				name: 'formTitle',
				type: 'string',
				default: 'Formulário',
				required: true,
				description: 'Heading of the form',
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
				description: 'The questions, in order; the item contains each answer under its label',
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
								description: 'The question, and the name of its answer in the item',
							},
							{
								displayName: 'Options',
								name: 'fieldOptions',
								type: 'fixedCollection',
								typeOptions: { multipleValues: true, sortable: true },
								displayOptions: { show: { fieldType: ['dropdown'] } },
								default: {},
								placeholder: 'Add Option',
								description: 'The options to choose from; anything else is refused',
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
												description: 'One option',
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
								description: 'Hint shown in the empty field',
							},
							{
								displayName: 'Required',
								name: 'requiredField',
								type: 'boolean',
								default: false,
								description: 'Whether an answer is required',
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
								description: 'Type of the answer',
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
				description: 'Label of the button',
			},
		],
	};

	methods = {
		credentialTest: {
			/** There is nothing to call: this only checks that both parts are filled in. */
			async formAccess(this: ICredentialTestFunctions, { data }: { data?: Record<string, unknown> }): Promise<INodeCredentialTestResult> {
				return data?.user && data.password
					? { status: 'OK', message: 'User and password are filled in' }
					: { status: 'Error', message: 'Fill in "User" and "Password": without both, every form is refused' };
			},
		},
	};

	webhookMethods = registeredByHand(() => undefined);

	async webhook(this: IWebhookFunctions) {
		return await receiveForm(this);
	}
}
