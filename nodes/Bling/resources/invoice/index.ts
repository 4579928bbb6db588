import type { BlingResource } from '../operation';
import { get } from './get';
import { getDocument } from './getDocument';
import { getMany } from './getMany';
import type { InvoiceKind } from './kind';

const nfe: InvoiceKind = { path: '/nfe', label: 'NF-e', hasStoreNumber: true };
const nfce: InvoiceKind = { path: '/nfce', label: 'NFC-e', hasStoreNumber: false };

const operations = (kind: InvoiceKind) => [get(kind), getDocument(kind), getMany(kind)];

export const invoice: BlingResource = { name: `Invoice (${nfe.label})`, value: 'invoiceNfe', operations: operations(nfe) };
export const consumerInvoice: BlingResource = {
	name: `Consumer Invoice (${nfce.label})`,
	value: 'consumerInvoiceNfce',
	operations: operations(nfce),
};
