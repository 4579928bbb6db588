import { newLimitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { companies } from '../../api/companies';
import { factsOf } from '../../outcome/facts';
import { waitingFields, waitingInvoices, waitingTerms } from '../serviceInvoice/getWaiting';

/** Only service invoices: for goods no list is confirmed (docs/facts/nfeio.md §4.4). */
export const listWaiting: Operation<NfeIoApi> = {
	name: 'Get Many Waiting',
	value: 'listWaiting',
	action: 'Get many waiting invoices of all companies',
	description: 'Get service invoices that have been waiting for hours in any company, without personal data',
	fields: [...waitingFields, ...newLimitFields],
	async run(call) {
		const terms = waitingTerms(call);
		const limit = call.param.limit();
		const found = [];
		for (const { id: companyId, name } of await companies(call.api, undefined)) {
			for (const { waitingHours, flowStatus, invoice } of await waitingInvoices(call, companyId, terms)) {
				const { number, externalId } = factsOf(invoice);
				const invoiceId = String(invoice.id);
				const companyName = name || null;
				const texto = `Pendente há ${waitingHours} h (${flowStatus}): ${externalId ?? number ?? invoiceId}, ${companyName ?? companyId}`;
				found.push({ waitingHours, flowStatus, invoiceId, number, externalId, companyId, companyName, texto });
			}
		}
		return found.slice(0, limit);
	},
};
