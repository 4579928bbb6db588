import type { IDataObject } from 'n8n-workflow';

import type { Call, Operation } from '../../../shared/operations/operation';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { withKeyId } from '../../webhook/keyId';
import type { WebHook, WebHookContent } from '../../webhook/webhookApi';
import { isActive, readWebHook } from '../../webhook/webhookApi';
import { readId } from '../fields';
import {
	allowPrivateUrlField,
	contentTypeField,
	filtersField,
	headersField,
	insecureSslField,
	propertiesField,
	readContentType,
	readFilters,
	readHeaders,
	readSecret,
	readUri,
	secretField,
	uriField,
	webhookField,
} from './fields';
import { secretOf } from './secretOf';

/**
 * PUT replaces everything, so the current webhook is read, merged and written as a whole. Source:
 * docs/facts/nfeio.md §1.7.
 */
export const update: Operation<NfeIoApi> = {
	name: 'Update',
	value: 'update',
	action: 'Update a webhook',
	description: 'Change only the fields you add',
	notForAgents: true,
	fields: [
		webhookField,
		{
			...secretField,
			description: 'Required unless the URI belongs to an NFE.io Trigger of this n8n: NFE.io replaces a missing secret',
		},
		{
			displayName: 'Changes',
			name: 'changes',
			type: 'collection',
			placeholder: 'Add change',
			default: {},
			options: [
				allowPrivateUrlField,
				contentTypeField,
				filtersField,
				headersField,
				insecureSslField,
				propertiesField,
				{
					displayName: 'Status',
					name: 'status',
					type: 'options',
					options: [
						{ name: 'Active', value: 'Active' },
						{ name: 'Inactive', value: 'Inactive' },
					],
					default: 'Active',
					description: 'Whether to send deliveries',
				},
				uriField,
			],
		},
	],
	async run(call) {
		const { api, param } = call;
		const id = readId(param, 'webhook');
		const entered = readSecret(param, 'secret');
		const changes = await readChanges(call);
		const merged = { ...contentOf(readWebHook(await api.webhooks.get(id))), ...changes };
		const { secret, ofOwnTrigger } = await secretOf(call, merged.uri, entered);
		const headers = ofOwnTrigger ? withKeyId(merged.headers, secret) : merged.headers;
		return withoutSecrets(await api.webhooks.replace(id, { ...merged, secret, headers }));
	},
};

const contentOf = (webHook: WebHook): WebHookContent => ({
	uri: webHook.uri,
	contentType: webHook.contentType,
	insecureSsl: webHook.insecureSsl,
	status: isActive(webHook) ? 'Active' : 'Inactive',
	filters: webHook.filters ?? [],
	headers: webHook.headers ?? {},
	properties: (webHook.properties ?? {}) as IDataObject,
});

/** Only what was added to the collection; all of it is validated before anything is read or written. */
async function readChanges({ api, param }: Call<NfeIoApi>): Promise<Partial<WebHookContent>> {
	const given = param.in('changes', 'leftOut');
	const uri = given.optionalText('uri');
	const allowPrivate = given.optionalFlag('allowPrivateUrl') ?? false;
	const changes: Partial<WebHookContent> = {
		uri: uri === undefined ? undefined : readUri(given, uri, allowPrivate),
		headers: readHeaders(given),
		properties: given.optionalObject('properties'),
		contentType: readContentType(given),
		insecureSsl: given.optionalFlag('insecureSsl'),
		status: given.optionalChoice('status', ['Active', 'Inactive']),
		filters: await readFilters(api, given),
	};
	const filled = Object.entries(changes).filter(([, value]) => value !== undefined);
	if (filled.length > 0) return Object.fromEntries(filled);
	return param.refuse(
		'changes',
		'is empty, so there is nothing to change',
		'Add at least one change. "Repair" restores a webhook\'s secret.',
	);
}
