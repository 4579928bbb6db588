import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { docsLink } from '../nodes/shared/docsLink';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/**
 * This n8n's own public API, and the secret that authenticates our resends
 * (`nodes/shared/trigger/redelivery.ts`): both sides of a resend use this credential.
 */
export class N8nInstanceApi implements ICredentialType {
	name = 'n8nInstanceApi';

	displayName = 'N8n Instance API';

	icon: Icon = {
		light: 'file:../nodes/WebhookDeliveries/webhookDeliveries.svg',
		dark: 'file:../nodes/WebhookDeliveries/webhookDeliveries.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/operate.md#n8n-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.minhaloja.com.br',
			description: 'The address of this n8n, before /api/v1',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Lets the node read execution history and retry executions',
			hint: `Create it under Settings → n8n API. ${docsLink('operate.md#n8n-api-key', 'Scopes needed')}`,
		},
		{
			displayName: 'Resend Secret',
			name: 'resendSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Signs resends to your triggers: at least 32 random characters, for example from a password manager',
		},
	];

	/**
	 * The key is only sent to this n8n. A function, since an expression would cost an isolate for
	 * each of the many pages of a history.
	 */
	authenticate: IAuthenticate = async ({ apiKey, baseUrl }, requestOptions) => {
		const options = onOwnHost(this.displayName, [baseUrl], requestOptions);
		return { ...options, headers: { ...options.headers, 'X-N8N-API-KEY': String(apiKey).trim() } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "").replace(/\\/api\\/v1$/i, "") }}',
			url: '/api/v1/workflows',
			qs: { limit: 1 },
		},
	};
}
