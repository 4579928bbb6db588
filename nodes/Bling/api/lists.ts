import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { documentNumberOf } from '../../shared/operations/values';
import { rethrow } from '../../shared/rethrow';
import { BlingApi } from './api';
import { fits } from './balances';
import { blingId } from './blingId';
import { activeDeposits } from './deposits';
import { productsBySku } from './products';
import { given } from './query';
import type { Situation } from './situations';
import { orderSituations } from './situations';
import { stores } from './stores';

interface Entry {
	id: number;
	name: string;
}

type Search = (this: ILoadOptionsFunctions, filter?: string, token?: string) => Promise<INodeListSearchResult>;

const text = z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined);

/** The naming fields in the rows of lists; each list has some of them. */
const rowSchema = z.object({
	id: blingId,
	codigo: text,
	contato: z.object({ nome: text }).nullish().catch(undefined),
	data: text,
	dataEmissao: text,
	descricao: text,
	nome: text,
	numero: text,
	numeroLoja: text,
	valor: text,
	vencimento: text,
	situacao: z.unknown(),
});
type Row = z.infer<typeof rowSchema>;

/** How a thing is shown: its name, and in brackets what distinguishes it from others. */
function named(id: number, name: string | null | undefined, more: Array<string | null | undefined> = []): Entry {
	const beside = more.filter(Boolean).join(', ');
	return { id, name: `${name?.trim() || String(id)}${beside ? ` (${beside})` : ''}` };
}

/** A list that Bling returns page by page and filters itself. */
interface Paged {
	path: string;
	/** Omitted if the list has no filter for what a person types: each page is filtered here instead. */
	queryOf?(filter: string): IDataObject;
	entryOf(row: Row): Entry;
	/** What the filter finds in another way. */
	also?(api: BlingApi, filter: string): Promise<Entry[]>;
}

const pageSize = 100;

/** Bling's errors, for somebody who is filling in a field. */
function explained(error: unknown): never {
	if (error instanceof NodeApiError) error.description = `${error.description ?? ''} You can choose "By ID" instead.`.trim();
	return rethrow(error);
}

function paged({ path, queryOf, entryOf, also }: Paged): Search {
	return async function (filter = '', token = '1') {
		try {
			const api = new BlingApi(this, 0);
			const page = Number(token);
			const first = page === 1 && filter !== '' ? ((await also?.(api, filter)) ?? []) : [];
			const rows = z.array(rowSchema).parse(await api.page(path, given(queryOf?.(filter) ?? {}), page));
			// Deleted ones are of no use.
			const entries = rows.filter(({ situacao }) => situacao !== 'E').map(entryOf);
			const wanted = queryOf ? entries : entries.filter(containing(filter));
			const others = wanted.filter(({ id }) => !first.some((entry) => entry.id === id));
			return { results: [...first, ...others].map(offered), ...(rows.length === pageSize && { paginationToken: String(page + 1) }) };
		} catch (error) {
			return explained(error);
		}
	};
}

/** A short list, loaded at once. */
function whole(read: (context: ILoadOptionsFunctions) => Promise<Entry[]>): Search {
	return async function (filter = '') {
		try {
			const entries = await read(this);
			return { results: entries.filter(containing(filter)).map(offered) };
		} catch (error) {
			return explained(error);
		}
	};
}

const containing =
	(filter: string) =>
	({ name }: Entry) =>
		name.toLowerCase().includes(filter.toLowerCase());
const offered = ({ id, name }: Entry) => ({ name, value: String(id) });
const orUndefined = (filter: string) => (filter === '' ? undefined : filter);

/** The number in what a person types; undefined if there is none. */
function numberIn(filter: string): number | undefined {
	return /^\d+$/.test(filter.trim()) ? documentNumberOf(filter) : undefined;
}

const orderEntry = ({ id, numero, numeroLoja, data }: Row) => named(id, numero, [numeroLoja, data]);
const invoices = (path: string) =>
	paged({
		path,
		queryOf: (filter) => ({ numero: numberIn(filter) }),
		entryOf: ({ id, numero, dataEmissao }) => named(id, numero, [dataEmissao]),
	});

