import { deposit } from '../fields';
import type { BlingOperation } from '../operation';

/** GET /depositos/{id}. Source: docs/facts/bling.md §4.5. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a deposit',
	description: 'Get one deposit',
	fields: [deposit('Deposit', true, 'The deposit ("depósito") to get')],
	run: async ({ api, param }) => await api.object(`/depositos/${param.id('depositId')}`),
};
