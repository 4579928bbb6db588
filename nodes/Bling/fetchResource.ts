import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../shared/delivery';
import type { TriggerSettings } from '../shared/settings';
import type { Enriched } from '../shared/vendor';
import { BlingApi } from './api';
import { balancesOf } from './balances';
import type { Resource } from './events';

const productId = z.object({ produto: z.object({ id: z.coerce.number().int().positive() }) });
const ownId = z.object({ id: z.coerce.number().int().positive() });

type Fetch = (api: BlingApi, data: IDataObject) => Promise<IDataObject | undefined>;

const byId =
	(path: string): Fetch =>
	async (api, data) =>
		await api.object(`${path}/${ownId.parse(data).id}`);

const balance: Fetch = async (api, data) => {
	const { id } = productId.parse(data).produto;
	const found = (await balancesOf(api, [id])).get(id);
	return found && { ...found };
};

/** Where each resource is read again (vendors/bling.md §1.2). */
const fetchers: Record<Resource, Fetch> = {
	order: byId('/pedidos/vendas'),
	product: byId('/produtos'),
	stock: balance,
	virtual_stock: balance,
	product_supplier: byId('/produtos/fornecedores'),
	invoice: byId('/nfe'),
	consumer_invoice: byId('/nfce'),
};

/**
 * "Fetch Resource": puts the order, product, balances or invoice under `resource`. A credential can only read its own
 * account, so deliveries of other accounts pass without it; so does what was deleted. Errors fail the execution.
 */
export async function fetchResource(
	context: IExecuteFunctions,
	delivery: Delivery,
	settings: TriggerSettings,
): Promise<Enriched> {
	const [resource, action] = delivery.event.split('.');
	const fetcher = Object.entries(fetchers).find(([name]) => name === resource)?.[1];
	const gone = action === 'deleted' && fetcher !== balance;
	if (!settings.fetchResource || !fetcher || gone) return { outcome: 'emitted', delivery };

	const api = new BlingApi(context, 0);
	const company = await api.company();
	if (delivery.account !== company.id) {
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `A delivery of account ${delivery.account ?? 'unknown'} has no resource: this credential belongs to account ${company.id} (${company.name}) and can read only that one.`,
		});
		return { outcome: 'emitted', delivery: { ...delivery, accountName: null } };
	}
	const fetched = await fetcher(api, delivery.data);
	return { outcome: 'emitted', delivery: { ...delivery, accountName: company.name, resource: fetched } };
}
