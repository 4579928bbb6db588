import type { INodeProperties } from 'n8n-workflow';

import type { Call } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { macroStates } from '../../webhook/events';
import type { ShipmentOrder, TrackedEvent } from '../../api/order';
import { answeredOrder, eventsOf, occurredAt, orderPath } from '../../api/order';
import { readNumber } from '../fields';

export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
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
			options: macroStates.map(({ code, title }) => ({ name: title, value: code })).sort((a, b) => a.name.localeCompare(b.name)),
			default: [],
			description: 'Only events with these states',
		},
		{
			displayName: 'From',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: 'Only events at or after this time',
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

/** The order of an item and its events that match the filters, oldest first. */
export async function trackedEvents({ api, param }: Call<IntelipostApi>): Promise<{ order: ShipmentOrder; events: TrackedEvent[] }> {
	const number = readNumber(param, 'orderNumber');
	const filter = param.in('filters');
	const [states, historyIds] = [filter.list('states'), filter.list('historyIds')];
	const volumeNumber = filter.optionalText('volumeNumber');
	const since = filter.optionalDate('since') ?? '';
	const order = await api.ask({ method: 'GET', path: orderPath(number) ?? '' }, answeredOrder);
	const events = eventsOf(order).filter(
		({ volume, row }) =>
			(volumeNumber === undefined || volume.shipment_order_volume_number === volumeNumber) &&
			(states.length === 0 || states.includes(row.shipment_order_volume_state)) &&
			(historyIds.length === 0 || historyIds.includes(row.shipment_order_volume_state_history ?? '')) &&
			(occurredAt(row) ?? '') >= since,
	);
	return { order: { ...order, order_number: order.order_number ?? number }, events };
}
