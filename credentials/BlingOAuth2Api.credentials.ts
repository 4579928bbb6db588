import type { ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { docsLink } from '../nodes/shared/docsLink';
import { environmentField } from '../nodes/shared/http/environment';

/** URLs: docs/facts/bling.md §4.1 (authorize on www, token and API on api). */
export class BlingOAuth2Api implements ICredentialType {
	name = 'blingOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Bling OAuth2 API';

	icon: Icon = { light: 'file:../nodes/Bling/bling.svg', dark: 'file:../nodes/Bling/bling.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/bling.md';

	properties: INodeProperties[] = [
		{
			displayName: `Client ID and Secret are under "Área do Integrador" → your app. Its "Link de redirecionamento" is the URL above. ${docsLink('bling.md#credentials', 'Step by step')}`,
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Callback Token',
			name: 'callbackToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for "Legacy Callbacks": 32 random characters, appended to the callback URL in Bling after ?token=',
		},
		environmentField,
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: 'https://api.bling.com.br/Api/v3',
			description: 'The address before /estoques, /produtos and so on',
		},
		{
			displayName: 'Authorization URL',
			name: 'customAuthUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: 'https://www.bling.com.br/Api/v3/oauth/authorize',
			description: 'The page where a person authorizes the app',
		},
		{
			displayName: 'Access Token URL',
			name: 'customAccessTokenUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: 'https://api.bling.com.br/Api/v3/oauth/token',
			description: 'Where tokens are issued and refreshed',
		},
		{
			displayName: 'Previous Client Secret',
			name: 'previousClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Keeps webhooks signed with the old secret valid while you change it; clear it afterwards',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: '={{ $self["environment"] === "custom" ? $self["customAuthUrl"] : "https://www.bling.com.br/Api/v3/oauth/authorize" }}',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: '={{ $self["environment"] === "custom" ? $self["customAccessTokenUrl"] : "https://api.bling.com.br/Api/v3/oauth/token" }}',
		},
		// n8n calls none of our code before it sends an OAuth token: these two keep it from other
		// hosts in the HTTP Request node.
		{ displayName: 'Allowed HTTP Request Domains', name: 'allowedHttpRequestDomains', type: 'hidden', default: 'domains' },
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'hidden',
			default:
				'={{ $self["environment"] === "custom" ? ($self["apiBaseUrl"].trim().split("/")[2] || "api.bling.com.br").split(":")[0] : "api.bling.com.br" }}',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'header' },
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.environment === "custom" ? $credentials.apiBaseUrl.trim() : "https://api.bling.com.br/Api/v3" }}',
			url: '/empresas/me/dados-basicos',
		},
	};
}
