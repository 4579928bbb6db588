import type { INodeProperties } from 'n8n-workflow';

import { nfceIn, nfeIn } from '../locators';

/** NF-e and NFC-e have the same calls under two paths (docs/facts/bling.md §4.8). */
export interface InvoiceKind {
	path: '/nfe' | '/nfce';
	label: string;
	/** Whether the list has the filters `numeroLoja` and `tipo`. */
	hasStoreNumber: boolean;
}

/** Read with `param.id('invoiceId')`. */
export const invoiceId = (path: InvoiceKind['path']): INodeProperties =>
	(path === '/nfe' ? nfeIn : nfceIn)({
		displayName: 'Invoice',
		name: 'invoiceId',
		required: true,
		description: 'Choose from the list or enter its ID in Bling, as in invoice events; not the ID of an order',
	});
