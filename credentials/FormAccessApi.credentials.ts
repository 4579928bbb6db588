import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

/** User and password for forms that people open (Form Page Trigger). The password also signs the forms' tokens. */
export class FormAccessApi implements ICredentialType {
	name = 'formAccessApi';

	displayName = 'Form Access API';

	icon: Icon = {
		light: 'file:../nodes/WebhookDeliveries/webhookDeliveries.svg',
		dark: 'file:../nodes/WebhookDeliveries/webhookDeliveries.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/workflows.md#forms';

	properties: INodeProperties[] = [
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			placeholder: 'e.g. estoque',
			description: 'The browser asks for it when someone opens the form',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'A long password used nowhere else; changing it invalidates open forms',
		},
	];
}
