import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

import { standardBaseUrls } from '../nodes/NfeIo/api/api';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/** Hosts and the raw key: docs/facts/nfeio.md §1.1, §4.1, §4.4. */
export class NfeIoApi implements ICredentialType {
	name = 'nfeIoApi';

	displayName = 'NFE.io API';

	icon: Icon = { light: 'file:../nodes/NfeIo/nfeio.svg', dark: 'file:../nodes/NfeIo/nfeio.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/nfeio.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'The "Chave de Nota Fiscal" of the NFE.io account. The "Chave de Dados" reaches webhooks too, but invoices answer it with 403.',
		},
		{
			displayName: 'Previous API Key',
			name: 'previousApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Only while you change the key: deliveries signed with the secret of the old key stay valid. Unpublish and publish the workflows of the triggers, then empty it.',
		},
		{
			displayName: 'Webhooks Base URL',
			name: 'webhooksBaseUrl',
			type: 'string',
			default: standardBaseUrls.webhooks,
			description: 'For webhooks, companies, product and consumer invoices and received documents',
		},
		{
			displayName: 'Invoices Base URL',
			name: 'invoicesBaseUrl',
			type: 'string',
			default: standardBaseUrls.invoices,
			description: 'For service invoices (NFS-e)',
		},
	];

	/** The key goes to NFE.io's two hosts and nowhere else. */
	authenticate: IAuthenticate = async ({ apiKey, webhooksBaseUrl, invoicesBaseUrl }, requestOptions) => {
		const options = onOwnHost(
			this.displayName,
			[webhooksBaseUrl || standardBaseUrls.webhooks, invoicesBaseUrl || standardBaseUrls.invoices],
			requestOptions,
		);
		return { ...options, headers: { ...options.headers, Authorization: String(apiKey).trim() } };
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.webhooksBaseUrl.trim() }}', url: '/v2/webhooks' },
	};
}
