import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import { blingId } from '../../api/blingId';
import type { OrderHead } from '../../api/newOrder';
import { existing } from '../../api/existingOrder';
import { orderBody } from '../../api/newOrder';
import { ordersByStoreNumber } from '../../api/orders';
import { readStoreNumber, storeNumberFields } from '../fields';
import { contactIn, paymentMethodIn } from '../locators';
import type { BlingOperation } from '../operation';
import { lineFields, readLines } from './orderLines';
import { productsOfLines } from './lineProducts';
import { byDisplayName, day, orderTexts, readOrderTexts } from './orderFields';

const created = z.object({ data: z.object({ id: blingId }) });

const ifUnknown = 'It may have been created anyway. Run it again: the order is found by its store number and not created twice.';

/** GET /pedidos/vendas?numerosLojas[]=, then POST /pedidos/vendas. Source: docs/facts/bling.md §4.9. */
export const create: BlingOperation = {
	name: 'Create',
	value: 'create',
	action: 'Create a sales order',
	description: 'Create an order once: a second run with the same store number finds the first one, reports differences and changes nothing',
	notForAgents: true,
	fields: [
		...storeNumberFields,
		contactIn({
			displayName: 'Contact',
			name: 'contactId',
			required: true,
			description: 'The customer, from the list or by the ID that Contact → Create or Update returns',
		}),
		...lineFields,
		{
			displayName: 'Order Fields',
			name: 'orderFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			description: 'Additional fields of the order',
			options: byDisplayName([
				...orderTexts,
				day('Date', 'date', 'Date of the order; today by default'),
				day('Due Date', 'dueDate', 'When it is due; the order date by default'),
				day('Expected Date', 'expectedDate', 'Field "data prevista"; the order date by default'),
				paymentMethodIn({
					displayName: 'Payment Method',
					name: 'paymentMethodId',
					description: 'The "forma de pagamento", as one instalment for the total; without it the order has no instalments',
				}),
			]),
		},
	],
	async run(call) {
		const { api, param, context } = call;
		const number = readStoreNumber(param);
		const head = { ...number, contactId: param.id('contactId'), ...headOf(param.in('orderFields'), context.getTimezone()) };
		const lines = readLines(param);
		const [order, ...others] = await ordersByStoreNumber(api, number);
		if (others.length > 0)
			param.refuse(
				'storeNumber',
				`is used by several orders in Bling: ${[order, ...others].map(({ id }) => id).join(', ')}`,
				'Nothing was created. Delete the duplicates in Bling, or choose the store.',
			);
		if (order) return { ...(await existing(api, order.id, { ...head, lines })), created: false };
		const body = orderBody(head, lines, await productsOfLines(call, lines));
		const { data } = await api.ask({ method: 'POST', path: '/pedidos/vendas', body, ifUnknown }, created);
		return {
			...{ storeNumber: number.storeNumber, contactId: head.contactId, orderId: data.id, orderNumber: null, created: true },
			...{ differs: [], reason: null, explanation: null },
		};
	},
};

function headOf(fields: Parameters, zone: string): Omit<OrderHead, 'storeNumber' | 'storeId' | 'contactId'> {
	return {
		day: fields.optionalDay('date') ?? DateTime.now().setZone(zone).toFormat('yyyy-MM-dd'),
		expectedDay: fields.optionalDay('expectedDate'),
		dueDay: fields.optionalDay('dueDate'),
		paymentMethodId: fields.optionalId('paymentMethodId'),
		...readOrderTexts(fields),
	};
}
