import { z } from 'zod';

import type { Host } from './api';
import type { InvoiceResource } from '../webhook/events';

/** Ids of companies, invoices and webhooks are 24 or 32 hex digits, or a GUID (docs/facts/nfeio.md §1.3, §3.1). */
export const documentId = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z-]{7,63}$/);

const places: Record<InvoiceResource, (company: string) => { host: Host; path: string }> = {
	service_invoice: (company) => ({ host: 'invoices', path: `/v1/companies/${company}/serviceinvoices` }),
	product_invoice: (company) => ({ host: 'webhooks', path: `/v2/companies/${company}/productinvoices` }),
	consumer_invoice: (company) => ({ host: 'webhooks', path: `/v2/companies/${company}/consumerinvoices` }),
};

/** The path of a company's invoices of one kind (docs/facts/nfeio.md §4.4). */
export const invoicesPath = (resource: InvoiceResource, company: string) => places[resource](encodeURIComponent(company));

/** The path of one invoice; `rest` is a fixed part below it, such as `/pdf`. */
export function invoicePath(resource: InvoiceResource, company: string, id: string, rest = '') {
	const { host, path } = invoicesPath(resource, company);
	return { host, path: `${path}/${encodeURIComponent(id)}${rest}` };
}
