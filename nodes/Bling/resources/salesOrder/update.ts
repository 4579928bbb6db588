import { z } from 'zod';

import { blingId } from '../../api/blingId';
import { changedOrder } from '../../api/changedOrder';
import { orderItems } from '../../api/newOrder';
import { given } from '../../api/query';
import { contactIn, orderId, readOrder } from '../locators';
import type { BlingOperation } from '../operation';
import { productsOfLines } from './lineProducts';
import { byDisplayName, day, orderTexts, readOrderTexts } from './orderFields';
import { lineFields, readLines } from './orderLines';

const saved = z.object({ data: z.object({ id: blingId }) });

/**
 * GET, then PUT /pedidos/vendas/{id}. Source: contracts/bling.json; PUT empties omitted fields
 * (docs/facts/bling.md §4.6, about products).
 */
export const update: BlingOperation = {
	name: 'Update',
	value: 'update',
	action: 'Update a sales order',
	description: 'Change the fields you add, or replace the items; for the status use Update Status',
	notForAgents: true,
	fields: [
		orderId,
		{
			displayName: 'Fields to Change',
			name: 'changes',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: byDisplayName([
				...orderTexts,
				contactIn({ displayName: 'Contact', name: 'contactId', description: 'The customer' }),
				day('Date', 'date', 'Date of the order'),
				day('Expected Date', 'expectedDate', 'Field "data prevista"'),
			]),
		},
		{
			displayName: 'Replace Items',
			name: 'replaceItems',
			type: 'boolean',
			default: false,
			description: 'Whether to replace all items of the order with the items below',
		},
		...lineFields.map((field) => ({
			...field,
			displayOptions: { show: { replaceItems: [true], ...field.displayOptions?.show } },
		})),
	],
	async run(call) {
		const { api, param } = call;
		const find = readOrder(call);
		const chosen = param.in('changes', 'leftOut');
		const { freight, discount, notes, internalNotes } = readOrderTexts(chosen);
		const money = { freight, discount };
		const contactId = chosen.optionalId('contactId');
		const fields = given({
			data: chosen.optionalDay('date'),
			dataPrevista: chosen.optionalDay('expectedDate'),
			observacoes: notes,
			observacoesInternas: internalNotes,
		});
		const lines = param.flag('replaceItems') ? readLines(param) : undefined;
		if (lines === undefined && Object.keys(given({ ...fields, ...money, contactId })).length === 0)
			param.refuse('changes', 'changes nothing', 'Add at least one field to change, or replace the items.');
		const products = lines && (await productsOfLines(call, lines));
		const id = await find();
		const path = `/pedidos/vendas/${id}`;
		const order = changedOrder(await api.object(path), { ...money, contactId, fields, lines });
		if ('problem' in order) return param.refuse('changes', `cannot be applied: ${order.problem}`, 'Nothing was sent. Change it in Bling.');
		if (!order.changed) return { orderId: id, changed: false };
		const body = { ...order.whole, ...(lines && products && { itens: orderItems(lines, products) }) };
		await api.ask({ method: 'PUT', path, body, ifUnknown: 'It can be repeated: the same data would be saved again.' }, saved);
		return { orderId: id, changed: true };
	},
};
