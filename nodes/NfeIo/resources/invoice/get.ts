import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { OutputShape } from '../../../shared/operations/output';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import type { InvoiceResource } from '../../webhook/events';
import { invoicePath } from '../../api/ids';
import { company, invoiceIn, readId } from '../fields';

/** Gets one invoice of any kind. Source: docs/facts/nfeio.md §4.4. */
export const get = (resource: InvoiceResource, label: string, shape: OutputShape): Operation<NfeIoApi> => ({
	name: 'Get',
	value: 'get',
	action: `Get a ${label}`,
	description: `Get a ${label} by its ID`,
	fields: [company, invoiceIn(resource), ...outputFields(shape)],
	async run({ api, param }) {
		const show = readOutput(param, shape);
		const place = invoicePath(resource, readId(param, 'company'), readId(param, 'invoiceId'));
		return show(withoutSecrets((await api.ask({ ...place, method: 'GET' }, invoice)) as IDataObject));
	},
});
