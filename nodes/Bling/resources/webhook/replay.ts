import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { Delivery } from '../../../shared/trigger/delivery';
import { completeDelivery } from '../../../shared/trigger/delivery';
import type { BlingApi } from '../../api/api';
import { identity } from '../../identity';
import { describe } from '../../webhook/subject';
import type { BlingOperation } from '../operation';
import type { Replayable } from './replayable';
import { replayable } from './replayable';

/**
 * Fetches a resource and emits it as the delivery that Bling would have sent, with the resource
 * added. The same state always has the same ID, so a replay can be repeated. "Webhook Deliveries →
 * Send" posts it to its trigger.
 */
export const replay: BlingOperation = {
	name: 'Recreate Events',
	value: 'replay',
	action: 'Recreate events from the API',
	description: 'Rebuild the deliveries missed while a webhook was disabled; what was deleted cannot be fetched',
	fields: [
		{
			displayName: 'Event',
			name: 'event',
			type: 'options',
			options: replayable
				.map(({ event, from }) => ({ name: event, value: event, description: `From ${from}` }))
				.sort((one, other) => one.name.localeCompare(other.name, 'en')),
			default: 'order.updated',
			description: 'The event of the delivery',
		},
		{
			displayName: 'IDs',
			name: 'ids',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 12345678, 12345679',
			description: 'Order, invoice or supplier IDs; for stock events product IDs. Comma-separated, or an expression for an array.',
		},
	],
	async run({ api, param }) {
		const found = replayable.find(({ event }) => event === param.choice('event'));
		if (!found) return param.refuse('event', 'cannot be recreated', 'Choose an event from the list.');
		const ids = param.ids('ids');
		if (ids.length === 0) param.refuse('ids', 'is empty', 'Enter at least one ID.');
		return await rebuild(api, found, ids);
	},
};

/** The deliveries that Bling would have sent for these resources in their current state, with the resources added. */
export async function rebuild(api: BlingApi, { event, fetch: read }: Replayable, ids: number[]): Promise<Delivery[]> {
	const { id: account, name: accountName } = await api.company();
	return (await read(api, ids)).map(({ data, resource }) => {
		const notice = { event, id: idOf(account, event, data), account, ...describe(event, data), data };
		return { ...completeDelivery(identity.vendor, notice, { accountName, verifiedBy: ['api'], redelivery: true }), resource };
	});
}

const idOf = (account: string, event: string, data: IDataObject) =>
	`replay-${createHash('sha256')
		.update(JSON.stringify([account, event, data]))
		.digest('hex')
		.slice(0, 32)}`;
