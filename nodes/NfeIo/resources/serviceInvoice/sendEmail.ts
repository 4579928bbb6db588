import type { Operation } from '../../../shared/operations/operation';
import { told } from '../../api/answers';
import type { NfeIoApi } from '../../api/client';
import { invoicePath } from '../../api/ids';
import { company, readId, serviceInvoiceId } from '../fields';

/** PUT …/sendemail: emails the borrower. Source: docs/facts/nfeio.md §4.4 (likely: specification only). */
export const sendEmail: Operation<NfeIoApi> = {
	name: 'Send Email',
	value: 'sendEmail',
	action: 'Send a service invoice by email',
	description: 'Ask NFE.io to email the invoice to its borrower (tomador)',
	fields: [company, serviceInvoiceId],
	async run({ api, param }) {
		const id = readId(param, 'invoiceId');
		const place = invoicePath('service_invoice', readId(param, 'company'), id, '/sendemail');
		const ifUnknown = 'The email may have been sent anyway: ask the borrower before you repeat it.';
		return { id, ...(await api.ask({ ...place, method: 'PUT', ifUnknown }, told)) };
	},
};
