import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { Parameters } from '../../../shared/operations/parameters';
import type { IntelipostApi } from '../../api/api';
import { asItem, orderNumber, readNumber } from '../fields';

/** One volume's invoice, with the API's field names. */
function readInvoice(row: Parameters): IDataObject {
	const key = row.text('key');
	if (!/^\d{44}$/.test(key)) row.refuse('key', 'does not have 44 digits', 'Enter the "chave de acesso".');
	const cfop = row.optionalText('cfop');
	return {
		shipment_order_volume_number: row.text('volumeNumber'),
		invoice_series: row.text('series'),
		invoice_number: row.text('number'),
		invoice_key: key,
		invoice_date: row.day('date'),
		invoice_total_value: row.number('totalValue'),
		invoice_products_value: row.number('productsValue'),
		...(cfop === undefined ? {} : { invoice_cfop: cfop }),
	};
}

/** In the order in which people read an invoice. */
const invoiceFields: INodeProperties[] = [
	{
		displayName: 'Volume Number',
		name: 'volumeNumber',
		type: 'string',
		default: '1',
		description: 'Number of the volume in the order',
	},
	{
		displayName: 'Invoice Number',
		name: 'number',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1000',
		description: 'Number of the nota fiscal',
	},
	{
		displayName: 'Invoice Series',
		name: 'series',
		type: 'string',
		default: '1',
		description: 'Series of the nota fiscal',
	},
	{
		displayName: 'Invoice Key',
		name: 'key',
		type: 'string',
		default: '',
		placeholder: 'e.g. 00000502834982004563550010000084111000132317',
		description: 'The 44 digits of the invoice (chave de acesso)',
	},
	{
		displayName: 'Invoice Date',
		name: 'date',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-07-20',
		description: 'Date of issue',
	},
	{
		displayName: 'Total Value',
		name: 'totalValue',
		type: 'number',
		typeOptions: { numberPrecision: 2, minValue: 0 },
		default: '',
		description: 'Total value of the invoice in reais',
	},
	{
		displayName: 'Products Value',
		name: 'productsValue',
		type: 'number',
		typeOptions: { numberPrecision: 2, minValue: 0 },
		default: '',
		description: 'Value of the products in reais',
	},
	{
		displayName: 'CFOP',
		name: 'cfop',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2890',
		description: 'Fiscal code of the operation; not sent if empty',
	},
];

/** POST /shipment_order/set_invoice, with only the documented fields: others made the API fail (§4.3). */
export const setInvoice: Operation<IntelipostApi> = {
	name: 'Set Invoice',
	value: 'setInvoice',
	action: 'Set the invoice of a shipment order',
	description: 'Set the invoice (nota fiscal) of one or more volumes',
	fields: [
		orderNumber,
		{
			displayName: 'Invoices',
			name: 'invoices',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Volume' },
			default: {},
			required: true,
			description: 'One invoice for each volume of the order',
			options: [
				{
					displayName: 'Volume',
					name: 'volumes',
					values: invoiceFields,
				},
			],
		},
	],
	async run({ api, param }) {
		const order_number = readNumber(param, 'orderNumber');
		const shipment_order_volume_invoice_array = param.rows('invoices', 'volumes').map(readInvoice);
		if (shipment_order_volume_invoice_array.length === 0) param.refuse('invoices', 'is empty', 'Add at least one volume.');
		const answer = await api.post('/shipment_order/set_invoice', { order_number, shipment_order_volume_invoice_array });
		const volumes = shipment_order_volume_invoice_array.map((invoice) => invoice.shipment_order_volume_number);
		return { orderNumber: order_number, invoiceSet: true, volumes, ...asItem(answer) };
	},
};
