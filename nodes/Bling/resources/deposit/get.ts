import { deposit } from '../locators';
import type { BlingOperation } from '../operation';

/** GET /depositos/{id}. Source: docs/facts/bling.md §4.5. */
export const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get a warehouse',
	description: 'Get one warehouse (depósito)',
	fields: [deposit('Warehouse (Depósito)', true, 'The warehouse to get')],
	run: async ({ api, param }) => await api.object(`/depositos/${param.id('depositId')}`),
};
