import type { ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

/** URLs: docs/facts/bling.md §4.1 (authorize on www, token and API on api). */
export class BlingOAuth2Api implements ICredentialType {
	name = 'blingOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Bling OAuth2 API';

	icon: Icon = { light: 'file:../nodes/Bling/bling.svg', dark: 'file:../nodes/Bling/bling.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/bling.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'Client ID and Client Secret are in Bling under "Central de Extensões" → "Área do Integrador" → your app. Bling signs its webhooks with the Client Secret. Paste the OAuth Redirect URL above as "Link de redirecionamento" of the app; it is not the webhook address.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Previous Client Secret',
			name: 'previousClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while you change the secret ("Redefinir client secret"): deliveries signed with the old one stay valid. Empty it afterwards.',
		},
		{
			displayName: 'Callback Token',
			name: 'callbackToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only for the trigger option "Legacy Callbacks": 16 or more random characters (fewer are refused), put as ?token=… at the end of the address of the callback in Bling',
		},
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production' },
				{ name: 'Custom', value: 'custom', description: 'Another address, such as the sandbox of this package' },
			],
			default: 'production',
			description: 'Which Bling: the real one, or another address',
		},
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
			description: 'The page where a person allows the app',
		},
		{
			displayName: 'Access Token URL',
			name: 'customAccessTokenUrl',
			type: 'string',
			displayOptions: { show: { environment: ['custom'] } },
			default: 'https://api.bling.com.br/Api/v3/oauth/token',
			description: 'Where tokens are issued and refreshed',
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
		// n8n asks no code of ours before it sends an OAuth token: these two keep it from other hosts in the HTTP Request node.
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
