import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { standardBaseUrls } from '../nodes/NfeIo/api/api';
import { baseUrlFields, environmentField } from '../nodes/shared/http/environment';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/** Hosts and the raw key: docs/facts/nfeio.md §1.1, §4.1, §4.4. */
export class NfeIoApi implements ICredentialType {
	name = 'nfeIoApi';

	displayName = 'NFE.io API';

	icon: Icon = { light: 'file:../nodes/NfeIo/nfeio.svg', dark: 'file:../nodes/NfeIo/nfeio.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/nfeio.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The "Chave de Nota Fiscal" of the account; the "Chave de Dados" cannot read invoices',
		},
		environmentField,
		...baseUrlFields({
			displayName: 'Webhooks Base URL',
			name: 'webhooksBaseUrl',
			type: 'string',
			default: standardBaseUrls.webhooks,
			description: 'For webhooks, companies, product and consumer invoices and received documents',
		}),
		...baseUrlFields({
			displayName: 'Invoices Base URL',
			name: 'invoicesBaseUrl',
			type: 'string',
			default: standardBaseUrls.invoices,
			description: 'For service invoices (NFS-e)',
		}),
		{
			displayName: 'Previous API Key',
			name: 'previousApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Keeps webhooks signed with the old key valid while you change it; republish the triggers, then clear it',
		},
	];

	/** The key is only sent to NFE.io's two hosts. */
	authenticate: IAuthenticate = async ({ apiKey, webhooksBaseUrl, invoicesBaseUrl }, requestOptions) => {
		const options = onOwnHost(
			this.displayName,
			[webhooksBaseUrl || standardBaseUrls.webhooks, invoicesBaseUrl || standardBaseUrls.invoices],
			requestOptions,
		);
		return { ...options, headers: { ...options.headers, Authorization: String(apiKey).trim() } };
	};

	test: ICredentialTestRequest = {
		request: { baseURL: `={{ ($credentials.webhooksBaseUrl || "${standardBaseUrls.webhooks}").trim() }}`, url: '/v2/webhooks' },
	};
}
