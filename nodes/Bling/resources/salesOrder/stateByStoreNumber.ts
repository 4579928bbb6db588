import type { IDataObject } from 'n8n-workflow';

import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import { situationIds } from '../../api/moveOrder';
import { orderStateOf } from '../../api/orderState';
import type { OrderState } from '../../api/orderState';
import { ordersByStoreNumber } from '../../api/orders';
import { Outputs } from '../../../shared/operations/operation';
import { readStoreNumber, situations, storeNumberFields } from '../fields';
import type { BlingOperation } from '../operation';

/** What the shop's people are told about an order that is in progress. */
const onItsWay = ({ orderNumber, invoiced, shipped }: OrderState, storeNumber: string): string =>
	`O pedido ${orderNumber ?? ''} do Bling (número da loja ${storeNumber}) foi ${[invoiced ? 'faturado' : '', shipped ? 'despachado' : ''].filter(Boolean).join(' e ')}.`;

/** GET /pedidos/vendas?numerosLojas[]=, /pedidos/vendas/{id}, and its invoice. Source: docs/facts/bling.md §4.7, §4.8. */
export const stateByStoreNumber: BlingOperation = {
	name: 'Get State by Store Order Number',
	value: 'getStateByStoreNumber',
	action: 'Get the state of a sales order by its store order number',
	description: "Find out whether a shop's order is missing in Bling, invoiced or shipped, or still open",
	outputs: ['Missing', 'Invoiced or Shipped', 'Open'],
	fields: [
		...storeNumberFields,
		situations(
			'Status That Means Shipped',
			'shippedSituations',
			[situationIds.fulfilled],
			'Orders with one of these statuses (situações) count as "despachado", as do all with a tracking code',
		),
		{
			displayName: 'Only Changes',
			name: 'onlyChanges',
			type: 'boolean',
			default: false,
			description: 'Whether to return an order only once per output; manual runs, retries and resends always return it',
		},
	],
	async run(call) {
		const { api, param } = call;
		const number = readStoreNumber(param);
		const shippedSituations = param.ids('shippedSituations');
		const onlyChanges = param.flag('onlyChanges');
		const states: OrderState[] = [];
		for (const { id } of await ordersByStoreNumber(api, number)) {
			const state = await orderStateOf(api, id, shippedSituations);
			if (state) states.push(state);
		}
		const [output, json] = leaves(number.storeNumber, states);
		const id = JSON.stringify([number.storeNumber, number.storeId ?? null, output]);
		if (onlyChanges) giveOnce(call, id);
		return new Outputs({ [output]: [{ json: { id, ...json } }] });
	},
	finish: onlyNewOnes,
};

/** The output of an order, and its item. Of several with the same number, the one in progress counts. */
function leaves(storeNumber: string, states: OrderState[]): [output: string, json: IDataObject] {
	const about = { storeNumber, found: states.length };
	const away = states.find(({ invoiced, shipped }) => invoiced || shipped);
	if (away) return ['Invoiced or Shipped', { ...about, ...away, explanation: onItsWay(away, storeNumber) }];
	const [open] = states;
	if (open) return ['Open', { ...about, ...open }];
	return ['Missing', { ...about, explanation: `Não há pedido no Bling com o número da loja ${storeNumber}.` }];
}
