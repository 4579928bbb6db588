import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../shared/delivery';
import type { TriggerSettings } from '../shared/settings';
import type { Enriched } from '../shared/vendor';
import type { NfeIoRequest } from './api';
import { nfeIoFind, nfeIoObject, withoutSecrets } from './api';
import { companies } from './companies';
import type { InvoiceResource } from './events';
import { documentId, invoicePath } from './ids';

interface Invoice {
	resource: InvoiceResource;
	id: string;
}

const invoiceResources: InvoiceResource[] = ['service_invoice', 'product_invoice', 'consumer_invoice'];

/** The invoice that a delivery is about; undefined for other events and for an id that is none. */
function invoiceOf({ event, data }: Delivery): Invoice | undefined {
	const resource = invoiceResources.find((name) => event.startsWith(`${name}.`));
	const id = z.object({ id: documentId }).safeParse(data);
	return resource && id.success ? { resource, id: id.data.id } : undefined;
}

/**
 * Finds the company of a delivery that does not name it (cancellations and failures may carry little beyond the status,
 * vendors/nfeio.md §2.3), and gets the invoice for "Fetch Resource". An error fails the execution; a retry repeats it.
 */
export async function completeDelivery(
	context: IExecuteFunctions,
	delivery: Delivery,
	{ accounts, fetchResource }: TriggerSettings,
): Promise<Enriched> {
	const invoice = invoiceOf(delivery);
	const companyUntold = delivery.account === null && accounts.size > 0;
	if (!invoice || !(companyUntold || fetchResource)) return { outcome: 'emitted', delivery };

	const { account } = delivery;
	const own = documentId.safeParse(account);
	const found = own.success
		? { account: own.data, resource: await nfeIoObject(context, invoiceRequest(invoice, own.data)) }
		: await search(context, invoice, accounts);
	// With chosen companies: it belongs to another one.
	if (!found) return { outcome: 'unconfirmed' };
	const resource = fetchResource ? { resource: withoutSecrets(found.resource) } : {};
	return { outcome: 'emitted', delivery: { ...delivery, account: found.account, ...resource } };
}

const invoiceRequest = ({ resource, id }: Invoice, company: string): NfeIoRequest => ({
	...invoicePath(resource, company, id),
	method: 'GET',
});

/** Asks each chosen company, or each of the account, for the invoice. */
async function search(
	context: IExecuteFunctions,
	invoice: Invoice,
	chosen: ReadonlySet<string>,
): Promise<{ account: string; resource: IDataObject } | undefined> {
	const all = chosen.size > 0 ? [...chosen] : (await companies(context, undefined, 0)).map(({ id }) => id);
	for (const account of all.filter((id) => documentId.safeParse(id).success)) {
		const resource = await nfeIoFind(context, invoiceRequest(invoice, account));
		if (resource) return { account, resource };
	}
	if (chosen.size > 0) return undefined;
	throw new NodeOperationError(
		context.getNode(),
		`No company of this account has the invoice ${invoice.id}`,
		{
			description:
				'The delivery does not name its company. Switch "Fetch Resource" off to receive it as it is.',
		},
	);
}
