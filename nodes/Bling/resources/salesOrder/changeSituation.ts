import { nothing } from '../../api/api';
import { orderId, readOrder, situation } from '../locators';
import type { BlingOperation } from '../operation';
import { refuseUnknownSituation } from './situation';

/** PATCH /pedidos/vendas/{id}/situacoes/{idSituacao}. Source: docs/facts/bling.md §4.7. */
export const changeSituation: BlingOperation = {
	name: 'Update Status',
	value: 'changeSituation',
	action: 'Update the status of a sales order',
	description: 'Move an order to another status (situação), including custom ones',
	fields: [orderId, situation('The new status; the IDs of custom ones differ between accounts')],
	async run(call) {
		const { api, param } = call;
		const find = readOrder(call);
		const situationId = param.id('situationId');
		await refuseUnknownSituation(call, 'situationId', situationId);
		const order = await find();
		await api.ask({ method: 'PATCH', path: `/pedidos/vendas/${order}/situacoes/${situationId}` }, nothing);
		return { orderId: order, situationId, changed: true };
	},
};
