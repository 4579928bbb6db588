import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { limitFields } from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import type { NfeIo } from '../../client';
import { allPages, company, readId } from '../fields';

const largestPage = 100;
const answer = z.object({ documents: z.array(z.record(z.string(), z.unknown())) });

const statuses = ['Delivered', 'Failed', 'DefinitivelyFailed', 'Pending'];

/** Received NFS-e with what became of their webhook. Source: vendors/nfeio.md §3.1 (likely: specification only). */
export const getMany: Operation<NfeIo> = {
	name: 'Get Many',
	action: 'Get many inbound documents',
	description: 'List received NFS-e with the status of their webhook delivery',
	fields: [
		company,
		{
			displayName: 'Webhook Status',
			name: 'webhookStatus',
			type: 'options',
			options: [
				{ name: 'Any', value: '' },
				{ name: 'Delivered', value: 'Delivered' },
				{ name: 'Failed', value: 'Failed', description: 'NFE.io has not given up yet' },
				{ name: 'Failed for Good', value: 'DefinitivelyFailed', description: 'NFE.io has given up' },
				{ name: 'Pending', value: 'Pending' },
			],
			default: 'DefinitivelyFailed',
			description: 'What became of the delivery',
		},
		...limitFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				{ displayName: 'Created After', name: 'createdBegin', type: 'dateTime', default: '', description: 'Begin of the period in which they were created' },
				{ displayName: 'Created Before', name: 'createdEnd', type: 'dateTime', default: '', description: 'End of the period in which they were created' },
				{
					displayName: 'Environment',
					name: 'environment',
					type: 'options',
					options: [
						{ name: 'Development', value: 'Development' },
						{ name: 'Production', value: 'Production' },
					],
					default: 'Production',
					description: 'Whether they are real invoices or tests',
				},
				{
					displayName: 'Federal Tax Number',
					name: 'federalTaxNumber',
					type: 'string',
					default: '',
					placeholder: 'e.g. 00000000000191',
					description: 'CNPJ or CPF of the provider or the borrower, digits only',
				},
				{ displayName: 'Issued After', name: 'issuedBegin', type: 'dateTime', default: '', description: 'Begin of the period in which they were issued' },
				{ displayName: 'Issued Before', name: 'issuedEnd', type: 'dateTime', default: '', description: 'End of the period in which they were issued' },
			],
		},
	],
	async run({ api, param }) {
		const path = `/v2/companies/${encodeURIComponent(readId(param, 'company'))}/inbound/nfse`;
		const webhookStatus = param.choice('webhookStatus');
		if (webhookStatus !== '' && !statuses.includes(webhookStatus)) {
			return param.refuse('webhookStatus', 'is not one of the list', `Use one of ${statuses.join(', ')}.`);
		}
		const query = {
			...(webhookStatus === '' ? {} : { webhookStatus }),
			...given(param.collection('filters')),
		};
		return await allPages(param.limit(), largestPage, async (pageIndex, pageCount) => {
			const request = { host: 'webhooks', method: 'GET', path, query: { ...query, pageIndex, pageCount } } as const;
			return (await api.ask(request, answer)).documents as IDataObject[];
		});
	},
};

/** Filters that are filled in; dates as ISO 8601. */
function given(filters: IDataObject): IDataObject {
	const filled = Object.entries(filters).filter(
		([, value]) => value !== '' && value !== undefined && value !== null,
	);
	return Object.fromEntries(
		filled.map(([name, value]) => {
			const time = /(Begin|End)$/.test(name) ? Date.parse(String(value)) : Number.NaN;
			return [name, Number.isNaN(time) ? value : new Date(time).toISOString()];
		}),
	);
}
