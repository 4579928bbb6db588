import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { NfeIoRequest } from '../../api/api';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { invoicesPath } from '../../api/ids';
import { allPages } from '../fields';

const largestPage = 50;
const answer = z.object({ serviceInvoices: z.array(z.record(z.string(), z.unknown())) });

/** The invoices of a list's answer, secrets removed. */
export const invoicesOf = async (api: NfeIoApi, request: NfeIoRequest): Promise<IDataObject[]> =>
	(await api.ask(request, answer)).serviceInvoices.map((invoice) => withoutSecrets(invoice as IDataObject));

/**
 * A company's service invoices, at most `wanted`; all if undefined. NFE.io returns no total.
 * Source: docs/facts/nfeio.md §4.4.
 */
export async function serviceInvoices(
	api: NfeIoApi,
	company: string,
	wanted: number | undefined,
	filter: IDataObject,
): Promise<IDataObject[]> {
	const place = invoicesPath('service_invoice', company);
	return await allPages(wanted, largestPage, async (pageIndex, pageCount) =>
		invoicesOf(api, { ...place, method: 'GET', query: { ...filter, pageIndex, pageCount } }),
	);
}
