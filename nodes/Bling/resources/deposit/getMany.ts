import { limitFields } from '../../../shared/operations/fields';
import { filters } from '../fields';
import { given } from '../../api/query';
import type { BlingOperation } from '../operation';

/** GET /depositos. Source: docs/facts/bling.md §4.5. */
export const getMany: BlingOperation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many warehouses',
	description: 'Get the warehouses (depósitos) of the account',
	fields: [
		...limitFields,
		filters([
			{
				displayName: 'Description',
				name: 'description',
				type: 'string',
				default: '',
				placeholder: 'e.g. Geral',
				description: 'The name of the warehouse ("descrição")',
			},
			{
				displayName: 'Status (Situação)',
				name: 'situation',
				type: 'options',
				options: [
					{ name: 'Active', value: '1' },
					{ name: 'Inactive', value: '0' },
				],
				default: '1',
				description: 'Without this filter, Bling lists the active ones',
			},
		]),
	],
	async run({ api, param }) {
		const filter = param.in('filters');
		const query = given({
			descricao: filter.optionalText('description'),
			situacao: filter.optionalChoice('situation'),
		});
		return await api.list('/depositos', query, param.limit());
	},
};