/** What the fields of the Bling node offer to choose from. */
export const blingLists = {
	categories: whole(async (context) =>
		z
			.array(rowSchema)
			.parse(await new BlingApi(context, 0).list('/categorias/produtos', {}))
			.map(({ id, descricao }) => named(id, descricao)),
	),
	contacts: paged({
		path: '/contatos',
		queryOf: (filter) => ({ pesquisa: orUndefined(filter) }),
		entryOf: ({ id, nome, codigo }) => named(id, nome, [codigo]),
	}),
	deposits: whole(async (context) =>
		(await activeDeposits(new BlingApi(context, 0))).map(({ id, descricao, padrao }) => named(id, descricao, [padrao ? 'padrão' : ''])),
	),
	nfceInvoices: invoices('/nfce'),
	nfeInvoices: invoices('/nfe'),
	nfseInvoices: paged({
		path: '/nfse',
		entryOf: ({ id, numero, dataEmissao }) => named(id, numero, [dataEmissao]),
	}),
	// A number may be Bling's or the shop's, anything else is the shop's.
	orders: paged({
		path: '/pedidos/vendas',
		queryOf: (filter) => (numberIn(filter) === undefined ? { numerosLojas: filter === '' ? [] : [filter] } : { numero: numberIn(filter) }),
		entryOf: orderEntry,
		async also(api, filter) {
			if (numberIn(filter) === undefined) return [];
			const rows = await api.page('/pedidos/vendas', { numerosLojas: [filter] }, 1);
			return z.array(rowSchema).parse(rows).map(orderEntry);
		},
	}),
	paymentMethods: paged({
		path: '/formas-pagamentos',
		queryOf: (filter) => ({ descricao: orUndefined(filter), situacao: 1 }),
		entryOf: ({ id, descricao }) => named(id, descricao),
	}),
	// docs/facts/bling.md §4.6: criterion 2 means the active ones.
	products: paged({
		path: '/produtos',
		queryOf: (filter) => ({ criterio: 2, nome: orUndefined(filter) }),
		entryOf: ({ id, nome, codigo }) => named(id, nome, [codigo]),
		async also(api, filter) {
			const sku = filter.trim();
			if (sku === '' || !fits(sku)) return [];
			const found = (await productsBySku(api, [sku])).get(sku) ?? [];
			return found.map(({ id, nome, codigo }) => named(id, nome, [codigo]));
		},
	}),
	receivables: paged({
		path: '/contas/receber',
		entryOf: ({ id, vencimento, valor }) => named(id, String(id), [vencimento, valor]),
	}),
	// Also those whose contact is inactive: their orders are still there.
	sellers: paged({
		path: '/vendedores',
		queryOf: (filter) => ({ nomeContato: orUndefined(filter) }),
		entryOf: ({ id, contato }) => named(id, contato?.nome),
	}),
	situations: whole(async (context) =>
		(await toldSituations(context, 'Choose "By ID" and enter the number')).map(({ id, nome }) => named(id, nome)),
	),
	stores: whole(async (context) => (await stores(new BlingApi(context, 0))).map(({ id, descricao }) => named(id, descricao))),
};

/** The account's statuses to choose from; without them, the error says how to enter one. */
async function toldSituations(context: ILoadOptionsFunctions, instead: string): Promise<Situation[]> {
	const rows = await orderSituations(new BlingApi(context, 0));
	if (rows) return rows;
	throw new NodeOperationError(context.getNode(), 'Bling does not return the statuses (situações) of this account', {
		description: `The app lacks the scope ("escopo") "Situações". ${instead}, such as 6 (Em aberto), 9 (Atendido) or 12 (Cancelado). Adding the scope would require every account to authorize again.`,
	});
}

/** What the multiple choices of the Bling node offer. */
export const blingChoices = {
	async getSituations(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const rows = await toldSituations(this, 'Use an expression that returns a list of the numbers');
		return rows.map(({ id, nome }) => ({ name: nome === '' ? String(id) : nome, value: String(id) }));
	},
};

const ownCompany = z.object({ id: z.string().min(1), nome: z.string().catch('') });

/** What the options of the Bling trigger offer to choose from. */
export const blingMenus = {
	/** A Bling credential can only read its own account (docs/facts/bling.md §4.8). */
	async getAccounts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const { id, nome } = ownCompany.parse(await new BlingApi(this, 0).object('/empresas/me/dados-basicos'));
		return [{ name: nome === '' ? 'The Account of This Credential' : `The Account of This Credential (${nome})`, value: id }];
	},
	async getDeposits(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return menu(await activeDeposits(new BlingApi(this, 0)));
	},
	async getStores(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return menu(await stores(new BlingApi(this, 0)));
	},
};

const menu = (rows: Array<{ id: number; descricao: string }>): INodePropertyOptions[] =>
	rows.map(({ id, descricao }) => ({ name: descricao === '' ? String(id) : descricao, value: String(id) }));
