import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Operation } from '../../../shared/operation';
import type { IntelipostApi } from '../../api';
import { amount, asItem, filled, optionalText, orderNumber, readNumber, readRows } from '../fields';

const invoiceRow = z
	.object({
		volumeNumber: filled,
		series: filled,
		number: filled,
		key: optionalText.refine((text) => /^\d{44}$/.test(text), 'it must have 44 digits'),
		date: optionalText.refine(
			(text) => /^\d{4}-\d{2}-\d{2}/.test(text),
			'it must be a date such as 2026-07-20',
		),
		totalValue: amount,
		productsValue: amount,
		cfop: optionalText,
	})
	.transform((row) => ({
		shipment_order_volume_number: row.volumeNumber,
		invoice_series: row.series,
		invoice_number: row.number,
		invoice_key: row.key,
		invoice_date: row.date.slice(0, 10),
		invoice_total_value: row.totalValue,
		invoice_products_value: row.productsValue,
		...(row.cfop === '' ? {} : { invoice_cfop: row.cfop }),
	}));

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
		description: 'The 44 digits (chave de acesso)',
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
		default: 0,
		description: 'Total value of the invoice in reais',
	},
	{
		displayName: 'Products Value',
		name: 'productsValue',
		type: 'number',
		typeOptions: { numberPrecision: 2, minValue: 0 },
		default: 0,
		description: 'Value of the products in reais',
	},
	{
		displayName: 'CFOP',
		name: 'cfop',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2890',
		description: 'Fiscal code of the operation; left out if empty',
	},
];

/** POST /shipment_order/set_invoice, with the documented fields and no others: some made the API fail (§4.3). */
export const setInvoice: Operation<IntelipostApi> = {
	name: 'Set Invoice',
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
		const shipment_order_volume_invoice_array = readRows(param, 'invoices', 'volumes', invoiceRow);
		if (shipment_order_volume_invoice_array.length === 0)
			param.refuse('invoices', 'is empty', 'Add at least one volume.');
		return asItem(
			await api.post('/shipment_order/set_invoice', { order_number, shipment_order_volume_invoice_array }),
		);
	},
};
