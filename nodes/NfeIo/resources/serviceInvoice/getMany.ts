import { limitFields } from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import type { Parameters } from '../../../shared/parameters';
import type { NfeIo } from '../../client';
import { company, readId } from '../fields';
import { serviceInvoices } from './invoices';

const dates = ['issuedBegin', 'issuedEnd', 'createdBegin', 'createdEnd'] as const;
const texts: Record<(typeof dates)[number], { displayName: string; description: string }> = {
	createdBegin: { displayName: 'Created From', description: 'First day on which they were created' },
	createdEnd: { displayName: 'Created Until', description: 'Last day on which they were created' },
	issuedBegin: { displayName: 'Issued From', description: 'First day on which they were issued' },
	issuedEnd: { displayName: 'Issued Until', description: 'Last day on which they were issued' },
};

/** Whole days: YYYY-MM-DD is what a date filter of NFE.io surely reads. */
function dateFilter(param: Parameters) {
	const given = param.collection('filters');
	const filled = dates.filter((name) => given[name]);
	return Object.fromEntries(
		filled.map((name) => {
			const time = Date.parse(String(given[name]));
			if (Number.isNaN(time)) return param.refuse(name, 'is not a date', 'Use a date such as 2026-11-30.');
			return [name, new Date(time).toISOString().slice(0, 10)];
		}),
	);
}

export const getMany: Operation<NfeIo> = {
	name: 'Get Many',
	action: 'Get many service invoices',
	description: 'List the service invoices of a company',
	fields: [
		company,
		...limitFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: Object.entries(texts).map(([name, text]) => ({
				...text,
				name,
				type: 'dateTime' as const,
				default: '',
			})),
		},
	],
	async run({ api, param }) {
		return await serviceInvoices(api, readId(param, 'company'), param.limit(), dateFilter(param));
	},
};
