import type { IDataObject } from 'n8n-workflow';

import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import { situationIds } from '../../api/moveOrder';
import { orderStateOf } from '../../api/orderState';
import type { OrderState } from '../../api/orderState';
import { ordersByStoreNumber } from '../../api/orders';
import { Outputs } from '../../../shared/operations/operation';
import { readStoreNumber, situations, storeNumberFields } from '../fields';
import type { BlingOperation } from '../operation';

/** What the shop's people are told of an order that is on its way. */
const onItsWay = ({ orderNumber, invoiced, shipped }: OrderState, storeNumber: string): string =>
	`O pedido ${orderNumber ?? ''} do Bling (número da loja ${storeNumber}) foi ${[invoiced ? 'faturado' : '', shipped ? 'despachado' : ''].filter(Boolean).join(' e ')}.`;

/** GET /pedidos/vendas?numerosLojas[]=, /pedidos/vendas/{id}, and its invoice. Source: docs/facts/bling.md §4.7, §4.8. */
export const stateByStoreNumber: BlingOperation = {
	name: 'Get State by Store Order Number',
	value: 'getStateByStoreNumber',
	action: 'Get the state of a sales order by its store order number',
	description: 'Tell whether an order of the shop is missing in Bling, invoiced or shipped, or still open',
	outputs: ['Missing', 'Invoiced or Shipped', 'Open'],
	fields: [
		...storeNumberFields,
		situations(
			'Status That Means Shipped',
			'shippedSituations',
			[situationIds.fulfilled],
			'An order in one of these (situações) is "despachado"; one with a tracking code is in any',
		),
		{
			displayName: 'Only Changes',
			name: 'onlyChanges',
			type: 'boolean',
			default: false,
			description: 'Whether an order leaves through each output only once. Manual runs, retries and resent deliveries give every item.',
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

/** The output of an order, and its item. Of several with one number the one that is on its way counts. */
function leaves(storeNumber: string, states: OrderState[]): [output: string, json: IDataObject] {
	const about = { storeNumber, found: states.length };
	const away = states.find(({ invoiced, shipped }) => invoiced || shipped);
	if (away) return ['Invoiced or Shipped', { ...about, ...away, explanation: onItsWay(away, storeNumber) }];
	const [open] = states;
	if (open) return ['Open', { ...about, ...open }];
	return ['Missing', { ...about, explanation: `Não há pedido no Bling com o número da loja ${storeNumber}.` }];
}
