import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { PoolDeposit } from './account';
import { isFulfilment, poolDeposits } from './account';
import { BlingApi } from './bling';

/** The account's warehouses, each with the reasons why it is unsuitable. */
export const depositLists = {
	async getPrincipals(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return menu(await poolDeposits(new BlingApi(this, 0)), ({ descricao, desconsiderarSaldo }) => [
			...(isFulfilment(descricao) ? ['estoque de marketplace'] : []),
			...(desconsiderarSaldo ? ['fora dos totais do Bling'] : []),
		]);
	},
	async getShared(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const given = this.getCurrentNodeParameter('principals');
		const principals = Array.isArray(given) ? given.map(String) : [];
		return menu(await poolDeposits(new BlingApi(this, 0)), ({ id, padrao }) => [
			...(padrao ? ['depósito padrão, no qual os pedidos reservam'] : []),
			...(principals.includes(String(id)) ? ['já é principal'] : []),
		]);
	},
};

/** Suitable ones first. */
function menu(rows: PoolDeposit[], whyNot: (row: PoolDeposit) => string[]): INodePropertyOptions[] {
	const options = rows.map((row) => {
		const reasons = whyNot(row);
		const name = row.descricao === '' ? String(row.id) : row.descricao;
		return {
			name: reasons.length === 0 ? name : `${name} (não serve: ${reasons.join(', ')})`,
			value: String(row.id),
			serves: reasons.length === 0,
		};
	});
	return [...options.filter(({ serves }) => serves), ...options.filter(({ serves }) => !serves)].map(({ name, value }) => ({
		name,
		value,
	}));
}
