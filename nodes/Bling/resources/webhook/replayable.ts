import type { IDataObject } from 'n8n-workflow';

import type { BlingApi } from '../../api/api';
import { balancesOf } from '../../api/balances';
import type { Resource } from '../../webhook/events';
import { resources } from '../../webhook/events';

interface Replayed {
	/** As in the webhook (docs/facts/bling.md §2.4). */
	data: IDataObject;
	/** As in the API. */
	resource: IDataObject;
}

/** An event that can be rebuilt from the API. */
export interface Replayable {
	event: string;
	/** The path it is fetched from, to show to people. */
	from: string;
	fetch(api: BlingApi, ids: number[]): Promise<Replayed[]>;
}

const object = (value: unknown): IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as IDataObject) : {};

/** The given keys of an object, as far as it has them. */
function pick(from: IDataObject, keys: string[]): IDataObject {
	return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}

/** Fetches each ID and keeps the notice's keys; nested entities keep only their ID, as in the notice. */
const byId =
	(path: string, keys: string[], entities: string[]) =>
	async (api: BlingApi, ids: number[]): Promise<Replayed[]> => {
		const replayed: Replayed[] = [];
		for (const id of ids) {
			const resource = await api.object(`${path}/${id}`);
			const nested = entities.filter((key) => resource[key] !== undefined).map((key) => [key, pick(object(resource[key]), ['id'])]);
			replayed.push({ data: { ...pick(resource, keys), ...Object.fromEntries(nested) }, resource });
		}
		return replayed;
	};

/** A product whose balance Bling does not return is omitted: unknown, never zero. */
async function fetchBalances(api: BlingApi, ids: number[]) {
	const balances = await balancesOf(api, ids);
	return ids.flatMap((id) => balances.get(id) ?? []);
}

/** One notice per product; the balances do not show whether Bling would set `vinculoComplexo`. */
async function virtualStock(api: BlingApi, ids: number[]): Promise<Replayed[]> {
	return (await fetchBalances(api, ids)).map((balance) => {
		const { produto, saldoFisicoTotal, saldoVirtualTotal, depositos = [] } = balance;
		return {
			data: { produto: { id: produto.id }, saldoFisicoTotal, saldoVirtualTotal, depositos },
			resource: { ...balance },
		};
	});
}

/**
 * One notice per product and warehouse, without `operacao` and `quantidade`, which belong to a
 * movement, not to a balance.
 */
async function stock(api: BlingApi, ids: number[]): Promise<Replayed[]> {
	return (await fetchBalances(api, ids)).flatMap((balance) => {
		const { produto, saldoFisicoTotal, saldoVirtualTotal, depositos = [] } = balance;
		return depositos.map((deposito) => ({
			data: { produto: { id: produto.id }, deposito, saldoFisicoTotal, saldoVirtualTotal },
			resource: { ...balance },
		}));
	});
}

const invoiceKeys = ['id', 'tipo', 'situacao', 'numero', 'dataEmissao', 'dataOperacao'];
const invoiceEntities = ['contato', 'naturezaOperacao', 'loja'];

const fetchers: Record<Resource, Pick<Replayable, 'from' | 'fetch'>> = {
	order: {
		from: '/pedidos/vendas/{id}',
		fetch: byId('/pedidos/vendas', ['id', 'data', 'numero', 'numeroLoja', 'total', 'situacao'], ['contato', 'vendedor', 'loja']),
	},
	product: {
		from: '/produtos/{id}',
		fetch: byId(
			'/produtos',
			[
				'id',
				'nome',
				'codigo',
				'tipo',
				'situacao',
				'preco',
				'unidade',
				'formato',
				'idProdutoPai',
				'descricaoCurta',
				'descricaoComplementar',
			],
			['categoria'],
		),
	},
	stock: { from: '/estoques/saldos, one delivery per warehouse', fetch: stock },
	virtual_stock: { from: '/estoques/saldos', fetch: virtualStock },
	product_supplier: {
		from: '/produtos/fornecedores/{id}',
		fetch: byId(
			'/produtos/fornecedores',
			['id', 'descricao', 'codigo', 'precoCusto', 'precoCompra', 'padrao', 'garantia'],
			['produto', 'fornecedor'],
		),
	},
	invoice: { from: '/nfe/{id}', fetch: byId('/nfe', invoiceKeys, invoiceEntities) },
	consumer_invoice: { from: '/nfce/{id}', fetch: byId('/nfce', invoiceKeys, invoiceEntities) },
};

/** All events of the catalogue except deletions, as what is gone cannot be fetched. */
export const replayable: Replayable[] = resources.flatMap(({ resource, actions }) =>
	actions.filter((action) => action !== 'deleted').map((action) => ({ event: `${resource}.${action}`, ...fetchers[resource] })),
);
