import { dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { periodFields } from '../fields';
import { getManyOf } from '../list';
import { contactRowShape } from '../shapes';

/** GET /contatos. Source: docs/facts/bling.md §4.8, §4.9. */
export const getMany = getManyOf({
	action: 'Get many contacts',
	description: 'Get a list of contacts; names and documents only with the output Raw or Selected Fields',
	path: '/contatos',
	shape: contactRowShape,
	filters: [
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
	],
	queryOf: (filter) =>
		given({
			pesquisa: filter.optionalText('search'),
			uf: filter.optionalText('uf'),
			...period(filter, 'included', 'dataInclusao', dateTimeFormat),
			...period(filter, 'changed', 'dataAlteracao', dateTimeFormat),
		}),
});
