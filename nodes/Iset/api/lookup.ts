import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { IsetApi } from './api';
import { idPath } from './api';

const record = z.record(z.string(), z.unknown());
const empty = z.union([z.null(), z.array(z.unknown()).max(0), z.object({}).strict()]);

/** `totalValue` is next to the order, not in it (docs/facts/iset.md §4.2). */
const orderAnswer = z.object({
	order: z.union([empty.transform(() => undefined), record]),
	totalValue: z.unknown(),
});
const productAnswer = z.object({ result: z.array(record) });

/**
 * GET /order/{id}, with `totalValue` moved into the order. Undefined if the shop does not have it:
 * iSET's own 404, or a 2xx with an empty `order` (both unconfirmed). Throws NodeApiError for any
 * other answer.
 */
export async function findOrder(api: IsetApi, id: string): Promise<IDataObject | undefined> {
	const { order, totalValue } = (await api.find({ method: 'GET', path: idPath('order', id) }, orderAnswer)) ?? {};
	return order && ({ ...order, ...(totalValue === undefined ? {} : { totalValue }) } as IDataObject);
}

/**
 * GET /product/{id}. Undefined if the shop does not have it: only for an empty `result`
 * (docs/facts/iset.md §4.2), since that answer confirms a removal. Throws NodeApiError for any
 * other answer.
 */
export async function findProduct(api: IsetApi, id: string): Promise<IDataObject | undefined> {
	const { result } = await api.ask({ method: 'GET', path: idPath('product', id) }, productAnswer);
	return result[0] as IDataObject | undefined;
}
