import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { invoicePath } from '../../api/ids';
import { company, readId, serviceInvoiceId } from '../fields';

const ifUnknown =
	'The cancellation may have been requested anyway: get the invoice (Service Invoice → Get) and check its flowStatus before you repeat it.';

/** DELETE …/{id}: 202, the outcome arrives as an event. Source: docs/facts/nfeio.md §4.4. */
export const cancel: Operation<NfeIoApi> = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel a service invoice',
	description: 'Request the cancellation of a service invoice; the outcome arrives as an event',
	notForAgents: true,
	fields: [company, serviceInvoiceId],
	async run({ api, param }) {
		const place = invoicePath('service_invoice', readId(param, 'company'), readId(param, 'invoiceId'));
		return withoutSecrets((await api.ask({ ...place, method: 'DELETE', ifUnknown }, invoice)) as IDataObject);
	},
};
