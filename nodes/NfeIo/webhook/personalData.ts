import type { Certainty, Holding, PersonalData, PersonalField } from '../../shared/privacy/personalData';
import { besideKey } from '../../shared/trigger/wholeBody';
import { pingEvent } from './notice';

const payloads = ['data', 'resource'];

/** The notice is the invoice as the API returns it. */
const both = (field: string, events: string[], holds: Holding[], certainty: Certainty): PersonalField[] =>
	payloads.map((payload) => ({ path: `${payload}.${field}`, events, holds, certainty }));

const service = ['service_invoice.'];
const goods = ['product_invoice.', 'consumer_invoice.'];

/**
 * Every invoice names its customer (docs/facts/nfeio.md §2.3; what the sample lacks is in the
 * published description of the NFS-e). The provider counts too: the name of a one-person company
 * (MEI) is the person's, often with the CPF. Of the other documents only a shortened sample is
 * known.
 */
export const personalData: PersonalData = {
	fields: [
		...both('borrower', service, ['name', 'taxId', 'email'], 'certain'),
		...both('borrower.phoneNumber', service, ['phone'], 'likely'),
		...both('borrower.address', service, ['address'], 'likely'),
		...both('provider', service, ['name', 'taxId'], 'certain'),
		...both('provider.email', service, ['email'], 'likely'),
		...both('provider.address', service, ['address'], 'likely'),
		...both('description', service, ['text'], 'certain'),
		...both('additionalInformation', service, ['text'], 'likely'),
		...both('location', service, ['address'], 'likely'),
		...both('flowMessage', service, ['message'], 'certain'),
		{ path: `data.${besideKey}`, events: service, holds: ['text'], certainty: 'unconfirmed' },
		...both('buyer', goods, ['name', 'taxId'], 'likely'),
		...both('issuer', goods, ['name', 'taxId'], 'likely'),
	],
	kept: [
		'id',
		'companyId',
		'accessKey',
		'externalId',
		'nsu',
		// Properties that the webhook itself was given: the same in all its deliveries.
		`data.${besideKey}.properties`,
		...payloads.flatMap((payload) =>
			[
				'number',
				'serie',
				'type',
				'action',
				'status',
				'flowStatus',
				'webhookStatus',
				'environment',
				'environmentType',
				'operationNature',
				'operationType',
				'authorization',
				'totals',
				'servicesAmount',
				'lastEvents',
				'createdOn',
				'modifiedOn',
				'issuedOn',
				'generatedOn',
			].map((name) => `${payload}.${name}`),
		),
	],
	isUndocumented: (event) => event !== pingEvent && !service.some((beginning) => event.startsWith(beginning)),
};
