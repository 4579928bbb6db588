import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { answeredItem, asItem, orderNumber, readNumber } from '../fields';

/** GET /shipment_order/{order_number} (docs/facts/intelipost.md §4.5). */
export const get: Operation<IntelipostApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get a shipment order',
	description: 'Get a shipment order with its volumes and their history, by its number',
	fields: [orderNumber],
	run: async ({ api, param }) =>
		asItem(await api.ask({ method: 'GET', path: `/shipment_order/${encodeURIComponent(readNumber(param, 'orderNumber'))}` }, answeredItem)),
};
