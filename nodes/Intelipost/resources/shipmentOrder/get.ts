import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { IntelipostApi } from '../../api/api';
import { answeredItem, asItem, orderNumber, readNumber } from '../fields';
import { orderShape } from './shape';

/** GET /shipment_order/{order_number} (docs/facts/intelipost.md §4.5). */
export const get: Operation<IntelipostApi> = {
	name: 'Get',
	value: 'get',
	action: 'Get a shipment order',
	description: 'Get a shipment order by its number',
	fields: [orderNumber, ...outputFields(orderShape)],
	async run({ api, param }) {
		const show = readOutput(param, orderShape);
		const path = `/shipment_order/${encodeURIComponent(readNumber(param, 'orderNumber'))}`;
		return show(asItem(await api.ask({ method: 'GET', path }, answeredItem)));
	},
};
