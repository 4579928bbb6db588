import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { OutputShape } from '../../../shared/operations/output';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import type { InvoiceResource } from '../../webhook/events';
import { invoicePath } from '../../api/ids';
import { company, invoiceId, readId } from '../fields';

/** Gets one invoice of any kind; `shape` if its fields are known. Source: docs/facts/nfeio.md §4.4. */
export const get = (resource: InvoiceResource, label: string, shape?: OutputShape): Operation<NfeIoApi> => ({
	name: 'Get',
	value: 'get',
	action: `Get a ${label}`,
	description: `Get a ${label} by its ID`,
	fields: [company, invoiceId, ...(shape ? outputFields(shape) : [])],
	async run({ api, param }) {
		const show = shape ? readOutput(param, shape) : (item: IDataObject) => item;
		const place = invoicePath(resource, readId(param, 'company'), readId(param, 'invoiceId'));
		return show(withoutSecrets((await api.ask({ ...place, method: 'GET' }, invoice)) as IDataObject));
	},
});
