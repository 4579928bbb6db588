import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { Call } from '../../../shared/operations/operation';
import type { Delivery } from '../../../shared/trigger/delivery';
import { completeDelivery } from '../../../shared/trigger/delivery';
import type { IsetApi } from '../../api/api';
import { findOrder } from '../../api/lookup';
import { idPattern, storeOrigin } from '../../api/store';
import { identity } from '../../identity';
import type { EventName } from '../../webhook/events';
import { idKeys } from '../../webhook/events';
import { stateOf } from '../../webhook/state';
import { listCall } from './list';

/** The event of a rebuilt delivery of an order. */
export const orderEvent: EventName = 'order.saved';

/** The rows of the list by order ID. Throws NodeApiError for a row without one. */
export function byId(api: IsetApi, rows: IDataObject[]): Map<string, IDataObject> {
	return new Map(
		rows.map((row) => {
			const id = String(idKeys.order.map((key) => row[key]).find((value) => value != null));
			if (idPattern.test(id)) return [id, row];
			throw api.undocumented(listCall);
		}),
	);
}

/** The host of a credential's shop, which is the account in deliveries. */
export async function accountOf({ context, itemIndex }: Pick<Call<IsetApi>, 'context' | 'itemIndex'>): Promise<string | null> {
	const { storeUrl } = await context.getCredentials(identity.credential, itemIndex);
	const origin = storeOrigin(storeUrl);
	return origin === undefined ? null : new URL(origin).host;
}

/** The delivery of an order in its current state; undefined if it was removed since it was listed. */
export async function deliveryOf(
	call: Pick<Call<IsetApi>, 'api' | 'context' | 'itemIndex'>,
	{ id, row, fetches }: { id: string; row: IDataObject; fetches: boolean },
): Promise<Delivery | undefined> {
	const resource = fetches ? await findOrder(call.api, id) : row;
	if (resource === undefined) return undefined;
	const hash = createHash('sha256').update(JSON.stringify(resource)).digest('hex');
	const notice = {
		event: orderEvent,
		id: [orderEvent, id, hash].join('|'),
		reference: id,
		state: stateOf(resource) ?? stateOf(row),
		account: await accountOf(call),
		data: row,
	};
	const accountName = call.context.getNode().credentials?.[identity.credential]?.name ?? null;
	const delivery = completeDelivery(identity.vendor, notice, { accountName, verifiedBy: ['api'], redelivery: true });
	return fetches ? { ...delivery, resource } : delivery;
}
