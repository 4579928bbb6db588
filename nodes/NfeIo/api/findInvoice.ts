import type { IDataObject } from 'n8n-workflow';

import type { InvoiceResource } from '../webhook/events';
import { invoice as invoiceSchema } from './answers';
import { withoutSecrets } from './api';
import type { NfeIoApi } from './client';
import { documentId, invoicePath } from './ids';

/** The kind of an invoice and its ID at NFE.io. */
export interface InvoiceRef {
	resource: InvoiceResource;
	id: string;
}

/** Asks each company for the invoice; an invalid ID is not asked for. Undefined if no company has it. */
export async function findInvoice(
	api: NfeIoApi,
	{ resource, id }: InvoiceRef,
	companies: string[],
): Promise<{ company: string; document: IDataObject } | undefined> {
	for (const company of companies.filter((one) => documentId.safeParse(one).success)) {
		const document = await api.find({ ...invoicePath(resource, company, id), method: 'GET' }, invoiceSchema);
		if (document) return { company, document: withoutSecrets(document as IDataObject) };
	}
	return undefined;
}
