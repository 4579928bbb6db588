import { NodeApiError } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Delivery } from '../../../shared/trigger/delivery';
import { rethrow } from '../../../shared/rethrow';
import type { Change, Recoverable, Span } from '../../../WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../WebhookDeliveries/recover/recoverMissed';
import type { BlingApi } from '../../api/api';
import { dateTimeFormat, zone } from '../../api/period';
import { identity } from '../../identity';
import { describe } from '../../webhook/subject';
import { rebuild } from './replay';
import { replayable } from './replayable';

/** A row of a list; other fields stay as Bling returned them. */
const listed = z.object({ id: z.number().int() }).passthrough();
const issued = z.object({ dataEmissao: z.string().catch('') });

/** The lists that can be filtered by time of change (docs/facts/bling.md §4.2). */
const changing = [
	{ event: 'order.updated', path: '/pedidos/vendas', query: {} },
	// Criterion 5 means all; Bling's own default is the recently added ones.
	{ event: 'product.updated', path: '/produtos', query: { criterio: '5' } },
];
const invoices = { event: 'invoice.updated', path: '/nfe' };

const recoverable: Recoverable<BlingApi> = {
	identity,
	limits: 'Recovers orders, products and NF-e, but no stock, deletions, canceled NF-e, NFC-e and suppliers.',
	async *changes({ api }, span) {
		const { id: account } = await api.company();
		yield* changedByHour(api, account, span);
		yield* issuedInvoices(api, account, span);
	},
};

/** Bling can filter by the time of a change but does not return it, so each hour is requested separately. */
async function* changedByHour(api: BlingApi, account: string, { from, to, now }: Span): AsyncGenerator<Change, void> {
	// The current hour and those before it, as many as the period has.
	const hours = Math.ceil(now.diff(from, 'hours').hours);
	const current = now.setZone(zone).startOf('hour');
	for (let ago = hours - 1; ago >= 0; ago--) {
		const begin = current.minus({ hours: ago });
		const end = DateTime.min(begin.endOf('hour'), to.setZone(zone)).startOf('second');
		if (end <= begin) continue;
		const filter = { dataAlteracaoInicial: begin.toFormat(dateTimeFormat), dataAlteracaoFinal: end.toFormat(dateTimeFormat) };
		for (const { event, path, query } of changing) {
			for (const row of await api.rows(path, { ...query, ...filter }, listed)) {
				yield changeOf(api, { event, account, row, time: begin.toISO() ?? '', since: begin.toISO() ?? '' });
			}
		}
	}
}

/** An NF-e has no time of change: one already reported with this status is known. */
async function* issuedInvoices(api: BlingApi, account: string, { from, to }: Span): AsyncGenerator<Change, void> {
	const [begin, end] = [from, to].map((moment) => moment.setZone(zone).toFormat(dateTimeFormat));
	for (const row of await api.rows(invoices.path, { dataEmissaoInicial: begin, dataEmissaoFinal: end }, listed)) {
		yield changeOf(api, { event: invoices.event, account, row, time: issued.parse(row).dataEmissao });
	}
}

interface Found {
	event: string;
	account: string;
	row: z.infer<typeof listed>;
	/** What identifies the change, as far as Bling returns it: the third part of the delivery's ID. */
	time: string;
	since?: string;
}

function changeOf(api: BlingApi, { event, account, row, time, since }: Found): Change {
	const { reference, state } = describe(event, row);
	const id = ['sweep', reference, time].join('|');
	return {
		event,
		id,
		account,
		reference: reference ?? String(row.id),
		key: ['bling', event.split('.')[0], account, reference, time, state ?? ''].join('|'),
		toldBy: { by: 'reference', since, state },
		rebuild: async () => await current(api, event, row.id, id),
	};
}

/** The delivery of a change; undefined if it was deleted since. */
async function current(api: BlingApi, event: string, resourceId: number, id: string): Promise<Delivery | undefined> {
	const found = replayable.find((one) => one.event === event);
	try {
		const [delivery] = found ? await rebuild(api, found, [resourceId]) : [];
		return delivery && { ...delivery, id };
	} catch (error) {
		return error instanceof NodeApiError && error.httpCode === '404' ? undefined : rethrow(error);
	}
}

export const recoverMissed = recoverOperation(recoverable);
