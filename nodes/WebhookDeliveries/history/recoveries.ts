import type { ExecutionRow } from './history';

/** What is compared of a delivery to find what recovered it. */
export interface Repeatable {
	/** `deliveryKey`; undefined if its id cannot be read. */
	key: string | undefined;
	/** Of what failed: its key where the trigger is unknown. */
	anyKey: string | undefined;
	outcome: 'succeeded' | 'failed' | 'open';
	failingNode: string | null;
	/** The nodes that have run, if some gave no item, so that those after it did not run; undefined if it reached them all. */
	only: string[] | undefined;
}

type Linked = Pick<ExecutionRow, 'id' | 'status' | 'retryOf' | 'retrySuccessId'>;

/**
 * Remembers, while executions are read newest first, which ones a later repetition recovered: a
 * retry (n8n links it to the execution it repeats, and that one to its first success only), or the
 * same delivery posted again by us or, as after a crash before the answer, by the vendor.
 */
export class Recoveries {
	private readonly byExecution = new Map<string, string>();
	private readonly byDelivery = new Map<string, Array<{ by: string; only?: string[] }>>();

	/** Adds a row without data. Returns the execution that recovered it, or null. */
	seeRow({ id, status, retryOf, retrySuccessId }: Linked): string | null {
		const madeGoodBy = retrySuccessId ?? this.byExecution.get(id) ?? null;
		const good = status === 'success' ? id : madeGoodBy;
		if (retryOf !== null && good !== null && !this.byExecution.has(retryOf)) this.byExecution.set(retryOf, good);
		return madeGoodBy;
	}

	/** Adds the deliveries of one execution. Returns for each the execution that recovered it, or null. */
	see(row: Linked, deliveries: Repeatable[]): Array<string | null> {
		const madeGoodBy = this.seeRow(row);
		return deliveries.map((delivery) => {
			const { key, outcome, only } = delivery;
			const recoveredBy = outcome === 'failed' ? (madeGoodBy ?? this.laterSuccess(row.id, delivery)) : null;
			const good = outcome === 'succeeded' ? row.id : recoveredBy;
			if (key === undefined || good === null) return recoveredBy;
			const goods = this.byDelivery.get(key) ?? [];
			this.byDelivery.set(key, goods);
			goods.push({ by: good, only: outcome === 'succeeded' ? only : undefined });
			return recoveredBy;
		});
	}

	/**
	 * The newest one, as it is read first. A success before the failure recovers nothing, which is
	 * why newer executions are read before those of a list. Nor does an execution that never
	 * reached the node that failed, because an earlier node left out what it had already processed.
	 */
	private laterSuccess(id: string, { key, anyKey, failingNode }: Repeatable): string | null {
		for (const each of [key, anyKey]) {
			const reaches = (only?: string[]) => failingNode === null || (only?.includes(failingNode) ?? true);
			const goods = each === undefined ? undefined : this.byDelivery.get(each);
			const good = goods?.find(({ by, only }) => Number(by) > Number(id) && reaches(only));
			if (good) return good.by;
		}
		return null;
	}
}
