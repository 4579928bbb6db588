import { limitFields } from '../../../shared/operations/fields';
import { outputFields, readOutput } from '../../../shared/operations/output';
import { dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { filters, periodFields } from '../fields';
import type { BlingOperation } from '../operation';
import { contactRowShape } from '../shapes';

/** GET /contatos. Source: docs/facts/bling.md §4.8, §4.9. */
export const getMany: BlingOperation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many contacts',
	description: 'Get a list of contacts; names and documents only with the output Raw or Selected Fields',
	fields: [
		...limitFields,
		filters([
			...periodFields('Changed', 'changed'),
			...periodFields('Included', 'included'),
			{
				displayName: 'Search',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. Loja das Flores',
				description: 'Text that Bling searches its contacts for ("pesquisa")',
			},
			{
				displayName: 'State',
				name: 'uf',
				type: 'string',
				default: '',
				placeholder: 'e.g. SP',
				description: 'The two letters of the "UF"',
			},
		]),
		...outputFields(contactRowShape),
	],
	async run({ api, param }) {
		const max = param.limit();
		const show = readOutput(param, contactRowShape);
		const filter = param.in('filters');
		const query = given({
			pesquisa: filter.optionalText('search'),
			uf: filter.optionalText('uf'),
			...period(filter, 'included', 'dataInclusao', dateTimeFormat),
			...period(filter, 'changed', 'dataAlteracao', dateTimeFormat),
		});
		return (await api.list('/contatos', query, max)).map(show);
	},
};
