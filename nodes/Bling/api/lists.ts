import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { BlingApi } from './api';
import { activeDeposits } from './deposits';
import type { Situation } from './situations';
import { orderSituations } from './situations';
import { stores } from './stores';

function results(rows: Array<{ id: number; name: string }>, filter = ''): INodeListSearchResult {
	const wanted = filter.toLowerCase();
	return {
		results: rows.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ id, name }) => ({ name, value: String(id) })),
	};
}

/** What the fields of the Bling node offer to choose from. */
export const blingLists = {
	async deposits(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const rows = await activeDeposits(new BlingApi(this, 0));
		return results(
			rows.map(({ id, descricao, padrao }) => ({ id, name: padrao ? `${descricao} (padrão)` : descricao })),
			filter,
		);
	},
	async situations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const rows = await toldSituations(this, 'Choose "By ID" and write the number');
		return results(
			rows.map(({ id, nome }) => ({ id, name: nome })),
			filter,
		);
	},
};

/** The situations of the account, for a person to choose from; without them the error says how to name one. */
async function toldSituations(context: ILoadOptionsFunctions, instead: string): Promise<Situation[]> {
	const rows = await orderSituations(new BlingApi(context, 0));
	if (rows) return rows;
	throw new NodeOperationError(context.getNode(), 'Bling does not tell the situations of this account', {
		description: `The app lacks the scope ("escopo") "Situações". ${instead}, such as 6 (Em aberto), 9 (Atendido) or 12 (Cancelado); a new scope would make every account authorise again.`,
	});
}

/** What the multiple choices of the Bling node offer. */
export const blingChoices = {
	async getSituations(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const rows = await toldSituations(this, 'Write the numbers by expression, as a list');
		return rows.map(({ id, nome }) => ({ name: nome === '' ? String(id) : nome, value: String(id) }));
	},
};

const ownCompany = z.object({ id: z.string().min(1), nome: z.string().catch('') });

/** What the options of the Bling trigger offer to choose from. */
export const blingMenus = {
	/** Bling tells a credential of no account but its own (docs/facts/bling.md §4.8). */
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
