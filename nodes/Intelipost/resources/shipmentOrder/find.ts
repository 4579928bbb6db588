import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Call, Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { IntelipostApi } from '../../api/api';
import { safeNumber } from '../../api/order';
import { asOrders } from '../fields';
import { orderShape } from './shape';

interface Search {
	/** What it finds by, as the value of "Find By" and the name of the field. */
	by: string;
	/** Below `/shipment_order/`. */
	segment: string;
	field: Pick<INodeProperties, 'displayName' | 'placeholder' | 'description'>;
	pattern: RegExp;
	advice: string;
}

/** The searches of docs/facts/intelipost.md §4.3: each wraps its answer differently. */
const byInvoiceKey: Search = {
	by: 'invoiceKey',
	segment: 'invoice_key',
	field: {
		displayName: 'Invoice Key',
		placeholder: 'e.g. 00000502834982004563550010000084111000132317',
		description: 'The 44 digits of the invoice (chave de acesso)',
	},
	pattern: /^\d{44}$/,
	advice: 'A "chave de acesso" has exactly 44 digits.',
};

const byInvoiceNumber: Search = {
	by: 'invoiceNumber',
	segment: 'invoice',
	field: {
		displayName: 'Invoice Number',
		placeholder: 'e.g. 1000',
		description: 'Number of the invoice (nota fiscal)',
	},
	pattern: /^\d{1,20}$/,
	advice: 'Enter only the digits of the invoice number.',
};

const bySalesOrderNumber: Search = {
	by: 'salesOrderNumber',
	segment: 'sales_order_number',
	field: {
		displayName: 'Sales Order Number',
		placeholder: 'e.g. PEDIDODEVENDA01',
		description: "The store's order number (sales_order_number)",
	},
	pattern: safeNumber,
	advice: 'Up to 100 letters, digits, spaces and the characters . _ # : @ + ( ) - are allowed.',
};

const searches = [byInvoiceKey, byInvoiceNumber, bySalesOrderNumber];

const fieldOf = ({ by, field }: Search): INodeProperties => ({ ...field, name: by, type: 'string', default: '', required: true });

async function found({ api, param }: Call<IntelipostApi>, { by, segment, pattern, advice }: Search): Promise<IDataObject[]> {
	const wanted = param.text(by);
	if (!pattern.test(wanted)) param.refuse(by, 'has an invalid format', advice);
	return asOrders(await api.request({ method: 'GET', path: `/shipment_order/${segment}/${encodeURIComponent(wanted)}` }));
}

/** One of them as an operation of its own, which nodes saved before version 1.2 have. */
const alone = (value: string, search: Search): Operation<IntelipostApi> => {
	const { displayName } = search.field;
	const by = displayName.toLowerCase();
	return {
		name: `Get by ${displayName}`,
		value,
		offeredTo: 'saved',
		action: `Get shipment orders by ${by}`,
		description: `Get the shipment orders with this ${by}`,
		fields: [fieldOf(search)],
		run: async (call) => await found(call, search),
	};
};

export const getByInvoiceKey = alone('getByInvoiceKey', byInvoiceKey);
export const getByInvoiceNumber = alone('getByInvoiceNumber', byInvoiceNumber);
export const getBySalesOrderNumber = alone('getBySalesOrderNumber', bySalesOrderNumber);

/** Intelipost lists no orders but those that something names. */
export const getMany: Operation<IntelipostApi> = {
	name: 'Get Many',
	value: 'getMany',
	offeredTo: 'new',
	action: 'Get many shipment orders',
	description: 'Get the shipment orders of an invoice or a sales order',
	fields: [
		{
			displayName: 'Find By',
			name: 'findBy',
			type: 'options',
			options: searches.map(({ by, field }) => ({ name: field.displayName, value: by })),
			default: 'salesOrderNumber',
			description: 'What names the orders',
		},
		...searches.map((search) => ({ ...fieldOf(search), displayOptions: { show: { findBy: [search.by] } } })),
		...limitFields,
		...outputFields(orderShape),
	],
	async run(call) {
		const limit = call.param.limit();
		const show = readOutput(call.param, orderShape);
		const chosen = call.param.choice('findBy');
		const [search] = searches.filter(({ by }) => by === chosen);
		return (await found(call, search)).slice(0, limit).map(show);
	},
};
