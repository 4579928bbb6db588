import { nothing } from '../../api/api';
import { orderId } from '../fields';
import type { BlingOperation } from '../operation';
import { refuseUnknownSituation } from './situation';

/** PATCH /pedidos/vendas/{id}/situacoes/{idSituacao}. Source: docs/facts/bling.md §4.7. */
export const changeSituation: BlingOperation = {
	name: 'Change Situation',
	value: 'changeSituation',
	action: 'Change the situation of a sales order',
	description: 'Move an order to another situation of this account; custom ones too',
	fields: [
		orderId,
		{
			displayName: 'Situation',
			name: 'situationId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'The new situation ("situação"); IDs of custom ones differ per account',
			modes: [
				{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'situations', searchable: true } },
				{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 9' },
			],
		},
	],
	async run(call) {
		const { api, param } = call;
		const [order, situation] = [param.id('orderId'), param.id('situationId')];
		await refuseUnknownSituation(call, 'situationId', situation);
		await api.ask({ method: 'PATCH', path: `/pedidos/vendas/${order}/situacoes/${situation}` }, nothing);
		return { orderId: order, situationId: situation, changed: true };
	},
};
