import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { readId } from '../fields';
import { webhookField } from './fields';

export const deleteOne: Operation<NfeIoApi> = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a webhook',
	description: 'Delete a webhook; deliveries already on their way may still arrive',
	notForAgents: true,
	fields: [webhookField],
	async run({ api, param }) {
		const id = readId(param, 'webhook');
		await api.webhooks.remove(id);
		return { id, deleted: true };
	},
};
