import type { IAllExecuteFunctions, IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { documented } from '../../shared/http/documented';
import type { IsetRequest } from './api';
import { answeredCall, apiError, exchange, idPath, isetRequest } from './api';

const record = z.record(z.string(), z.unknown());
const empty = z.union([z.null(), z.array(z.unknown()).max(0), z.object({}).strict()]);

/** `totalValue` stands beside the order and not in it (docs/facts/iset.md §4.2). */
const orderAnswer = z.object({
	order: z.union([empty.transform(() => undefined), record]),
	totalValue: z.unknown(),
});
const productAnswer = z.object({ result: z.array(record) });

/** iSET's own 404; that of a wrong address looks otherwise. */
const notFound = z.object({ status: z.coerce.number().refine((status) => status === 404) });

/**
 * GET /order/{id}, with `totalValue` put into the order. Undefined if the shop does not have it: iSET's 404, or a 2xx
 * whose `order` is empty (both unconfirmed). Throws NodeApiError for any other answer.
 */
export async function findOrder(context: IAllExecuteFunctions, id: string, itemIndex: number): Promise<IDataObject | undefined> {
	const request: IsetRequest = { method: 'GET', path: idPath('order', id) };
	const response = await exchange(context, request, itemIndex);
	if (response.status === 404 && notFound.safeParse(response.body).success) return undefined;
	if (response.status >= 300) throw apiError(context, request, response, itemIndex);
	const { order, totalValue } = documented(orderAnswer, response.body, answeredCall(context, request, itemIndex));
	return order && ({ ...order, ...(totalValue === undefined ? {} : { totalValue }) } as IDataObject);
}

/**
 * GET /product/{id}. Undefined if the shop does not have it: an empty `result` (docs/facts/iset.md §4.2) and nothing else,
 * since that answer confirms a removal. Throws NodeApiError for any other answer.
 */
export async function findProduct(context: IAllExecuteFunctions, id: string, itemIndex: number): Promise<IDataObject | undefined> {
	const request: IsetRequest = { method: 'GET', path: idPath('product', id) };
	const body = await isetRequest(context, request, itemIndex);
	const { result } = documented(productAnswer, body, answeredCall(context, request, itemIndex));
	return result[0] as IDataObject | undefined;
}
