import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';

export const getEventTypes: Operation<NfeIoApi> = {
	name: 'Get Event Types',
	value: 'getEventTypes',
	action: 'Get the event types',
	description: 'Get the event types that a webhook can filter by',
	fields: [],
	async run({ api }) {
		return await api.webhooks.eventTypes();
	},
};
