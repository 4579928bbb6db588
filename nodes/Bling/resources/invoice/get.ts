import { outputFields, readOutput } from '../../../shared/operations/output';
import type { BlingOperation } from '../operation';
import { invoiceShape } from '../shapes';
import type { InvoiceKind } from './kind';
import { invoiceId } from './kind';

/** GET /nfe/{id}, GET /nfce/{id}. Source: docs/facts/bling.md §4.8. */
export const get = ({ path, label }: InvoiceKind): BlingOperation => ({
	name: 'Get',
	value: 'get',
	action: `Get an ${label}`,
	description: `Get one ${label} with access key, value and links`,
	fields: [invoiceId(path), ...outputFields(invoiceShape)],
	async run({ api, param }) {
		const show = readOutput(param, invoiceShape);
		return show(await api.object(`${path}/${param.id('invoiceId')}`));
	},
});
