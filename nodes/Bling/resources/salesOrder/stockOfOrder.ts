import { nothing } from '../../api/api';
import { deposit, orderId } from '../fields';
import type { BlingOperation } from '../operation';

const ifUnknown =
	'It may have been done all the same. Open the order in Bling and look whether its stock is launched ("estoque lançado") before you repeat it.';

/** POST /pedidos/vendas/{id}/lancar-estoque[/{idDeposito}]. Source: docs/facts/bling.md §4.7. */
export const launchStock: BlingOperation = {
	name: 'Launch Stock',
	value: 'launchStock',
	action: 'Launch the stock of a sales order',
	description: 'Take the items of an order out of the stock ("lançar estoque")',
	fields: [orderId, deposit('Deposit', false, 'Where the items leave from; empty lets Bling decide')],
	async run({ api, param }) {
		const order = param.id('orderId');
		const depositId = param.optionalId('depositId');
		const path = `/pedidos/vendas/${order}/lancar-estoque${depositId === undefined ? '' : `/${depositId}`}`;
		await api.ask({ method: 'POST', path, ifUnknown }, nothing);
		return { orderId: order, stockLaunched: true };
	},
};

/** POST /pedidos/vendas/{id}/estornar-estoque. Source: docs/facts/bling.md §4.7. */
export const revertStock: BlingOperation = {
	name: 'Revert Stock',
	value: 'revertStock',
	action: 'Revert the stock of a sales order',
	description: 'Put the items of an order back into the stock ("estornar estoque")',
	fields: [orderId],
	async run({ api, param }) {
		const order = param.id('orderId');
		await api.ask({ method: 'POST', path: `/pedidos/vendas/${order}/estornar-estoque`, ifUnknown }, nothing);
		return { orderId: order, stockLaunched: false };
	},
};
