import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { download } from '../invoice/download';
import { get } from '../invoice/get';
import { serviceInvoiceShape } from '../invoice/shape';
import { cancel } from './cancel';
import { getByExternalId } from './getByExternalId';
import { getMany } from './getMany';
import { getWaiting } from './getWaiting';
import { issue } from './issue';
import { sendEmail } from './sendEmail';

const label = 'service invoice';

export const serviceInvoice: Resource<NfeIoApi> = {
	name: 'Service Invoice',
	value: 'serviceInvoice',
	startsWith: 'getMany',
	operations: [
		// A new node starts with the first one.
		get('service_invoice', label, serviceInvoiceShape),
		cancel,
		download('service_invoice', label),
		getByExternalId,
		getMany,
		getWaiting,
		issue,
		sendEmail,
	],
};
