import type { INodeProperties } from 'n8n-workflow';

import { nfceIn, nfeIn } from '../locators';

/** NF-e and NFC-e have the same calls under two paths (docs/facts/bling.md §4.8). */
export interface InvoiceKind {
	path: '/nfe' | '/nfce';
	label: string;
	/** Whether the list knows the filters `numeroLoja` and `tipo`. */
	hasStoreNumber: boolean;
}

/** Read with `param.id('invoiceId')`. */
export const invoiceId = (path: InvoiceKind['path']): INodeProperties =>
	(path === '/nfe' ? nfeIn : nfceIn)({
		displayName: 'Invoice',
		name: 'invoiceId',
		required: true,
		description: 'The ID is the one in Bling, as invoice events name it; never that of an order',
	});
