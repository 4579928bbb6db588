import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { IntelipostApi } from '../../api/api';
import { safeNumber } from '../../api/order';
import { asOrders } from '../fields';

interface Search {
	name: string;
	value: string;
	by: string;
	/** Below `/shipment_order/`. */
	segment: string;
	field: INodeProperties;
	pattern: RegExp;
	advice: string;
}

/** The searches of docs/facts/intelipost.md §4.3: each wraps its answer differently. */
const search = ({ name, value, by, segment, field, pattern, advice }: Search): Operation<IntelipostApi> => ({
	name,
	value,
	action: `Get shipment orders by ${by}`,
	description: `Get the shipment orders with this ${by}`,
	fields: [field],
	async run({ api, param }) {
		const wanted = param.text(field.name);
		if (!pattern.test(wanted)) param.refuse(field.name, 'has an invalid format', advice);
		return asOrders(await api.request({ method: 'GET', path: `/shipment_order/${segment}/${encodeURIComponent(wanted)}` }));
	},
});

export const getByInvoiceKey = search({
	name: 'Get by Invoice Key',
	value: 'getByInvoiceKey',
	by: 'invoice key',
	segment: 'invoice_key',
	field: {
		displayName: 'Invoice Key',
		name: 'invoiceKey',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 00000502834982004563550010000084111000132317',
		description: 'The 44 digits of the invoice (chave de acesso)',
	},
	pattern: /^\d{44}$/,
	advice: 'A "chave de acesso" has exactly 44 digits.',
});

export const getByInvoiceNumber = search({
	name: 'Get by Invoice Number',
	value: 'getByInvoiceNumber',
	by: 'invoice number',
	segment: 'invoice',
	field: {
		displayName: 'Invoice Number',
		name: 'invoiceNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1000',
		description: 'Number of the invoice (nota fiscal)',
	},
	pattern: /^\d{1,20}$/,
	advice: 'Enter only the digits of the invoice number.',
});

export const getBySalesOrderNumber = search({
	name: 'Get by Sales Order Number',
	value: 'getBySalesOrderNumber',
	by: 'sales order number',
	segment: 'sales_order_number',
	field: {
		displayName: 'Sales Order Number',
		name: 'salesOrderNumber',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. PEDIDODEVENDA01',
		description: "The store's order number (sales_order_number)",
	},
	pattern: safeNumber,
	advice: 'Up to 100 letters, digits, spaces and the characters . _ # : @ + ( ) - are allowed.',
});
