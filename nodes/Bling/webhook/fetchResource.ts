import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { blingId } from '../api/blingId';
import type { Delivery } from '../../shared/trigger/delivery';
import type { TriggerSettings } from '../../shared/trigger/settings';
import type { Enriched } from '../../shared/trigger/vendor';
import { BlingApi } from '../api/api';
import { thingOf } from '../api/apiError';
import { balancesOf } from '../api/balances';
import type { Resource } from './events';

const productId = z.object({ produto: z.object({ id: blingId }) });
const ownId = z.object({ id: blingId });

/** Undefined if Bling does not have it. */
type Fetch = (api: BlingApi, data: IDataObject) => Promise<Fetched>;

/** What was read, and its name. */
type Fetched = { name: string; resource: IDataObject | undefined };

const byId =
	(path: string): Fetch =>
	async (api, data) => {
		const own = `${path}/${ownId.parse(data).id}`;
		return { name: thingOf(own) ?? own, resource: await api.objectIfAny(own) };
	};

const balance: Fetch = async (api, data) => {
	const { id } = productId.parse(data).produto;
	const found = (await balancesOf(api, [id])).get(id);
	return { name: `The balance of product ${id}`, resource: found && { ...found } };
};

/** Where each resource is fetched (docs/facts/bling.md §1.2). */
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
 * "Get Full Data": adds the order, product, balances or invoice as `resource`. A credential can
 * only read its own account, so deliveries of other accounts pass without it, and so do deleted
 * resources. Errors fail the execution, as does a credential that was the delivery's own and now
 * belongs to another account.
 */
export async function fetchResource(context: IExecuteFunctions, delivery: Delivery, settings: TriggerSettings): Promise<Enriched> {
	const [resource, action] = delivery.event.split('.');
	const fetcher = Object.entries(fetchers).find(([name]) => name === resource)?.[1];
	const gone = action === 'deleted' && fetcher !== balance;
	if (!settings.fetchResource || !fetcher || gone) return { outcome: 'emitted', delivery };

	const api = new BlingApi(context, 0);
	const company = await api.company();
	if (delivery.account !== company.id) return foreign(context, api, delivery, company);

	const fetched = await fetcher(api, delivery.data);
	const after = await api.company();
	// Somebody reconnected during the read: the resource may be from the other account.
	if (after.id !== company.id) return foreign(context, api, delivery, after);
	const own = { ...delivery, accountName: company.name };
	if (fetched.resource) return { outcome: 'emitted', delivery: { ...own, resource: fetched.resource } };
	warn(
		context,
		`A delivery of ${delivery.event} has no resource: ${fetched.name} does not exist in this Bling account. It may have been deleted in the meantime.`,
	);
	return { outcome: 'emitted', delivery: own };
}

const warn = (context: IExecuteFunctions, message: string) =>
	context.addExecutionHints({ type: 'warning', location: 'outputPane', message });

/** For an account that this credential cannot read. Throws if it could before. */
function foreign(context: IExecuteFunctions, api: BlingApi, delivery: Delivery, company: { id: string; name: string }): Enriched {
	const owner = `account ${company.id} (${company.name})`;
	if (delivery.account !== null && api.belongedTo(delivery.account)) {
		throw new NodeOperationError(
			context.getNode(),
			`The Bling credential now belongs to another account: this delivery is from account ${delivery.account}, the credential from ${owner}`,
			{
				description:
					'Somebody reconnected the credential to another account. Reconnect it to the first one and retry the execution; each account needs its own credential.',
			},
		);
	}
	warn(
		context,
		`A delivery of account ${delivery.account ?? 'unknown'} has no resource: this credential belongs to ${owner} and can only read that one.`,
	);
	return { outcome: 'emitted', delivery: { ...delivery, accountName: null } };
}
