import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { company, readId } from '../fields';
import { serviceInvoices } from './invoices';

const hour = 3_600_000;
const waiting = z.object({
	flowStatus: z.string().regex(/^Waiting/),
	modifiedOn: z.string().nullish(),
	createdOn: z.string().nullish(),
});

/** Hours since the invoice last changed, if it still waits for the city hall; undefined otherwise (docs/facts/nfeio.md §2.3). */
function waitingHours(invoice: IDataObject, now: number): number | undefined {
	const parsed = waiting.safeParse(invoice);
	if (!parsed.success) return undefined;
	const since = Date.parse(parsed.data.modifiedOn ?? parsed.data.createdOn ?? '');
	return Number.isNaN(since) ? undefined : (now - since) / hour;
}

export const getWaiting: Operation<NfeIoApi> = {
	name: 'Get Waiting',
	value: 'getWaiting',
	action: 'Get service invoices that wait for too long',
	description: 'List service invoices whose issue or cancellation has been waiting for more than some hours',
	fields: [
		company,
		{
			displayName: 'Hours',
			name: 'hours',
			type: 'number',
			default: 4,
			required: true,
			description: 'Only invoices that have not changed for longer than this',
		},
		{
			displayName: 'Days to Look Back',
			name: 'days',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			required: true,
			description: 'Only invoices created within so many days; NFE.io cannot search by status, so all of them are read',
		},
	],
	async run({ api, param, context }) {
		const hours = param.number('hours');
		const now = Date.now();
		const since = DateTime.fromMillis(now - param.number('days') * 24 * hour, { zone: context.getTimezone() });
		const createdBegin = since.toFormat('yyyy-MM-dd');
		const invoices = await serviceInvoices(api, readId(param, 'company'), undefined, { createdBegin });
		return invoices.flatMap((invoice) => {
			const waited = waitingHours(invoice, now);
			return waited !== undefined && waited > hours ? [{ waitingHours: Math.floor(waited), ...invoice }] : [];
		});
	},
};
