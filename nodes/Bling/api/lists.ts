import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { BlingApi } from './api';
import { activeDeposits } from './deposits';
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
		const rows = await orderSituations(new BlingApi(this, 0));
		if (rows === undefined) {
			throw new NodeOperationError(this.getNode(), 'Bling does not tell the situations of this account', {
				description:
					'The app lacks the scope ("escopo") "Situações". Choose "By ID" and write the number, such as 6 (Em aberto), 9 (Atendido) or 12 (Cancelado); a new scope would make every account authorise again.',
			});
		}
		return results(
			rows.map(({ id, nome }) => ({ id, name: nome })),
			filter,
		);
	},
};

/** What the options of the Bling trigger offer to choose from. */
export const blingMenus = {
	async getDeposits(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return menu(await activeDeposits(new BlingApi(this, 0)));
	},
	async getStores(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return menu(await stores(new BlingApi(this, 0)));
	},
};

const menu = (rows: Array<{ id: number; descricao: string }>): INodePropertyOptions[] =>
	rows.map(({ id, descricao }) => ({ name: descricao === '' ? String(id) : descricao, value: String(id) }));
