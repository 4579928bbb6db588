import type { BlingOperation } from '../operation';

/** GET /empresas/me/dados-basicos. Source: docs/facts/bling.md §4.8. */
export const getBasicData: BlingOperation = {
	name: 'Get',
	value: 'getBasicData',
	action: 'Get the company',
	description: "Get this credential's account; its ID is the companyId of webhooks",
	fields: [],
	run: async ({ api }) => await api.object('/empresas/me/dados-basicos'),
};
