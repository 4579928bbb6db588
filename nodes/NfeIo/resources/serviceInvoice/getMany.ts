import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { Parameters } from '../../../shared/operations/parameters';
import type { NfeIoApi } from '../../api/client';
import { company, readId } from '../fields';
import { serviceInvoiceShape } from '../invoice/shape';
import { serviceInvoices } from './invoices';

const dates = ['issuedBegin', 'issuedEnd', 'createdBegin', 'createdEnd'] as const;
const texts: Record<(typeof dates)[number], { displayName: string; description: string }> = {
	createdBegin: { displayName: 'Created From', description: 'First day on which they were created' },
	createdEnd: { displayName: 'Created To', description: 'Last day on which they were created' },
	issuedBegin: { displayName: 'Issued From', description: 'First day on which they were issued' },
	issuedEnd: { displayName: 'Issued To', description: 'Last day on which they were issued' },
};

/** Whole days in the workflow's time zone: YYYY-MM-DD is the one format that NFE.io's date filters certainly accept. */
function dateFilter(filters: Parameters) {
	const days = dates.map((name) => [name, filters.optionalDay(name)] as const);
	return Object.fromEntries(days.filter(([, day]) => day !== undefined));
}

export const getMany: Operation<NfeIoApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many service invoices',
	description: 'Get the service invoices of a company',
	fields: [
		company,
		...limitFields,
		...outputFields(serviceInvoiceShape),
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
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
		const show = readOutput(param, serviceInvoiceShape);
		return (await serviceInvoices(api, readId(param, 'company'), param.limit(), dateFilter(param.in('filters')))).map(show);
	},
};
