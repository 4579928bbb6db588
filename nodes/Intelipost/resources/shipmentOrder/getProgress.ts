import type { Operation } from '../../../shared/operations/operation';
import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import type { IntelipostApi } from '../../api/api';
import { answeredOrder, orderPath } from '../../api/order';
import { progressOf, stateKey } from '../../webhook/progress';
import { orderNumber, readNumber } from '../fields';

/**
 * Has no endpoint of its own: one request for the order, which includes its volumes and their
 * history (docs/facts/intelipost.md §4.5).
 */
export const getProgress: Operation<IntelipostApi> = {
	name: 'Get Progress',
	value: 'getProgress',
	action: 'Get the progress of a shipment order',
	description: 'Get one state for the whole order: "Entregue" only when all its volumes are delivered',
	fields: [
		orderNumber,
		{
			displayName: 'Only Changes',
			name: 'onlyChanges',
			type: 'boolean',
			default: false,
			description: 'Whether to return an item only when the state of the whole order has changed, and none after "Entregue"',
		},
	],
	async run(call) {
		const { api, param } = call;
		const number = readNumber(param, 'orderNumber');
		// Missing in workflows saved before this option existed.
		const onlyChanges = param.optionalFlag('onlyChanges') ?? false;
		const answer = await api.ask({ method: 'GET', path: orderPath(number) ?? '' }, answeredOrder);
		const order = { ...answer, order_number: answer.order_number ?? number };
		const progress = progressOf(order);
		if (!onlyChanges) return progress;
		const key = stateKey(order);
		if (key === undefined) return [];
		giveOnce(call, key);
		return { id: key, ...progress };
	},
	finish: onlyNewOnes,
};
