import type { INodePropertyOptions } from 'n8n-workflow';

import { binaryField } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { Items } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import type { InvoiceResource } from '../../webhook/events';
import { invoicePath } from '../../api/ids';
import { company, invoiceIn, readId } from '../fields';

const pdf: INodePropertyOptions = { name: 'PDF', value: 'pdf' };
const xml: INodePropertyOptions = { name: 'XML', value: 'xml' };
const cancellationXml: INodePropertyOptions = {
	name: 'XML of the Cancellation',
	value: 'cancellation-xml',
	description: 'Only for invoices of the national environment (ambiente nacional)',
};

/**
 * PDF or XML as binary data, downloaded from the storage host without the API key. Source:
 * docs/facts/nfeio.md §4.4.
 */
export function download(resource: InvoiceResource, label: string): Operation<NfeIoApi> {
	const options = resource === 'service_invoice' ? [pdf, xml, cancellationXml] : [pdf, xml];
	return {
		name: 'Download',
		value: 'download',
		action: `Download a ${label}`,
		description: `Download the PDF or XML of a ${label}`,
		fields: [
			company,
			invoiceIn(resource),
			{
				displayName: 'Format',
				name: 'format',
				type: 'options',
				options,
				default: 'pdf',
				description: 'Which document to download',
			},
			binaryField,
		],
		async run({ api, param, context }) {
			const id = readId(param, 'invoiceId');
			const format = param.choice('format');
			const field = param.text('binaryField');
			const kind = format === 'pdf' ? 'pdf' : 'xml';
			const bytes = await api.download(invoicePath(resource, readId(param, 'company'), id, `/${format}`), kind);
			const fileName = `${id}.${format === 'pdf' ? 'pdf' : format === 'xml' ? 'xml' : 'cancellation.xml'}`;
			const file = await context.helpers.prepareBinaryData(bytes, fileName, `application/${kind}`);
			return new Items([{ json: { id, fileName }, binary: { [field]: file } }]);
		},
	};
}
