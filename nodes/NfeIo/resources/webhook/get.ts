import type { Operation } from '../../../shared/operations/operation';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { readId } from '../fields';
import { webhookField } from './fields';

export const get: Operation<NfeIoApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get a webhook',
	description: 'Get one webhook; NFE.io never shows its secret',
	fields: [webhookField],
	async run({ api, param }) {
		return withoutSecrets(await api.webhooks.get(readId(param, 'webhook')));
	},
};
