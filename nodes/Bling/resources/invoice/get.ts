import type { BlingOperation } from '../operation';
import type { InvoiceKind } from './kind';
import { invoiceId } from './kind';

/** GET /nfe/{id}, GET /nfce/{id}. Source: docs/facts/bling.md §4.8. */
export const get = ({ path, label }: InvoiceKind): BlingOperation => ({
	name: 'Get',
	value: 'get',
	action: `Get an ${label}`,
	description: `Get one ${label} with access key, value and links`,
	fields: [invoiceId],
	run: async ({ api, param }) => await api.object(`${path}/${param.id('invoiceId')}`),
});
