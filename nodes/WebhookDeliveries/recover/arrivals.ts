import type { DeliveryRecord } from '../history/records';
import { HeardAccounts } from '../resend/otherAccount';
import type { Change } from './change';

interface Latest {
	at: number;
	state: string | null;
}

const kindOf = (event: string) => event.split('.')[0];
const keyOf = (...parts: Array<string | null>) => JSON.stringify(parts);
/** A tag may hold several references if the data cannot be read. */
const listed = (tag: string | null) => tag?.split(',') ?? [];

/** A vendor's deliveries in the history of this n8n, whatever became of them: a failed one is visible there anyway. */
export class Arrivals {
	private readonly ids = new Set<string>();
	private readonly latest = new Map<string, Latest>();
	private readonly keepers = new Set<string>();
	/** The accounts that the vendor itself sent deliveries for, by trigger. */
	readonly heard = new HeardAccounts();
	/** Order numbers and other references of all of them. */
	readonly references = new Set<string>();

	/** Adds one delivery of the history. A delivery dropped before the next node reached nobody: only its id counts. */
	add(record: DeliveryRecord): void {
		const { delivery, row, account, state, outcome } = record;
		this.heard.add(record);
		if (record.status === 'succeeded') this.keepers.add(record.workflow.id);
		for (const id of delivery ? [delivery.id] : listed(record.deliveryId)) this.ids.add(id);
		const at = Date.parse(delivery?.occurredAt ?? delivery?.receivedAt ?? row.startedAt ?? '');
		const references = delivery ? [delivery.reference ?? ''] : listed(record.reference);
		for (const reference of references.filter((one) => one !== '')) {
			this.references.add(reference);
			if (outcome === 'unconfirmed') continue;
			for (const event of delivery ? [delivery.event] : listed(record.event)) {
				this.note(keyOf(kindOf(event), reference), { at, state });
				this.note(keyOf(kindOf(event), reference, account), { at, state });
			}
		}
	}

	/** An unreadable time counts as older than any other. */
	private note(key: string, one: Latest): void {
		const known = this.latest.get(key);
		if (known === undefined || !(one.at < known.at || Number.isNaN(one.at))) this.latest.set(key, one);
	}

	/** Whether a delivery has reported this change. */
	tell({ id, event, account, reference, toldBy }: Change): boolean {
		if (toldBy.by === 'id') return this.ids.has(id);
		const { since, state, inAnyAccount } = toldBy;
		const known = this.latest.get(inAnyAccount ? keyOf(kindOf(event), reference) : keyOf(kindOf(event), reference, account));
		if (known === undefined) return false;
		const isRecent = since === undefined || known.at >= Date.parse(since);
		const isSameState = state == null || known.state === null || known.state === state;
		return isRecent && isSameState;
	}

	/** Whether the history shows that this workflow keeps successful executions. */
	keeps(workflowId: string): boolean {
		return this.keepers.has(workflowId);
	}
}
