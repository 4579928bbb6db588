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
import { docsLink } from '../nodes/shared/docsLink';
import { onOwnHost } from '../nodes/shared/http/ownHost';

/** Login and header: docs/facts/iset.md §4.1. */
export class IsetApi implements ICredentialType {
	name = 'isetApi';

	displayName = 'iSET API';

	icon: Icon = { light: 'file:../nodes/Iset/iset.svg', dark: 'file:../nodes/Iset/iset.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-brasil-webhooks/n8n-nodes-brasil-webhooks/blob/main/docs/en/iset.md';

	properties: INodeProperties[] = [
		{
			displayName: `Use a separate access key for n8n: sharing one with the ERP locks one of them out. ${docsLink('iset.md#credentials', 'Where to find it')}`,
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
			description: 'The shop\'s exact address, usually with "www."',
		},
		{
			displayName: 'Store ID',
			name: 'storeId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 1234',
			description: 'The store or client number of the access key',
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
			description: 'For the trigger: 32 random letters and digits, appended to the URLs in iSET after ?token=',
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

	/** The token is only sent to the shop it was made for. */
	async authenticate(credentials: ICredentialDataDecryptedObject, requestOptions: IHttpRequestOptions): Promise<IHttpRequestOptions> {
		const options = onOwnHost(this.displayName, [storeOrigin(credentials.storeUrl)], requestOptions);
		return { ...options, headers: { ...options.headers, 'access-token': String(credentials.accessToken) } };
	}

	/**
	 * An unknown product is an empty result, so this tests the login whatever the shop sells
	 * (docs/facts/iset.md §4.2).
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ ($credentials.storeUrl.includes("://") ? "" : "https://") + $credentials.storeUrl.trim() }}',
			url: '/ws/v1/product/1',
		},
	};
}
