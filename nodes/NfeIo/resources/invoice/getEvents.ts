import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { newLimitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import type { InvoiceResource } from '../../webhook/events';
import { invoicePath } from '../../api/ids';
import { company, invoiceId, readId } from '../fields';

const answer = z.object({
	events: z.array(z.record(z.string(), z.unknown())),
	hasMore: z.boolean().catch(false),
});

/**
 * The events of a NF-e or NFC-e, including `WebHooksDispatched`, the trace of its deliveries.
 * Source: docs/facts/nfeio.md §3.1.
 */
export const getEvents = (resource: InvoiceResource, label: string): Operation<NfeIoApi> => ({
	name: 'Get Events',
	value: 'getEvents',
	action: `Get the events of a ${label}`,
	description: 'Get the history of an invoice; WebHooksDispatched shows which webhooks were called',
	fields: [company, invoiceId, ...newLimitFields],
	async run({ api, param, context }) {
		const limit = param.limit();
		const place = invoicePath(resource, readId(param, 'company'), readId(param, 'invoiceId'), '/events');
		const { events, hasMore } = await api.ask({ ...place, method: 'GET' }, answer);
		if (hasMore) {
			context.addExecutionHints({
				type: 'info',
				location: 'outputPane',
				message: 'NFE.io has more events than it returned in one answer.',
			});
		}
		return (events as IDataObject[]).slice(0, limit);
	},
});
