import { situationIds } from '../../api/moveOrder';
import { orderStateOf } from '../../api/orderState';
import type { OrderState } from '../../api/orderState';
import { ordersByStoreNumber } from '../../api/orders';
import { Outputs } from '../../../shared/operations/operation';
import { readStoreNumber, situations, storeNumberFields } from '../fields';
import type { BlingOperation } from '../operation';

/** What the shop's people are told of an order that is on its way. */
const onItsWay = ({ orderNumber, invoiced, shipped }: OrderState, storeNumber: string): string =>
	`O pedido ${orderNumber ?? ''} do Bling (número de loja ${storeNumber}) foi ${[invoiced ? 'faturado' : '', shipped ? 'despachado' : ''].filter(Boolean).join(' e ')}.`;

/** GET /pedidos/vendas?numerosLojas[]=, /pedidos/vendas/{id}, and its invoice. Source: docs/facts/bling.md §4.7, §4.8. */
export const stateByStoreNumber: BlingOperation = {
	name: 'Get State by Store Number',
	value: 'getStateByStoreNumber',
	action: 'Get the state of a sales order by its store number',
	description: 'Tell whether an order of the shop is missing in Bling, invoiced or shipped, or still open',
	outputs: ['Missing', 'Invoiced or Shipped', 'Open'],
	fields: [
		...storeNumberFields,
		situations(
			'Shipped Situations',
			'shippedSituations',
			[situationIds.fulfilled],
			'Situations that mean "despachado"; an order with a tracking code is shipped in any',
		),
	],
	async run({ api, param }) {
		const number = readStoreNumber(param);
		const shippedSituations = param.ids('shippedSituations');
		const states: OrderState[] = [];
		for (const { id } of await ordersByStoreNumber(api, number)) {
			const state = await orderStateOf(api, id, shippedSituations);
			if (state) states.push(state);
		}
		const { storeNumber } = number;
		const about = { storeNumber, found: states.length };
		if (states.length === 0) {
			const explanation = `Não há pedido no Bling com o número de loja ${storeNumber}.`;
			return new Outputs({ Missing: [{ json: { ...about, explanation } }] });
		}
		const away = states.find(({ invoiced, shipped }) => invoiced || shipped);
		if (away) return new Outputs({ 'Invoiced or Shipped': [{ json: { ...about, ...away, explanation: onItsWay(away, storeNumber) } }] });
		return new Outputs({ Open: [{ json: { ...about, ...states[0] } }] });
	},
};
