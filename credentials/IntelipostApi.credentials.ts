import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { standardBaseUrl } from '../nodes/Intelipost/api/api';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/** Headers and test call: docs/facts/intelipost.md §4.1, §4.3. */
export class IntelipostApi implements ICredentialType {
	name = 'intelipostApi';

	displayName = 'Intelipost API';

	icon: Icon = {
		light: 'file:../nodes/Intelipost/intelipost.svg',
		dark: 'file:../nodes/Intelipost/intelipost.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/intelipost.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Account Name',
			name: 'accountName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Minha Loja',
			description: 'How deliveries of this account are labelled, in their fields "account" and "accountName"',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The account\'s API key. Needed by the Intelipost node and for "Confirm by API"; receiving webhooks alone works without it.',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: standardBaseUrl,
			description: 'The address before /shipment_order. Change it only for another environment, such as the sandbox of this package.',
		},
		{
			displayName:
				'Webhooks of Intelipost carry no signature: this user and password are what proves them. Make up a random pair of its own (the operation Webhook → Prepare suggests one) and type the same into "Usuário" and "Senha" of the event rule. Never use the API key here: it would stand in logs, and it can cancel shipments.',
			name: 'webhookNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Webhook User',
			name: 'webhookUser',
			type: 'string',
			default: '',
			placeholder: 'e.g. n8n-k3v9q2',
			description: '"Usuário" of the event rule',
		},
		{
			displayName: 'Webhook Password',
			name: 'webhookPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: '"Senha" of the event rule: 32 or more random characters',
		},
		{
			displayName: 'Webhook Header Name',
			name: 'webhookHeaderName',
			type: 'string',
			default: '',
			placeholder: 'e.g. api-key',
			description:
				"Only for accounts whose webhooks carry a header instead of Basic. How to set one in today's panel is unconfirmed: ask Intelipost.",
		},
		{
			displayName: 'Webhook Header Value',
			name: 'webhookHeaderValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The value that this header must have',
		},
	];

	/** The key goes to Intelipost's host and nowhere else. */
	authenticate: IAuthenticate = async ({ apiKey, apiBaseUrl }, requestOptions) => {
		const options = onOwnHost(this.displayName, [apiBaseUrl || standardBaseUrl], requestOptions);
		return { ...options, headers: { ...options.headers, 'api-key': String(apiKey).trim() } };
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.apiBaseUrl.trim() }}', url: '/info/' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'status',
					value: 'ERROR',
					message: 'Intelipost refused the API key',
				},
			},
		],
	};
}
