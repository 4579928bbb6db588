import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { standardBaseUrl } from '../nodes/Intelipost/api/api';
import { docsLink } from '../nodes/shared/docsLink';
import { baseUrlFields, environmentField } from '../nodes/shared/http/environment';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/**
 * What webhooks authenticate with: only the fields of the chosen method, plus any that a credential
 * of 0.1 has, where no method was chosen. n8n passes no value of a field that it does not show.
 */
const webhookFields = (
	[
		[
			'basic',
			{
				displayName: 'Webhook User',
				name: 'webhookUser',
				type: 'string',
				default: '',
				placeholder: 'e.g. n8n-k3v9q2',
				description: '"Usuário" of the event rule',
			},
		],
		[
			'basic',
			{
				displayName: 'Webhook Password',
				name: 'webhookPassword',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description: '"Senha" of the event rule: at least 32 random characters, as suggested by Webhook → Get Setup Steps',
			},
		],
		[
			'header',
			{
				displayName: 'Webhook Header Name',
				name: 'webhookHeaderName',
				type: 'string',
				default: '',
				placeholder: 'e.g. api-key',
				description: "The header sent with your account's webhooks; ask Intelipost to set it",
			},
		],
		[
			'header',
			{
				displayName: 'Webhook Header Value',
				name: 'webhookHeaderValue',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description: 'The value of this header: at least 32 random characters',
			},
		],
	] as const satisfies ReadonlyArray<readonly [string, INodeProperties]>
).flatMap(([method, field]): INodeProperties[] => {
	const other = method === 'basic' ? 'header' : 'basic';
	return [
		{ ...field, displayOptions: { show: { webhookAuthentication: [method] } } },
		{ ...field, displayOptions: { show: { webhookAuthentication: [other], [field.name]: [{ _cnd: { not: '' } }] } } },
	];
});

/** Headers and test call: docs/facts/intelipost.md §4.1, §4.3. */
export class IntelipostApi implements ICredentialType {
	name = 'intelipostApi';

	displayName = 'Intelipost API';

	icon: Icon = {
		light: 'file:../nodes/Intelipost/intelipost.svg',
		dark: 'file:../nodes/Intelipost/intelipost.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/intelipost.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Needed by the Intelipost node and for "Confirm by API", but not to receive webhooks',
		},
		{
			displayName: 'Account Name',
			name: 'accountName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Minha Loja',
			description: 'The account\'s name in its events, as "account" and "accountName"',
		},
		environmentField,
		...baseUrlFields({
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: standardBaseUrl,
			description: 'The address before /shipment_order',
		}),
		{
			displayName: `Make up a user and a long password here and enter the same ones in the event rule. Never use the API key. ${docsLink('intelipost.md#webhooks', 'Step by step')}`,
			name: 'webhookNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Webhook Authentication',
			name: 'webhookAuthentication',
			type: 'options',
			options: [
				{ name: 'Basic', value: 'basic', description: '"Usuário" and "Senha" of the event rule' },
				{ name: 'Header', value: 'header', description: 'For accounts whose webhooks have a secret header instead' },
			],
			default: 'basic',
			description: 'How webhooks prove that they come from Intelipost; choose the same in the trigger',
		},
		...webhookFields,
	];

	/** The key is only sent to Intelipost's host. */
	authenticate: IAuthenticate = async ({ apiKey, apiBaseUrl }, requestOptions) => {
		const options = onOwnHost(this.displayName, [apiBaseUrl || standardBaseUrl], requestOptions);
		return { ...options, headers: { ...options.headers, 'api-key': String(apiKey).trim() } };
	};

	test: ICredentialTestRequest = {
		request: { baseURL: `={{ ($credentials.apiBaseUrl || "${standardBaseUrl}").trim() }}`, url: '/info/' },
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
