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

/** Of an invoice of goods, as far as its fields are known (docs/facts/nfeio.md §2.3): buyer and issuer may be persons. */
export const goodsInvoiceShape: OutputShape = {
	simple: [
		...['id', 'number', 'serie', 'status', 'environmentType', 'operationNature', 'operationType', 'authorization.accessKey'],
		...['createdOn', 'modifiedOn'],
	],
	others: ['authorization', 'authorization.receiptOn', 'buyer', 'issuer', 'lastEvents', 'totals'],
	late: true,
};

/** Of a service invoice that waits. */
export const waitingInvoiceShape: OutputShape = {
	simple: ['waitingHours', 'id', 'number', 'status', 'flowStatus', 'externalId', 'servicesAmount', 'createdOn', 'modifiedOn'],
	others: [...serviceInvoiceShape.simple, ...serviceInvoiceShape.others].filter(
		(field) => !['id', 'number', 'status', 'flowStatus', 'externalId', 'servicesAmount', 'createdOn', 'modifiedOn'].includes(field),
	),
	late: true,
};
