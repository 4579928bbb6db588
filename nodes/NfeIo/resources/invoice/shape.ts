import type { OutputShape } from '../../../shared/operations/output';

/** The known fields of a service invoice (docs/facts/nfeio.md §4.4). The message may name persons. */
export const serviceInvoiceShape: OutputShape = {
	simple: [
		...['id', 'number', 'status', 'flowStatus', 'externalId', 'servicesAmount', 'cityServiceCode'],
		...['issuedOn', 'cancelledOn', 'modifiedOn'],
	],
	others: [
		...['amountNet', 'batchNumber', 'borrower', 'checkCode', 'createdOn', 'description', 'environment', 'flowMessage'],
		...['issTaxAmount', 'provider', 'rpsNumber', 'rpsSerialNumber'],
	],
};
