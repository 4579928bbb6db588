import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { obtainToken } from '../nodes/Iset/api/login';
import { storeOrigin } from '../nodes/Iset/api/store';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/** Log-in and header: docs/facts/iset.md §4.1. */
export class IsetApi implements ICredentialType {
	name = 'isetApi';

	displayName = 'iSET API';

	icon: Icon = { light: 'file:../nodes/Iset/iset.svg', dark: 'file:../nodes/Iset/iset.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/iset.md';

	properties: INodeProperties[] = [
		{
			displayName:
				'<b>Use an access key of its own for n8n.</b> iSET has one live token for each key: with a key that the ERP uses too, one of the two is locked out until the token expires. The key is in the shop\'s panel under "Configurações" >> "API Rest"; the API REST must be active.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Store URL',
			name: 'storeUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://www.minhaloja.com.br',
			description:
				'The shop\'s own address, exactly as it opens (usually with "www."): redirects are not followed. Requests go to this host only.',
		},
		{
			displayName: 'Store ID',
			name: 'storeId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234',
			description: 'The user of the API: the store or client number that belongs to the access key',
		},
		{
			displayName: 'Access Key',
			name: 'accessKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The key that belongs to the Store ID',
		},
		{
			displayName: 'Webhook Token',
			name: 'webhookToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Needed by the iSET Trigger: 32 or more random letters and digits of your own making; one of fewer than 16 characters is refused. Webhooks of iSET carry no signature, so each address carries ?token=… with this value. To change it, save a new one here and paste the new addresses into the panel.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Expires At',
			name: 'expiresAt',
			type: 'hidden',
			default: 0,
		},
	];

	/** n8n stores what this returns in the credential, so that all executions and processes share one token. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject) {
		return await obtainToken(this, credentials);
	}

	/** The token goes to the shop it was made for and nowhere else. */
	async authenticate(credentials: ICredentialDataDecryptedObject, requestOptions: IHttpRequestOptions): Promise<IHttpRequestOptions> {
		const options = onOwnHost(this.displayName, [storeOrigin(credentials.storeUrl)], requestOptions);
		return { ...options, headers: { ...options.headers, 'access-token': String(credentials.accessToken) } };
	}

	/** An unknown product is an empty result, so this proves the log-in whatever the shop sells (docs/facts/iset.md §4.2). */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ ($credentials.storeUrl.includes("://") ? "" : "https://") + $credentials.storeUrl.trim() }}',
			url: '/ws/v1/product/1',
		},
	};
}
