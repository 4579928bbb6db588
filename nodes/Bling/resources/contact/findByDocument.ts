import type { IDataObject } from 'n8n-workflow';

import { outputFields, readOutput } from '../../../shared/operations/output';
import { contactsByTaxId } from '../../api/contacts';
import type { BlingOperation } from '../operation';
import { contactShape } from '../shapes';
import { readTaxId, taxIdField } from './taxId';

/** GET /contatos?numeroDocumento=, then GET /contatos/{id}. Source: docs/facts/bling.md §4.9. */
export const findByDocument: BlingOperation = {
	name: 'Get by CPF or CNPJ',
	value: 'findByDocument',
	action: 'Get contacts by CPF or CNPJ',
	description: 'Get all data of the contacts with this document; no item if there are none',
	fields: [taxIdField, ...outputFields(contactShape)],
	async run({ api, param }) {
		const taxId = readTaxId(param);
		const show = readOutput(param, contactShape);
		const contacts: IDataObject[] = [];
		for (const id of await contactsByTaxId(api, taxId)) contacts.push(show(await api.object(`/contatos/${id}`)));
		return contacts;
	},
};
