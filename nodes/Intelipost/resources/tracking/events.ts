import { DateTime } from 'luxon';
import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Call } from '../../../shared/operation';
import { list } from '../../../shared/settings';
import type { IntelipostApi } from '../../api';
import { macroStates } from '../../events';
import type { ShipmentOrder, TrackedEvent } from '../../order';
import { answeredOrder, eventsOf, occurredAt, orderPath } from '../../order';
import { optionalText, readNumber } from '../fields';

export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'History IDs',
			name: 'historyIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1384656, 1384657',
			description: 'Only these history rows (shipment_order_volume_state_history), separated by commas',
		},
		{
			displayName: 'Macro States',
			name: 'states',
			type: 'multiOptions',
			options: macroStates.map(({ code, label }) => ({ name: label, value: code })),
			default: [],
			description: 'Only events of these states',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: 'Only what happened at or after this time',
		},
		{
			displayName: 'Volume Number',
			name: 'volumeNumber',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1',
			description: 'Only events of this volume',
		},
	],
};

const filterSchema = z.object({
	states: list.default([]),
	historyIds: list.default([]),
	volumeNumber: optionalText,
	since: optionalText,
});

/** The moment in UTC, '' for none; null if it is no date. Without a zone it is meant in the workflow's. */
function startOf(since: string, zone: string): string | null {
	return since === '' ? '' : DateTime.fromISO(since.replace(' ', 'T'), { zone }).toUTC().toISO();
}

/** The order of an item and the events of it that the filters let through, oldest first. */
export async function trackedEvents({
	api,
	param,
	context,
}: Call<IntelipostApi>): Promise<{ order: ShipmentOrder; events: TrackedEvent[] }> {
	const number = readNumber(param, 'orderNumber');
	const wanted = filterSchema.parse(param.collection('filters'));
	const { volumeNumber, states, historyIds } = wanted;
	const since = startOf(wanted.since, context.getTimezone());
	if (since === null)
		return param.refuse('filters', 'has a "Since" that is not a date', 'Use a date such as 2026-11-30.');
	const order = await api.ask(orderPath(number) ?? '', answeredOrder);
	const events = eventsOf(order).filter(
		({ volume, row }) =>
			(volumeNumber === '' || volume.shipment_order_volume_number === volumeNumber) &&
			(states.length === 0 || states.includes(row.shipment_order_volume_state)) &&
			(historyIds.length === 0 || historyIds.includes(row.shipment_order_volume_state_history ?? '')) &&
			(occurredAt(row) ?? '') >= since,
	);
	return { order: { ...order, order_number: order.order_number ?? number }, events };
}
