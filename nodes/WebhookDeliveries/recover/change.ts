import type { DateTime } from 'luxon';

import type { Call } from '../../shared/operations/operation';
import type { Delivery } from '../../shared/trigger/delivery';
import type { VendorIdentity } from '../../shared/vendorIdentity';
import type { INodeProperties } from 'n8n-workflow';

/** Something that changed at a vendor, of which a delivery should have told. */
export interface Change extends Pick<Delivery, 'event' | 'id' | 'account'> {
	reference: string;
	/** Under which it is remembered for each trigger: another state or time is another change. */
	key: string;
	/** What a delivery that tells of it looks like. */
	toldBy: Told;
	/** The delivery that a webhook would have made; undefined if the vendor has it no more. */
	rebuild(): Promise<Delivery | undefined>;
}

/**
 * `id`: only a delivery of this very id. `reference`: the latest one of its kind and reference, if it is not older than
 * `since` and had this `state`; what is left out is not compared.
 */
export type Told =
	| { by: 'id' }
	| {
			by: 'reference';
			/** ISO 8601. */
			since?: string;
			state?: string | null;
			/** References are the vendor's own over all accounts. */
			inAnyAccount?: boolean;
	  };

/** What is looked at: changes between the two moments, `to` being early enough for their webhooks to have arrived. */
export interface Span {
	from: DateTime;
	to: DateTime;
	now: DateTime;
	/** References of all deliveries in the history that was read. */
	references: ReadonlySet<string>;
}

/** What is special about a vendor's recovery. */
export interface Recoverable<Api> {
	identity: VendorIdentity;
	/** A sentence: what can be recovered, and what leaves no trace. */
	limits: string;
	/** Fields beside the common ones. */
	fields?: INodeProperties[];
	/** Why "Minutes to Wait" cannot be kept, where no change has a time: the end of a sentence. */
	listsNoTimes?: string;
	/** How many hours of history are read beyond the period; a day if left out. */
	furtherHours?(call: Call<Api>): number;
	/** What changed in the period, as the vendor's API lists it. */
	changes(call: Call<Api>, span: Span): AsyncIterable<Change>;
}
