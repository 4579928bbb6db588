import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import { confirmation } from '../../api/answers';
import type { NfeIoRequest } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { company, readId } from '../fields';

type Kind = 'nfse' | 'nfe' | 'cte';

interface Resend {
	pattern: RegExp;
	/** What the field must contain. */
	words: string;
	request(company: string, key: string, date: string): Pick<NfeIoRequest, 'path' | 'body'>;
}

/** Source: docs/facts/nfeio.md §3.1. NF-e was run live, the others are only known from the specifications. */
const resends: Record<Kind, Resend> = {
	nfse: {
		pattern: /^([0-9a-f]{24}|\d{50})$/i,
		words: 'a document id (24 hexadecimal digits) or an access key (50 digits)',
		request: (companyId, key) => ({ path: `/v2/companies/${companyId}/inbound/nfse/${key}/resend-webhook` }),
	},
	nfe: {
		pattern: /^(\d{44}|\d{1,15})$/,
		words: 'an access key (44 digits) or an NSU (1 to 15 digits)',
		request: (companyId, key) => ({
			path: `/v2/companies/${companyId}/inbound/productinvoices/${key}/processwebhook`,
		}),
	},
	cte: {
		pattern: /^\d{44}$/,
		words: 'an access key (44 digits)',
		request: (companyId, key, date) => ({
			path: `/v2/companies/${companyId}/inbound/transportationinvoices/reprocess/webhook`,
			body: {
				key,
				date,
			},
		}),
	},
};

export const resendWebhook: Operation<NfeIoApi> = {
	name: 'Resend Webhook',
	value: 'resendWebhook',
	action: 'Resend the webhook of an inbound document',
	description: 'Ask NFE.io to send the webhook of a received document again; not possible for issued invoices',
	fields: [
		company,
		{
			displayName: 'Document Type',
			name: 'documentType',
			type: 'options',
			options: [
				{
					name: 'Freight Document',
					value: 'cte',
					description: 'CT-e',
				},
				{ name: 'Product Invoice', value: 'nfe', description: 'NF-e' },
				{
					name: 'Service Invoice',
					value: 'nfse',
					description: 'NFS-e',
				},
			],
			default: 'nfse',
			description: 'Kind of the received document',
		},
		{
			displayName: 'Document',
			name: 'document',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5f4d4cee0a8b8e2c3a1bcd11',
			required: true,
			description: 'NFS-e: document ID or access key (50 digits). NF-e: access key (44 digits) or NSU. CT-e: access key (44 digits).',
		},
		{
			displayName: 'Date',
			name: 'date',
			type: 'dateTime',
			displayOptions: { show: { documentType: ['cte'] } },
			default: '',
			required: true,
			description: 'NFE.io requires a date: use the date of the document',
		},
	],
	async run({ api, param }): Promise<IDataObject> {
		const kind = param.choice('documentType', ['nfse', 'nfe', 'cte']);
		const { pattern, words, request } = resends[kind];
		const date = kind === 'cte' ? (param.optionalDate('date') ?? param.refuse('date', 'is empty', 'A CT-e needs a date.')) : '';
		const key = param.text('document').replace(/[\s.-]/g, '');
		if (!pattern.test(key)) return param.refuse('document', `is not ${words}`, 'Correct the document.');
		const companyId = encodeURIComponent(readId(param, 'company'));
		const answer = await api.ask({ host: 'webhooks', method: 'POST', ...request(companyId, key, date) }, confirmation);
		return { document: key, requested: true, ...answer };
	},
};
