import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { productId, readProduct } from '../locators';
import type { BlingOperation } from '../operation';
import { productFields, readProductFields } from './productFields';

/** 200 with `data.id`. Source: docs/facts/bling.md §4.6. */
const changed = z.object({ data: z.object({ id: z.number().int().positive() }).passthrough() }).passthrough();

/** PATCH /produtos/{id} leaves omitted fields as they are (PUT would empty them). Source: docs/facts/bling.md §4.6. */
export const update: BlingOperation = {
	name: 'Update',
	value: 'update',
	action: 'Update a product',
	description: 'Change only the fields you add',
	fields: [productId, productFields('Fields to Change', 'changes')],
	async run(call) {
		const { api, param } = call;
		const find = readProduct(call);
		const body = readProductFields(param, 'changes', 'leftOut');
		if (Object.keys(body).length === 0) param.refuse('changes', 'changes nothing', 'Add at least one field to change.');
		const id = await find();
		const answer = await api.ask({ method: 'PATCH', path: `/produtos/${id}`, body }, changed);
		return { productId: id, changed: Object.keys(body), ...(answer as IDataObject) };
	},
};
