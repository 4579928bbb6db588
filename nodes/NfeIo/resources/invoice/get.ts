import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import type { InvoiceResource } from '../../webhook/events';
import { invoicePath } from '../../api/ids';
import { company, invoiceId, readId } from '../fields';

/** Gets one invoice of any kind. Source: docs/facts/nfeio.md §4.4. */
export const get = (resource: InvoiceResource, label: string): Operation<NfeIoApi> => ({
	name: 'Get',
	value: 'get',
	action: `Get a ${label}`,
	description: `Get a ${label} by its ID`,
	fields: [company, invoiceId],
	async run({ api, param }) {
		const place = invoicePath(resource, readId(param, 'company'), readId(param, 'invoiceId'));
		return withoutSecrets((await api.ask({ ...place, method: 'GET' }, invoice)) as IDataObject);
	},
});
