import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { withKeyId } from '../../webhook/keyId';
import { readWebHook } from '../../webhook/webhookApi';
import { readId } from '../fields';
import { readSecret, secretField, webhookField } from './fields';
import { secretOf } from './secretOf';

/**
 * Turns a webhook on again and restores its secret, leaving everything else as it is. Source:
 * docs/facts/nfeio.md §1.7.
 */
export const repair: Operation<NfeIoApi> = {
	name: 'Repair',
	value: 'repair',
	action: 'Repair a webhook',
	description: 'Turn a webhook on again and restore its secret; everything else stays as it is',
	fields: [webhookField, secretField],
	async run(call) {
		const { api, param } = call;
		const id = readId(param, 'webhook');
		const entered = readSecret(param, 'secret');
		const { uri, contentType, insecureSsl, filters, headers, properties, status } = readWebHook(await api.webhooks.get(id));
		const { secret, ofOwnTrigger } = await secretOf(call, uri, entered);
		const repaired = await api.webhooks.replace(id, {
			uri,
			secret,
			contentType,
			insecureSsl,
			status: 'Active',
			filters: filters ?? [],
			headers: ofOwnTrigger ? withKeyId(headers, secret) : (headers ?? {}),
			properties: (properties ?? {}) as IDataObject,
		});
		return { ...withoutSecrets(repaired), statusBefore: status };
	},
};
