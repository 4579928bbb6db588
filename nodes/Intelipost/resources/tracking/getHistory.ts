import type { IDataObject } from 'n8n-workflow';

import { newLimitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { orderNumber } from '../fields';
import { filters, trackedEvents } from './events';

/** Has no endpoint of its own: the history is part of the order (docs/facts/intelipost.md §4.5). */
export const getHistory: Operation<IntelipostApi> = {
	name: 'Get History',
	value: 'getHistory',
	action: 'Get the tracking history of a shipment order',
	description: 'Get the events of all volumes of an order, oldest first',
	fields: [orderNumber, ...newLimitFields, filters],
	async run(call) {
		const limit = call.param.limit();
		const { order, events } = await trackedEvents(call);
		return events.slice(0, limit).map(
			({ volume, history }): IDataObject => ({
				order_number: order.order_number,
				sales_order_number: order.sales_order_number,
				volume_number: volume.shipment_order_volume_number,
				tracking_code: volume.tracking_code,
				...history,
			}),
		);
	},
};
