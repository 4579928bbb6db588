import { DateTime } from 'luxon';
import { z } from 'zod';

import { instant } from '../../../shared/instant';
import { completeDelivery } from '../../../shared/trigger/delivery';
import type { Change, Recoverable, Span } from '../../../WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../WebhookDeliveries/recover/recoverMissed';
import type { NfeIoApi } from '../../api/client';
import { companies } from '../../api/companies';
import { identity } from '../../identity';
import { actionOfFlow } from '../../webhook/events';
import { serviceInvoices } from '../serviceInvoice/invoices';

/** NFE.io lists by creation date, and an invoice may change some days later. */
const daysSinceCreation = 7;
/** A webhook's own time may be slightly earlier than the list's. */
const toleranceMinutes = 5;

const text = z.string().nullish().catch(undefined);
const status = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(undefined);
const listed = z.object({
	id: z.string(),
	flowStatus: status,
	status,
	modifiedOn: text,
	provider: z.object({ id: text, name: text }).nullish().catch(undefined),
});

const recoverable: Recoverable<NfeIoApi> = {
	identity,
	limits: 'Recovers outcomes of NFS-e created in the last 7 days, but not of NF-e and NFC-e.',
	async *changes({ api }, span) {
		const createdBegin = span.now.setZone('America/Sao_Paulo').minus({ days: daysSinceCreation }).toFormat('yyyy-MM-dd');
		for (const company of await companies(api, undefined)) {
			for (const invoice of await serviceInvoices(api, company.id, undefined, { createdBegin })) {
				const change = changeOf(invoice, company, span);
				if (change !== undefined) yield change;
			}
		}
	},
};

/** Undefined for an invoice that is still in progress, did not change in the period, or cannot be read. */
function changeOf(
	invoice: Awaited<ReturnType<typeof serviceInvoices>>[number],
	company: { id: string; name: string },
	{ from, to }: Span,
): Change | undefined {
	const read = listed.safeParse(invoice);
	const action = actionOfFlow(read.data?.flowStatus);
	const occurredAt = instant(read.data?.modifiedOn);
	if (!read.success || action === null || occurredAt === null) return undefined;
	const changed = DateTime.fromISO(occurredAt);
	if (changed <= from || changed > to) return undefined;
	const { id: reference, modifiedOn, status: state, provider } = read.data;
	const event = `service_invoice.${action}`;
	const notice = {
		event,
		id: ['sweep', reference, modifiedOn].join('|'),
		account: provider?.id ?? company.id,
		accountName: provider?.name ?? company.name,
		state,
		reference,
		occurredAt,
		data: invoice,
	};
	return {
		event,
		id: notice.id,
		account: notice.account,
		reference,
		key: ['nfeio', reference, modifiedOn].join('|'),
		toldBy: { by: 'reference', since: changed.minus({ minutes: toleranceMinutes }).toISO() ?? undefined, state, inAnyAccount: true },
		rebuild: async () =>
			await Promise.resolve(completeDelivery(identity.vendor, notice, { accountName: null, verifiedBy: ['api'], redelivery: true })),
	};
}

export const recoverMissed = recoverOperation(recoverable);
