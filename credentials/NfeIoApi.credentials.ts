import type {
	IAuthenticateGeneric,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

/** Hosts and the raw key: docs/facts/nfeio.md §1.1, §4.1, §4.4. */
export class NfeIoApi implements ICredentialType {
	name = 'nfeIoApi';

	displayName = 'NFE.io API';

	icon: Icon = { light: 'file:../nodes/NfeIo/nfeio.svg', dark: 'file:../nodes/NfeIo/nfeio.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/nfeio.md';

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
			default: 'https://api.nfse.io',
			description: 'For webhooks, companies, product and consumer invoices and received documents',
		},
		{
			displayName: 'Invoices Base URL',
			name: 'invoicesBaseUrl',
			type: 'string',
			default: 'https://api.nfe.io',
			description: 'For service invoices (NFS-e)',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '={{ $credentials.apiKey }}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ $credentials.webhooksBaseUrl }}', url: '/v2/webhooks' },
	};
}
