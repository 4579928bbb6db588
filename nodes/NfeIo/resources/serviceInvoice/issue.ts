import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { Parameters } from '../../../shared/operations/parameters';
import { isLeftOut, isRecord } from '../../../shared/operations/values';
import { oneMailAddress } from '../../../shared/privacy/mailAddress';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { invoicesPath } from '../../api/ids';
import { company, readId } from '../fields';

/** CPF or CNPJ as NFE.io v1 expects it: an integer (docs/facts/nfeio.md §4.4). */
function taxNumber(borrower: Parameters): number | undefined {
	const digits = borrower.optionalText('federalTaxNumber')?.replace(/[\s./-]/g, '');
	if (digits === undefined || /^\d{11}$|^\d{14}$/.test(digits)) return digits === undefined ? undefined : Number(digits);
	return borrower.refuse(
		'federalTaxNumber',
		'is neither a CPF nor a CNPJ',
		'Enter 11 or 14 digits. This version of the API does not support alphanumeric CNPJs.',
	);
}

/** The filled-in data of the borrower. */
function readBorrower(borrower: Parameters): IDataObject {
	const given = {
		email: borrower.optionalMailAddress('email'),
		name: borrower.optionalText('name'),
		type: borrower.optionalChoice('type'),
		federalTaxNumber: taxNumber(borrower),
	};
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Whether each email field in it, at any depth and in any case, holds one plain address or nothing. */
function hasPlainAddresses(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(hasPlainAddresses);
	if (!isRecord(value)) return true;
	return Object.entries(value).every(([key, inside]) =>
		key.toLowerCase() === 'email'
			? isLeftOut(inside) || (typeof inside === 'string' && 'address' in oneMailAddress(inside))
			: hasPlainAddresses(inside),
	);
}

const ifUnknown =
	'The invoice may have been issued anyway: look for it by its external ID (Service Invoice → Get by External ID) before you repeat it. Repeating with the same external ID does not issue it twice.';

/**
 * POST …/serviceinvoices. The external ID is required because it is the only protection against
 * issuing twice: `Idempotency-Key` is ignored, a known external ID is refused (docs/facts/nfeio.md
 * §4.4). The POST is never repeated.
 */
export const issue: Operation<NfeIoApi> = {
	name: 'Issue',
	value: 'issue',
	action: 'Issue a service invoice',
	description: 'Request a service invoice (NFS-e); the outcome arrives as an event',
	notForAgents: true,
	fields: [
		company,
		{
			displayName: 'External ID',
			name: 'externalId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. pedido-1234',
			description: 'Your own ID, such as the order number; NFE.io refuses a second invoice with the same one',
		},
		{
			displayName: 'City Service Code',
			name: 'cityServiceCode',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2690',
			required: true,
			description: "The city's code for the service (código do serviço no município)",
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Manutenção do site em novembro',
			required: true,
			description: 'What was done, as printed on the invoice',
		},
		{
			displayName: 'Amount',
			name: 'servicesAmount',
			type: 'number',
			typeOptions: { minValue: 0.01, numberPrecision: 2 },
			default: '',
			required: true,
			description: 'Amount of the services (valor dos serviços) in reais',
		},
		{
			displayName: 'Borrower',
			name: 'borrower',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			description: 'Who receives the invoice (tomador)',
			options: [
				{
					displayName: 'Email',
					name: 'email',
					type: 'string',
					placeholder: 'name@email.com',
					default: '',
					description: 'Email address of the borrower',
				},
				{
					displayName: 'Federal Tax Number',
					name: 'federalTaxNumber',
					type: 'string',
					default: '',
					placeholder: 'e.g. 00000000000191',
					description: 'CPF or CNPJ',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Maria da Silva',
					description: 'Name or company name',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Legal Entity (CNPJ)', value: 'LegalEntity' },
						{ name: 'Natural Person (CPF)', value: 'NaturalPerson' },
					],
					default: 'NaturalPerson',
					description: 'Whether the borrower is a company or a person',
				},
			],
		},
		{
			displayName: 'Other Fields',
			name: 'otherFields',
			type: 'json',
			default: '{}',
			description: 'More fields with NFE.io\'s names: {"issRate": 0.05}. A "borrower" here is merged with the one above.',
		},
	],
	async run({ api, param }) {
		const otherFields = param.optionalObject('otherFields') ?? {};
		if (!hasPlainAddresses(otherFields))
			param.refuse('otherFields', 'contains an email that is not a single plain address', 'Use one address such as name@email.com.');
		const { borrower: otherBorrower = {}, ...other } = otherFields;
		if (!isRecord(otherBorrower))
			return param.refuse('otherFields', 'has a borrower that is not an object', 'Write it as {"borrower": {"address": {…}}}.');
		const body = {
			...other,
			externalId: param.text('externalId'),
			cityServiceCode: param.text('cityServiceCode'),
			description: param.text('description'),
			servicesAmount: param.number('servicesAmount'),
			borrower: { ...otherBorrower, ...readBorrower(param.in('borrower')) },
		};
		const place = invoicesPath('service_invoice', readId(param, 'company'));
		return withoutSecrets((await api.ask({ ...place, method: 'POST', body, ifUnknown }, invoice)) as IDataObject);
	},
};
