import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import { blingId } from '../../api/blingId';
import { changedOrder } from '../../api/changedOrder';
import { orderItems } from '../../api/newOrder';
import { amountOf } from '../../api/quantity';
import { given } from '../../api/query';
import { contactIn, orderId, readOrder } from '../locators';
import type { BlingOperation } from '../operation';
import { productsOfLines } from './lineProducts';
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
			options: [
				contactIn({ displayName: 'Contact', name: 'contactId', description: 'The customer' }),
				{ displayName: 'Date', name: 'date', type: 'dateTime', default: '', description: 'Date of the order' },
				{
					displayName: 'Discount',
					name: 'discount',
					type: 'string',
					default: '',
					placeholder: 'e.g. 5.00',
					description: 'For the whole order, in reais',
				},
				{ displayName: 'Expected Date', name: 'expectedDate', type: 'dateTime', default: '', description: 'Field "data prevista"' },
				{
					displayName: 'Freight',
					name: 'freight',
					type: 'string',
					default: '',
					placeholder: 'e.g. 15.00',
					description: 'Field "frete", in reais',
				},
				{
					displayName: 'Internal Notes',
					name: 'internalNotes',
					type: 'string',
					default: '',
					placeholder: 'e.g. Embalar para presente',
					description: 'Field "observações internas"',
				},
				{
					displayName: 'Notes',
					name: 'notes',
					type: 'string',
					default: '',
					placeholder: 'e.g. Frágil',
					description: 'Field "observações"',
				},
			],
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
		const money = { freight: amountOf(chosen, 'freight'), discount: amountOf(chosen, 'discount') };
		const contactId = chosen.optionalId('contactId');
		const fields = fieldsOf(chosen);
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

const fieldsOf = (chosen: Parameters) =>
	given({
		data: chosen.optionalDay('date'),
		dataPrevista: chosen.optionalDay('expectedDate'),
		observacoes: chosen.optionalText('notes'),
		observacoesInternas: chosen.optionalText('internalNotes'),
	});
