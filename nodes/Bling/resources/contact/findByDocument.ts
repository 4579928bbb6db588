import type { IDataObject } from 'n8n-workflow';

import { contactsByTaxId } from '../../api/contacts';
import type { BlingOperation } from '../operation';
import { readTaxId, taxIdField } from './taxId';

/** GET /contatos?numeroDocumento=, then GET /contatos/{id}. Source: docs/facts/bling.md §4.9. */
export const findByDocument: BlingOperation = {
	name: 'Find by CPF or CNPJ',
	value: 'findByDocument',
	action: 'Find contacts by CPF or CNPJ',
	description: 'Get the contacts with this document with all their data; no item if there is none',
	fields: [taxIdField],
	async run({ api, param }) {
		const contacts: IDataObject[] = [];
		for (const id of await contactsByTaxId(api, readTaxId(param))) contacts.push(await api.object(`/contatos/${id}`));
		return contacts;
	},
};
