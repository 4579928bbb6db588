import type { INodeProperties } from 'n8n-workflow';

import { customApiCall as anyCall } from '../../../shared/operations/customApiCall';
import type { Resource } from '../../../shared/operations/operation';
import { anything } from '../../api/answers';
import type { NfeIoApi } from '../../api/client';

const hostField: INodeProperties = {
	displayName: 'Host',
	name: 'host',
	type: 'options',
	options: [
		{ name: 'Invoices Base URL (api.nfe.io)', value: 'invoices', description: 'Service invoices (NFS-e)' },
		{ name: 'Webhooks Base URL (api.nfse.io)', value: 'webhooks', description: 'Everything else' },
	],
	default: 'webhooks',
	description: "The credential's base URL that the path is appended to",
};

/** For endpoints without an operation of their own: only on the credential's hosts. */
export const customApiCall: Resource<NfeIoApi> = anyCall({
	below: 'the chosen base URL of the credential',
	placeholder: 'e.g. /v2/companies',
	fields: [hostField],
	async send({ api, param }, request) {
		const host = param.choice('host', ['webhooks', 'invoices']);
		if (request.method === 'DELETE' && /^\/v2\/webhooks\/?$/i.test(request.path)) {
			return param.refuse(
				'path',
				'would delete all webhooks of the account',
				'Other systems would lose theirs. Delete a single webhook by its ID.',
			);
		}
		return await api.ask({ host, ...request }, anything);
	},
});
