import { rebuildOperation } from '../../../shared/operations/rebuild';
import { completeDelivery } from '../../../shared/trigger/delivery';
import type { IsetApi } from '../../api/api';
import { findOrder, findProduct } from '../../api/lookup';
import { identity } from '../../identity';
import { stateOf } from '../../webhook/state';
import { shopId } from '../fields';
import { accountOf } from '../order/rebuild';

export const rebuild = rebuildOperation<IsetApi>({
	identity,
	reference: 'ID of the order or product in the shop',
	async rebuild(call, { event }) {
		const reference = shopId(call.param, 'reference');
		const resource = event.startsWith('order.') ? await findOrder(call.api, reference) : await findProduct(call.api, reference);
		if (resource === undefined) return [];
		const notice = {
			event,
			id: ['manual', event, reference, Date.now()].join('|'),
			account: await accountOf(call),
			state: stateOf(resource),
			reference,
			occurredAt: new Date().toISOString(),
			data: resource,
		};
		const accountName = call.context.getNode().credentials?.[identity.credential]?.name ?? null;
		return [{ ...completeDelivery(identity.vendor, notice, { accountName, verifiedBy: ['api'], redelivery: true }), resource }];
	},
});
