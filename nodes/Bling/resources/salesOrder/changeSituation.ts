import { nothing } from '../../api/api';
import { orderId, situation } from '../fields';
import type { BlingOperation } from '../operation';
import { refuseUnknownSituation } from './situation';

/** PATCH /pedidos/vendas/{id}/situacoes/{idSituacao}. Source: docs/facts/bling.md §4.7. */
export const changeSituation: BlingOperation = {
	name: 'Change Situation',
	value: 'changeSituation',
	action: 'Change the situation of a sales order',
	description: 'Move an order to another situation of this account; custom ones too',
	fields: [orderId, situation('The new situation ("situação"); IDs of custom ones differ per account')],
	async run(call) {
		const { api, param } = call;
		const [order, situationId] = [param.id('orderId'), param.id('situationId')];
		await refuseUnknownSituation(call, 'situationId', situationId);
		await api.ask({ method: 'PATCH', path: `/pedidos/vendas/${order}/situacoes/${situationId}` }, nothing);
		return { orderId: order, situationId, changed: true };
	},
};
