import { z } from 'zod';

import { rebuildOperation } from '../../../shared/operations/rebuild';
import type { BlingApi } from '../../api/api';
import { blingId } from '../../api/blingId';
import { productsBySku } from '../../api/products';
import { identity } from '../../identity';
import type { BlingCall } from '../operation';
import { readSku } from '../sku';
import { rebuild as rebuildResources } from './replay';
import { replayable } from './replayable';

const ofOrder = z.object({ id: blingId });
/** Identified by their SKU. */
const ofProducts = ['product', 'stock', 'virtual_stock'];

/** The resources that a person can identify: orders by number, products by SKU, invoices by ID. */
async function idsOf({ api, param }: BlingCall, event: string): Promise<number[]> {
	const [resource] = event.split('.');
	if (resource === 'order') {
		const orders = await api.rows('/pedidos/vendas', { numero: param.documentNumber('reference') }, ofOrder);
		return orders.map(({ id }) => id);
	}
	if (!ofProducts.includes(resource)) return await existing(api, `/${resource === 'invoice' ? 'nfe' : 'nfce'}`, param.id('reference'));
	const sku = readSku(param, 'reference');
	return ((await productsBySku(api, [sku])).get(sku) ?? []).map(({ id }) => id);
}

const existing = async (api: BlingApi, path: string, id: number) => ((await api.objectIfAny(`${path}/${id}`)) === undefined ? [] : [id]);

export const rebuild = rebuildOperation<BlingApi>({
	identity,
	reference: "The order's number in Bling, the product's SKU or the invoice's ID",
	async rebuild(call, { event }) {
		const found = replayable.find((one) => one.event === event);
		const ids = found === undefined ? [] : await idsOf(call, event);
		return found === undefined || ids.length === 0 ? [] : await rebuildResources(call.api, found, ids);
	},
});
