import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { NfeIoRequest } from './api';
import { withoutSecrets } from './api';
import type { NfeIoApi } from './client';
import { invoicesPath } from './ids';

/** docs/facts/nfeio.md §4.4 */
export const largestInvoicePage = 50;
const answer = z.object({ serviceInvoices: z.array(z.record(z.string(), z.unknown())) });

/** The invoices of an answer of the list, secrets removed. */
export const invoicesOf = async (api: NfeIoApi, request: NfeIoRequest): Promise<IDataObject[]> =>
	(await api.ask(request, answer)).serviceInvoices.map((invoice) => withoutSecrets(invoice as IDataObject));

/** One page of a company's service invoices, from 1; no totals are told (docs/facts/nfeio.md §4.4). */
export const serviceInvoicePage = async (api: NfeIoApi, company: string, query: IDataObject): Promise<IDataObject[]> =>
	await invoicesOf(api, { ...invoicesPath('service_invoice', company), method: 'GET', query: { pageCount: largestInvoicePage, ...query } });
