import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../../shared/trigger/delivery';
import type { TriggerSettings } from '../../shared/trigger/settings';
import type { Enriched } from '../../shared/trigger/vendor';
import { NfeIoApi } from '../api/client';
import { companies } from '../api/companies';
import type { InvoiceRef } from '../api/findInvoice';
import { findInvoice } from '../api/findInvoice';
import { documentId } from '../api/ids';
import { invoiceResourceOf } from './events';

/** The invoice that a delivery is about; undefined for other events and for an invalid ID. */
function invoiceOf({ event, data }: Delivery): InvoiceRef | undefined {
	const resource = invoiceResourceOf(event);
	const id = z.object({ id: documentId }).safeParse(data);
	return resource && id.success ? { resource, id: id.data.id } : undefined;
}

/**
 * Finds the company of a delivery that does not name it (cancellations and failures may carry
 * little besides the status, docs/facts/nfeio.md §2.3), and gets the invoice for "Get Full Data";
 * one that NFE.io does not have is omitted. An error fails the execution, and a retry repeats it.
 */
export async function completeDelivery(
	context: IExecuteFunctions,
	delivery: Delivery,
	{ accounts, fetchResource }: TriggerSettings,
): Promise<Enriched> {
	const invoice = invoiceOf(delivery);
	const companyUntold = delivery.account === null && accounts.size > 0;
	if (!invoice || !(companyUntold || fetchResource)) return { outcome: 'emitted', delivery };

	const api = new NfeIoApi(context);
	const { account } = delivery;
	const own = documentId.safeParse(account);
	const candidates = own.success ? [own.data] : await companiesOf(api, accounts);
	const found = await findInvoice(api, invoice, candidates);
	if (!found) {
		// If companies were chosen and none of them has it, it belongs to another one.
		if (!own.success && accounts.size > 0) return { outcome: 'unconfirmed' };
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `A delivery of ${delivery.event} has no resource: NFE.io does not have the invoice ${invoice.id}, or no longer does.`,
		});
		return { outcome: 'emitted', delivery };
	}
	const resource = fetchResource ? { resource: found.document } : {};
	return { outcome: 'emitted', delivery: { ...delivery, account: found.company, ...resource } };
}

/** The chosen companies, or all of the account. */
const companiesOf = async (api: NfeIoApi, chosen: ReadonlySet<string>): Promise<string[]> =>
	chosen.size > 0 ? [...chosen] : (await companies(api, undefined)).map(({ id }) => id);
