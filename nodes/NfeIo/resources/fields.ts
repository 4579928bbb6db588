import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import { documentId } from '../api/ids';
import type { InvoiceResource } from '../webhook/events';

/** From List (a search method of api/lists.ts) or By ID. */
const locator = (search: string, id: string): Pick<INodeProperties, 'type' | 'default' | 'modes'> => ({
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: search, searchable: true } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${id}` },
	],
});

export const company: INodeProperties = {
	displayName: 'Company',
	name: 'company',
	...locator('searchCompanies', '5f4d4cee0a8b8e2c3a1bcd11'),
	required: true,
	description: 'The company (empresa) of your account',
};

export const invoiceId: INodeProperties = {
	displayName: 'Invoice ID',
	name: 'invoiceId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 9dd4c3e9df4043adb11df22dcd9d8ce1',
	required: true,
	description: "NFE.io's ID of the invoice, not its number",
};

/** A service invoice of the chosen company: goods have no list (docs/facts/nfeio.md §4.4). */
export const serviceInvoiceId: INodeProperties = {
	...invoiceId,
	displayName: 'Invoice',
	...locator('searchServiceInvoices', '5f4d4cee0a8b8e2c3a1bcd11'),
};

/** What names an invoice of one kind. */
export const invoiceIn = (resource: InvoiceResource): INodeProperties => (resource === 'service_invoice' ? serviceInvoiceId : invoiceId);

/** An NFE.io ID; an invalid one is refused before any request. */
export function readId(param: Parameters, name: string): string {
	const given = param.text(name);
	if (documentId.safeParse(given).success) return given;
	return param.refuse(
		name,
		`is not an NFE.io ID: ${JSON.stringify(given.slice(0, 60))}`,
		'It has 24 or 32 hexadecimal digits, such as 5f4d4cee0a8b8e2c3a1bcd11.',
	);
}

/** Reads pages from 1 on until one is not full; `readPage` receives the page's number and size. */
export async function allPages(
	wanted: number | undefined,
	largest: number,
	readPage: (page: number, size: number) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	for (let page = 1; wanted === undefined || found.length < wanted; page++) {
		const items = await readPage(page, largest);
		for (const item of items) found.push(item);
		if (items.length < largest) break;
	}
	return found.slice(0, wanted);
}
