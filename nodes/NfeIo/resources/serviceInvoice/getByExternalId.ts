import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { NfeIoApi } from '../../api/client';
import { invoicePath } from '../../api/ids';
import { invoicesOf } from '../../api/serviceInvoices';
import { company, readId } from '../fields';
import { serviceInvoiceShape } from '../invoice/shape';

/** Returns a list, empty if there is none. Source: docs/facts/nfeio.md §4.4. */
export const getByExternalId: Operation<NfeIoApi> = {
	name: 'Get by External ID',
	value: 'getByExternalId',
	action: 'Get a service invoice by external ID',
	description: 'Get the service invoice with your external ID; no item if there is none',
	fields: [
		company,
		{
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			default: '',
			placeholder: 'e.g. pedido-1234',
			required: true,
			description: 'Your own ID for the invoice, such as the order number',
		},
		...outputFields(serviceInvoiceShape),
	],
	async run({ api, param }) {
		const show = readOutput(param, serviceInvoiceShape);
		const place = invoicePath(
			'service_invoice',
			readId(param, 'company'),
			'external',
			`/${encodeURIComponent(param.segment('externalId'))}`,
		);
		return (await invoicesOf(api, { ...place, method: 'GET' })).map(show);
	},
};
