import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { readId } from '../fields';
import { webhookField } from './fields';

/** PUT …/pings. Source: docs/facts/nfeio.md §1.2, §2.3. */
export const ping: Operation<NfeIoApi> = {
	name: 'Ping',
	value: 'ping',
	action: 'Ping a webhook',
	description: 'Ask NFE.io to send a signed ping to a webhook',
	fields: [webhookField],
	async run({ api, param }) {
		const id = readId(param, 'webhook');
		await api.webhooks.ping(id);
		return { id, pinged: true };
	},
};
