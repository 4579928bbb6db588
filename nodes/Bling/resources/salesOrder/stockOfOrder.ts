import { nothing } from '../../api/api';
import { deposit, orderId, readOrder } from '../locators';
import type { BlingOperation } from '../operation';

const ifUnknown =
	'It may have been done anyway. Open the order in Bling and check whether its stock is posted ("estoque lançado") before you repeat it.';

/** POST /pedidos/vendas/{id}/lancar-estoque[/{idDeposito}]. Source: docs/facts/bling.md §4.7. */
export const launchStock: BlingOperation = {
	name: 'Post Stock (Lançar Estoque)',
	value: 'launchStock',
	action: 'Post the stock of a sales order',
	description: 'Remove the items of an order from stock',
	fields: [orderId, deposit('Warehouse (Depósito)', false, 'The warehouse to remove the items from; if empty, Bling decides')],
	async run(call) {
		const find = readOrder(call);
		const depositId = call.param.optionalId('depositId');
		const order = await find();
		const path = `/pedidos/vendas/${order}/lancar-estoque${depositId === undefined ? '' : `/${depositId}`}`;
		await call.api.ask({ method: 'POST', path, ifUnknown }, nothing);
		return { orderId: order, stockLaunched: true };
	},
};

/** POST /pedidos/vendas/{id}/estornar-estoque. Source: docs/facts/bling.md §4.7. */
export const revertStock: BlingOperation = {
	name: 'Reverse Stock (Estornar Estoque)',
	value: 'revertStock',
	action: 'Reverse the stock of a sales order',
	description: 'Return the items of an order to stock',
	fields: [orderId],
	async run(call) {
		const order = await readOrder(call)();
		await call.api.ask({ method: 'POST', path: `/pedidos/vendas/${order}/estornar-estoque`, ifUnknown }, nothing);
		return { orderId: order, stockLaunched: false };
	},
};
