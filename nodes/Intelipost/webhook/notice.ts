import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';
import { contentHash, textOf } from '../../shared/json';
import { trackingEvent, unknownEvent } from './events';
import { historyRow, occurredAt } from '../api/order';

const scalar = z.union([z.string(), z.number()]).transform(String);

/** docs/facts/intelipost.md §2.2: everything but these two is optional. */
const tracking = z.object({
	order_number: scalar,
	volume_number: scalar.nullish().catch(undefined),
	history: historyRow,
});

/** A longer list is not accepted: each of its notices may cost a request to the API. */
const mostNotices = 100;

/**
 * The notices in a body: one, or one per entry of a list. One without history, such as the
 * pre-invoice notice whose payload is not published, has the event `unknown`; so has anything that
 * is not an object, which is kept whole under `body`. Only an empty body is no notice.
 */
export function readNotices(body: unknown, rawBody: Buffer): Notice[] {
	if (rawBody.length === 0) return [];
	const content = body === undefined ? textOf(rawBody) : body;
	if (!Array.isArray(content) || content.length === 0 || content.length > mostNotices) return [readNotice(content)];
	return content.map(readNotice);
}

const isObject = (content: unknown): content is IDataObject => typeof content === 'object' && content !== null && !Array.isArray(content);

/** One notice; one without an ID of its own is identified by its content. */
export function readNotice(content: unknown): Notice {
	const data = isObject(content) ? content : { body: content as IDataObject[string] };
	const parsed = tracking.safeParse(data);
	if (!parsed.success) return { event: unknownEvent, id: contentHash(content), data };

	const { order_number, volume_number, history } = parsed.data;
	const { shipment_order_volume_state: state, shipment_order_volume_state_history: historyId } = history;
	return {
		event: trackingEvent(state),
		id: historyId == null ? contentHash(content) : [order_number, volume_number ?? '', historyId].join('|'),
		state,
		reference: order_number,
		occurredAt: occurredAt(history),
		data,
	};
}
