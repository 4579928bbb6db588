import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { answered, asItem, orderNumber, readNumber } from '../fields';

/** GET /shipment_order/read_status/{order_number}. */
export const readStatus: Operation<IntelipostApi> = {
	name: 'Get Status',
	value: 'readStatus',
	action: 'Get the status of a shipment order',
	description: 'Get only the status of a shipment order',
	fields: [orderNumber],
	run: async ({ api, param }) =>
		asItem(
			await api.ask(
				{ method: 'GET', path: `/shipment_order/read_status/${encodeURIComponent(readNumber(param, 'orderNumber'))}` },
				answered,
			),
		),
};
