import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { nothing } from '../../api/api';
import type { Mapped, Move } from '../../api/moveOrder';
import { moveOf, repeatedRow, situationFor, situationIds } from '../../api/moveOrder';
import { ordersByStoreNumber } from '../../api/orders';
import { Outputs } from '../../../shared/operations/operation';
import type { Parameters } from '../../../shared/operations/parameters';
import { readStoreNumber, situations, storeNumberFields } from '../fields';
import { situation } from '../locators';
import type { BlingOperation } from '../operation';
import { refuseUnknownSituation } from './situation';

const mappingField: INodeProperties = {
	displayName: 'Status by State',
	name: 'mapping',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add State',
	default: {},
	required: true,
	description: 'The status (situação) for each state. A state without a row changes nothing.',
	options: [
		{
			displayName: 'States',
			name: 'states',
			values: [
				{
					displayName: 'State',
					name: 'mappedState',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. Entregue',
					description: 'A value of "State", ignoring case; for Intelipost a label such as Despachado, Em trânsito or Entregue',
				},
				situation("The order's status in Bling for this state"),
			],
		},
	],
};

/** What the shop's people are told about an order that was not moved. */
const explained = {
	notFound: (number: string) => `Não há pedido no Bling com o número da loja ${number}.`,
	foundTwice: (number: string) => `Há mais de um pedido no Bling com o número da loja ${number}: nenhum foi alterado.`,
	neverLeave: (number: string) => `O pedido ${number} está no Bling em uma situação que não muda mais: não foi alterado.`,
};

/** The order in an item. */
const known = (move: Move): IDataObject =>
	'order' in move
		? { orderId: move.order.id, orderNumber: move.order.numero ?? null, previousSituationId: move.order.situacao.id }
		: 'orders' in move
			? { orderIds: move.orders.map(({ id }) => id) }
			: {};

/** GET /pedidos/vendas?numerosLojas[]=, then PATCH /pedidos/vendas/{id}/situacoes/{idSituacao}. Source: docs/facts/bling.md §4.7. */
export const changeByStoreNumber: BlingOperation = {
	name: 'Update Status by Store Order Number',
	value: 'changeSituationByStoreNumber',
	action: 'Update the status of a sales order by its store order number',
	description: 'Move an order to the status (situação) that matches its state elsewhere, such as at the carrier',
	outputs: ['Changed', 'Not Possible'],
	fields: [
		...storeNumberFields,
		{
			displayName: 'State',
			name: 'state',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Entregue',
			description: 'The order\'s state elsewhere, such as "label" of Intelipost → Get Progress; null changes nothing',
		},
		mappingField,
		situations(
			'Never Leave',
			'neverLeave',
			[situationIds.cancelled],
			'Orders with one of these stay as they are; "Cancelado" includes custom statuses that count as cancelled',
		),
	],
	async run(call) {
		const { api, param } = call;
		const { storeNumber, storeId } = readStoreNumber(param);
		const state = param.textOrNull('state');
		const neverLeave = param.ids('neverLeave');
		const mapping = mappingOf(param);
		const situationId = state === null ? undefined : situationFor(mapping, state);
		if (situationId === undefined) return new Outputs({});
		await refuseUnknownSituation(call, 'mapping', situationId);

		const move = moveOf(await ordersByStoreNumber(api, { storeNumber, storeId }), situationId, neverLeave);
		const about = { storeNumber, state, situationId, ...known(move) };
		if (move.kind === 'change') {
			await api.ask({ method: 'PATCH', path: `/pedidos/vendas/${move.order.id}/situacoes/${situationId}` }, nothing);
			return new Outputs({ Changed: [{ json: { ...about, changed: true, reason: null } }] });
		}
		const stayed = { ...about, changed: false, reason: move.kind };
		if (move.kind === 'alreadyThere') return new Outputs({ Changed: [{ json: stayed }] });
		return new Outputs({ 'Not Possible': [{ json: { ...stayed, explanation: explained[move.kind](storeNumber) } }] });
	},
};

function mappingOf(param: Parameters): Mapped[] {
	const rows = param.rows('mapping', 'states');
	if (rows.length === 0) param.refuse('mapping', 'has no row', 'Add a row with a state and its status.');
	const mapping = rows.map((row) => ({ state: row.text('mappedState'), situationId: row.id('situationId') }));
	const repeated = repeatedRow(mapping);
	if (repeated !== -1)
		rows[repeated].refuse('mappedState', 'repeats the state of an earlier row', 'Delete one of the two rows: each state has one status.');
	return mapping;
}
