import { outputFields, readOutput } from '../../../shared/operations/output';
import { contactIn } from '../locators';
import type { BlingOperation } from '../operation';
import { contactShape } from '../shapes';

/** GET /contatos/{id}. Source: docs/facts/bling.md §4.9. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a contact',
	description: 'Get one contact; names, documents and addresses only with the output Raw or Selected Fields',
	fields: [
		contactIn({
			displayName: 'Contact',
			name: 'contactId',
			required: true,
			description: 'Choose from the list or enter its ID in Bling, as found in orders',
		}),
		...outputFields(contactShape),
	],
	async run({ api, param }) {
		const show = readOutput(param, contactShape);
		return show(await api.object(`/contatos/${param.id('contactId')}`));
	},
};
