import type { INodeProperties } from 'n8n-workflow';

/** NF-e and NFC-e have the same calls under two paths (docs/facts/bling.md §4.8). */
export interface InvoiceKind {
	path: '/nfe' | '/nfce';
	label: string;
	/** Whether the list knows the filters `numeroLoja` and `tipo`. */
	hasStoreNumber: boolean;
}

export const invoiceId: INodeProperties = {
	displayName: 'Invoice ID',
	name: 'invoiceId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 12345678',
	description: 'The ID of the invoice in Bling, as invoice events name it; never the ID of an order',
};
