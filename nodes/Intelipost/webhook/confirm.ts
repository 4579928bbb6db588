import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../../shared/trigger/delivery';
import type { ApiCall } from '../../shared/http/transport';
import { isUnreachable } from '../../shared/http/transport';
import { rethrow } from '../../shared/rethrow';
import type { TriggerSettings } from '../../shared/trigger/settings';
import type { Enriched } from '../../shared/trigger/vendor';
import { IntelipostApi } from '../api/api';
import { unknownEvent } from './events';
import type { ShipmentOrder, TrackedEvent } from '../api/order';
import { eventsOf, historyRow, orderPath, shipmentOrder } from '../api/order';
import { rebuildDelivery } from './rebuild';

const optionsSchema = z.object({
	confirmByApi: z.boolean().catch(false).default(false),
	confirmNotFound: z.enum(['drop', 'emit']).catch('drop').default('drop'),
	confirmApiDown: z.enum(['fail', 'emit']).catch('fail').default('fail'),
});

/**
 * It is not documented whether the API may show an event later than the webhook reports it, so it
 * is asked once more.
 */
const secondLookMs = 2_000;

const claimed = z.object({
	order_number: z.union([z.string(), z.number()]).transform(String),
	history: historyRow,
});

/** The row that a notice claims, in the order returned by the API. */
interface Found {
	order: ShipmentOrder;
	event: TrackedEvent;
}

/**
 * "Confirm by API": gets the shipment order and looks for the history row and state that the notice
 * claims. If found, `api` is added to `verifiedBy`, and the delivery's event data are replaced by
 * the API's; if nothing else proved the sender, all of `data` is. A notice without history cannot
 * be looked up: it keeps its verification, and counts as not found if it has none.
 */
export async function confirm(context: IExecuteFunctions, delivery: Delivery, settings: TriggerSettings): Promise<Enriched> {
	const { confirmByApi, confirmNotFound, confirmApiDown } = optionsSchema.parse(settings.options);
	const asSent: Enriched = { outcome: 'emitted', delivery };
	if (!confirmByApi) return asSent;

	const notFound: Enriched = confirmNotFound === 'emit' ? asSent : { outcome: 'unconfirmed' };
	const claim = claimed.safeParse(delivery.data);
	const path = claim.success ? orderPath(claim.data.order_number) : undefined;
	if (delivery.event === unknownEvent && delivery.verifiedBy.length > 0) return asSent;
	if (!claim.success || path === undefined) return notFound;

	const look = async () => await lookUp(new IntelipostApi(context, 0), { method: 'GET', path }, claim.data.history, confirmApiDown);
	const found = (await look()) ?? (await sleep(secondLookMs).then(look));
	if (found === 'apiDown') return asSent;
	return found ? { outcome: 'emitted', delivery: confirmed(delivery, claim.data.order_number, found) } : notFound;
}

function confirmed(delivery: Delivery, orderNumber: string, { order, event }: Found): Delivery {
	const own = rebuildDelivery({ ...order, order_number: order.order_number ?? orderNumber }, event, null);
	const { state, reference, occurredAt } = own;
	const isProven = delivery.verifiedBy.length > 0;
	return {
		...delivery,
		event: own.event,
		state,
		reference,
		occurredAt,
		verifiedBy: [...delivery.verifiedBy, 'api'],
		data: isProven ? delivery.data : own.data,
	};
}

/**
 * The claimed row; undefined if the order does not have it. With the choice `fail`, an API that
 * cannot answer fails the execution.
 */
async function lookUp(
	api: IntelipostApi,
	call: ApiCall,
	claim: z.infer<typeof historyRow>,
	apiDown: 'fail' | 'emit',
): Promise<Found | 'apiDown' | undefined> {
	try {
		const outcome = await api.exchange(call);
		if ('content' in outcome) return rowOf(outcome.content, claim);
		// An order that the account does not have is answered 400 (unconfirmed):
		// docs/facts/intelipost.md §4.2.
		if (outcome.isOwn && [400, 404].includes(outcome.status)) return undefined;
		return apiDown === 'emit' ? 'apiDown' : rethrow(api.refused(outcome, call));
	} catch (error) {
		return apiDown === 'emit' && isUnreachable(error) ? 'apiDown' : rethrow(error);
	}
}

function rowOf(content: unknown, claim: z.infer<typeof historyRow>): Found | undefined {
	const order = shipmentOrder.safeParse(content);
	const { shipment_order_volume_state_history: id, shipment_order_volume_state: state } = claim;
	if (!order.success || id == null) return undefined;
	const event = eventsOf(order.data).find(
		({ row }) => row.shipment_order_volume_state_history === id && row.shipment_order_volume_state === state,
	);
	return event && { order: order.data, event };
}
