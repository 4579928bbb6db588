import type { DateTime } from 'luxon';

import type { Call } from '../../shared/operations/operation';
import type { Delivery } from '../../shared/trigger/delivery';
import type { VendorIdentity } from '../../shared/vendorIdentity';
import type { INodeProperties } from 'n8n-workflow';

/** A change at a vendor that a delivery should have reported. */
export interface Change extends Pick<Delivery, 'event' | 'id' | 'account'> {
	reference: string;
	/** Its key in each trigger's memory: another state or time is another change. */
	key: string;
	/** What a delivery that reports it looks like. */
	toldBy: Told;
	/** The delivery that the webhook would have made; undefined if the vendor no longer has it. */
	rebuild(): Promise<Delivery | undefined>;
}

/**
 * `id`: only a delivery with this id. `reference`: the latest one of its kind and reference, if it
 * is not older than `since` and had this `state`; undefined fields are not compared.
 */
export type Told =
	| { by: 'id' }
	| {
			by: 'reference';
			/** ISO 8601. */
			since?: string;
			state?: string | null;
			/** References are unique across all accounts of the vendor. */
			inAnyAccount?: boolean;
	  };

/** What to look at: changes between the two moments; `to` is early enough for their webhooks to have arrived. */
export interface Span {
	from: DateTime;
	to: DateTime;
	now: DateTime;
	/** References of all deliveries in the history that was read. */
	references: ReadonlySet<string>;
}

/** What differs between the vendors' recoveries. */
export interface Recoverable<Api> {
	identity: VendorIdentity;
	/** A sentence: what can be recovered, and what leaves no trace. */
	limits: string;
	/** Fields in addition to the common ones. */
	fields?: INodeProperties[];
	/** Why "Minutes to Wait" cannot be used if changes have no time: the end of a sentence. */
	listsNoTimes?: string;
	/** How many hours of history to read beyond the period; a day by default. */
	furtherHours?(call: Call<Api>): number;
	/** What changed in the period, from the vendor's API. */
	changes(call: Call<Api>, span: Span): AsyncIterable<Change>;
}
