import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { OutputShape } from '../../../shared/operations/output';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { Parameters } from '../../../shared/operations/parameters';
import type { NfeIoApi } from '../../api/client';
import { allPages, company, readId } from '../fields';

const largestPage = 100;
const answer = z.object({ documents: z.array(z.record(z.string(), z.unknown())) });

/** Of a received NFS-e (contracts/nfeio.json). The access key holds the CNPJ or CPF of who issued it. */
const shape: OutputShape = {
	simple: [...['id', 'nsu', 'type', 'status', 'eventType', 'webhookStatus', 'servicesAmount', 'issuedOn', 'createdAt'], 'environment'],
	others: [
		...['accessKey', 'accrualOn', 'borrower', 'companyId', 'description', 'eventCode', 'generatedOn', 'hasPdf', 'issueCityCode'],
		...['provider', 'relatedEventIds', 'serviceCode', 'substituteAccessKey', 'xmlSizeBytes'],
	],
	late: true,
};

/** Received NFS-e with the status of their webhook. Source: docs/facts/nfeio.md §3.1 (likely: specification only). */
export const getMany: Operation<NfeIoApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many inbound documents',
	description: 'Get received NFS-e with the status of their webhook',
	fields: [
		company,
		{
			displayName: 'Webhook Status',
			name: 'webhookStatus',
			type: 'options',
			options: [
				{ name: 'Any', value: '' },
				{ name: 'Delivered', value: 'Delivered' },
				{ name: 'Failed', value: 'Failed', description: 'NFE.io will try again' },
				{ name: 'Failed for Good', value: 'DefinitivelyFailed', description: 'NFE.io will not try again' },
				{ name: 'Pending', value: 'Pending' },
			],
			default: '',
			description: 'Whether NFE.io delivered the webhook',
		},
		...limitFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Created From',
					name: 'createdBegin',
					type: 'dateTime',
					default: '',
					description: 'Start of the period in which they were created',
				},
				{
					displayName: 'Created To',
					name: 'createdEnd',
					type: 'dateTime',
					default: '',
					description: 'End of the period in which they were created',
				},
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
				{
					displayName: 'Issued From',
					name: 'issuedBegin',
					type: 'dateTime',
					default: '',
					description: 'Start of the period in which they were issued',
				},
				{
					displayName: 'Issued To',
					name: 'issuedEnd',
					type: 'dateTime',
					default: '',
					description: 'End of the period in which they were issued',
				},
			],
		},
		...outputFields(shape),
	],
	async run({ api, param }) {
		const show = readOutput(param, shape);
		const path = `/v2/companies/${encodeURIComponent(readId(param, 'company'))}/inbound/nfse`;
		const query = queryOf(param);
		const documents = await allPages(param.limit(), largestPage, async (pageIndex, pageCount) => {
			const request = { host: 'webhooks', method: 'GET', path, query: { ...query, pageIndex, pageCount } } as const;
			return (await api.ask(request, answer)).documents as IDataObject[];
		});
		return documents.map(show);
	},
};

/** The filters that are filled in; dates as ISO 8601. */
function queryOf(param: Parameters): IDataObject {
	const filters = param.in('filters');
	const query = {
		webhookStatus: param.choice('webhookStatus') || undefined,
		environment: filters.optionalChoice('environment'),
		federalTaxNumber: filters.optionalText('federalTaxNumber'),
		createdBegin: filters.optionalDate('createdBegin'),
		createdEnd: filters.optionalDate('createdEnd'),
		issuedBegin: filters.optionalDate('issuedBegin'),
		issuedEnd: filters.optionalDate('issuedEnd'),
	};
	return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
