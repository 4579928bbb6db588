import type { IDataObject } from 'n8n-workflow';

import type { NfeIoApi } from '../../api/client';
import { largestInvoicePage, serviceInvoicePage } from '../../api/serviceInvoices';
import { allPages } from '../fields';

/** A company's service invoices, at most `wanted`, all if undefined. */
export const serviceInvoices = async (
	api: NfeIoApi,
	company: string,
	wanted: number | undefined,
	filter: IDataObject,
): Promise<IDataObject[]> =>
	await allPages(wanted, largestInvoicePage, async (pageIndex, pageCount) =>
		serviceInvoicePage(api, company, { ...filter, pageIndex, pageCount }),
	);
