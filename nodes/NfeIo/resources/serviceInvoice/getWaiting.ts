import type { INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import { newLimitFields } from '../../../shared/operations/fields';
import type { Call, Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { NfeIoApi } from '../../api/client';
import { company, readId } from '../fields';
import { waitingInvoiceShape } from '../invoice/shape';
import { serviceInvoices } from './invoices';

const hour = 3_600_000;
const waiting = z.object({
	flowStatus: z.string().regex(/^Waiting/),
	modifiedOn: z.string().nullish(),
	createdOn: z.string().nullish(),
});

/** Shared by the operations that look for waiting invoices. */
export const waitingFields: INodeProperties[] = [
	{
		displayName: 'Hours',
		name: 'hours',
		type: 'number',
		typeOptions: { minValue: 0 },
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
		description: 'Only invoices created within this many days; all of these are read',
	},
];

/** Reads the fields before any request. */
export const waitingTerms = ({ param }: Call<NfeIoApi>) => ({ hours: param.number('hours'), days: param.number('days') });

/** A company's service invoices that have not changed for longer than this many hours (docs/facts/nfeio.md §2.3). */
export async function waitingInvoices({ api, context }: Call<NfeIoApi>, company: string, { hours, days }: ReturnType<typeof waitingTerms>) {
	const now = Date.now();
	const since = DateTime.fromMillis(now - days * 24 * hour, { zone: context.getTimezone() });
	const invoices = await serviceInvoices(api, company, undefined, { createdBegin: since.toFormat('yyyy-MM-dd') });
	return invoices.flatMap((invoice) => {
		const { flowStatus, modifiedOn, createdOn } = waiting.safeParse(invoice).data ?? {};
		const waited = (now - Date.parse(modifiedOn ?? createdOn ?? '')) / hour;
		return flowStatus !== undefined && waited > hours ? [{ waitingHours: Math.floor(waited), flowStatus, invoice }] : [];
	});
}

export const getWaiting: Operation<NfeIoApi> = {
	name: 'Get Many Waiting',
	value: 'getWaiting',
	action: 'Get many waiting service invoices',
	description: 'Get service invoices whose issue or cancellation has been waiting for hours',
	fields: [company, ...waitingFields, ...newLimitFields, ...outputFields(waitingInvoiceShape)],
	async run(call) {
		const limit = call.param.limit();
		const show = readOutput(call.param, waitingInvoiceShape);
		const waiting = await waitingInvoices(call, readId(call.param, 'company'), waitingTerms(call));
		return waiting.slice(0, limit).map(({ waitingHours, invoice }) => show({ waitingHours, ...invoice }));
	},
};
