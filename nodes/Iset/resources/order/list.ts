import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiCall } from '../../../shared/http/transport';
import type { Call } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { periodFields, periodOf } from '../fields';

/** The call that lists orders, without its body. */
export const listCall: ApiCall = { method: 'POST', path: '/order/list', onlyReads: true };

const answer = z.object({ orders: z.array(z.record(z.string(), z.unknown())) });

/** The body of `POST /order/list` (docs/facts/iset.md §4.2, unconfirmed). */
export const listFields: INodeProperties[] = [
	...periodFields,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		options: [
			{
				displayName: 'Complete',
				name: 'complete',
				type: 'boolean',
				default: false,
				description: 'Whether to set "complete" in the request',
			},
			{
				displayName: 'Paid',
				name: 'paid',
				type: 'boolean',
				default: true,
				description: 'Whether to return only paid orders; turn off for only unpaid ones',
			},
		],
	},
];

/** The rows of the list, of which only `orderId` is known. Throws NodeApiError for an answer without `orders`. */
export async function listOrders({ api, param }: Call<IsetApi>): Promise<IDataObject[]> {
	const filters = param.in('filters');
	const [paid, complete] = [filters.optionalFlag('paid'), filters.optionalFlag('complete')];
	return await ordersOf(api, {
		date: periodOf(param),
		...(paid === undefined ? {} : { paid }),
		...(complete === undefined ? {} : { complete }),
	});
}

/** The same for the request. */
export async function ordersOf(api: IsetApi, body: IDataObject & { date: { from: string; to: string } }): Promise<IDataObject[]> {
	const { orders } = await api.ask({ ...listCall, body }, answer);
	return orders as IDataObject[];
}
