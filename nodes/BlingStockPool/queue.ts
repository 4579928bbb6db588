import { z } from 'zod';

import { blingId } from './bling';
import type { NewQueueRow, QueueRow, Work } from './document';
import { origins } from './texts';

const fresh = {
	company: '',
	attempts: 0,
	failed: false,
	stopped: false,
	authorised: false,
	confirmed: false,
};

/** A SKU to look at. */
export const skuRow = (sku: string, origin: string, now: number, more: Partial<NewQueueRow> = {}): NewQueueRow => ({
	...fresh,
	key: `sku|${sku}`,
	kind: 'sku',
	reference: sku,
	origin,
	notBefore: now,
	...more,
});

type SweepMode = NonNullable<Work['sweep']>['mode'];

/** A look at what no event reported. */
export const sweepRow = (mode: SweepMode, origin: string, now: number, fromPage = 1): NewQueueRow => ({
	...fresh,
	key: `varredura|${mode}`,
	kind: 'varredura',
	reference: `${mode}:${fromPage}`,
	origin,
	notBefore: now,
});

/** Which look a row asks for; undefined for one that was written manually. */
export function sweepOf({ reference }: Pick<QueueRow, 'reference'>): { mode: SweepMode; fromPage: number } | undefined {
	const [mode, page] = reference.split(':');
	const fromPage = Number(page);
	const known = mode === 'hour' || mode === 'all' || mode === 'recent';
	return known && Number.isSafeInteger(fromPage) && fromPage > 0 ? { mode, fromPage } : undefined;
}

const withId = z.object({ id: blingId });
const stockData = z.object({
	produto: withId,
	deposito: z.object({ id: blingId, saldoFisico: z.number() }).nullish().catch(null),
});

/** The parts of a Bling Trigger's delivery that the pool needs. */
export const blingDelivery = z.object({
	vendor: z.literal('bling'),
	event: z.string(),
	account: z.string().min(1),
	data: z.record(z.string(), z.unknown()),
});

export type BlingDelivery = z.infer<typeof blingDelivery>;

/** A warehouse's balance in an event. */
export interface ToldBalance {
	company: string;
	productId: number;
	depositId: number;
	physical: number;
}

/** The balance in an event about one warehouse; undefined in all others. */
export function balanceIn({ event, account, data }: BlingDelivery): ToldBalance | undefined {
	if (!event.startsWith('stock.')) return undefined;
	const { data: stock } = stockData.safeParse(data);
	if (!stock?.deposito) return undefined;
	return {
		company: account,
		productId: stock.produto.id,
		depositId: stock.deposito.id,
		physical: stock.deposito.saldoFisico,
	};
}

/** What an event is about; undefined for other events a trigger may accept, which say nothing about balances. */
function subjectOf({ event, data }: BlingDelivery): { kind: 'pedido' | 'produto'; field: string; id: number | undefined } | undefined {
	if (event.startsWith('order.')) return { kind: 'pedido', field: 'data.id', id: withId.safeParse(data).data?.id };
	if (!event.startsWith('stock.') && !event.startsWith('virtual_stock.')) return undefined;
	return { kind: 'produto', field: 'data.produto.id', id: stockData.safeParse(data).data?.produto.id };
}

/** The events that do not name their order or product: which item, and what is missing. */
export const namelessEvents = (deliveries: BlingDelivery[]): string[] =>
	deliveries.flatMap((delivery, index) => {
		const subject = subjectOf(delivery);
		const isNameless = subject !== undefined && subject.id === undefined;
		return isNameless ? [`item ${index + 1} ("${delivery.event}") has no usable ID in "${subject.field}"`] : [];
	});

/** One row for each product or order that events name; `isEcho` says which events only report our own writing. */
export function eventRows(deliveries: BlingDelivery[], now: number, isEcho: (balance: ToldBalance) => boolean): NewQueueRow[] {
	const rows = new Map<string, NewQueueRow>();
	for (const delivery of deliveries) {
		const balance = balanceIn(delivery);
		if (balance !== undefined && isEcho(balance)) continue;
		const { event, account } = delivery;
		const { kind, id } = subjectOf(delivery) ?? {};
		if (kind === undefined || id === undefined) continue;
		const key = `${account}|${kind}|${id}`;
		rows.set(key, {
			...fresh,
			key,
			kind,
			company: account,
			reference: String(id),
			origin: origins.event(event),
			notBefore: now,
		});
	}
	return [...rows.values()];
}

/** SKUs per batch: one request to Bling for the products, and one for the balances, in each account. */
const skusInBatch = 50;
/** How long SKUs wait at most while events keep arriving. */
const patienceMs = 300_000;

/**
 * The rows of the next batch. Rows that find SKUs go first, so that a SKU named by several events
 * is read and written once. Only SKUs that have waited for minutes go before them.
 */
export function nextBatch(finders: QueueRow[], skus: Array<QueueRow & { since: number }>, now: number): QueueRow[] {
	const [oldest] = skus;
	const isLate = oldest !== undefined && now - Math.max(oldest.since, oldest.notBefore) > patienceMs;
	if (finders.length > 0 && !isLate) {
		// One look at a time: it has its own pages.
		const [sweep] = finders.filter(({ kind }) => kind === 'varredura');
		return finders.filter((row) => row.kind !== 'varredura' || row.key === sweep.key);
	}
	const taken = new Set<string>();
	for (const { reference } of skus) if (taken.size < skusInBatch) taken.add(reference);
	return skus.filter(({ reference }) => taken.has(reference));
}
