import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { beforeNewest, inNewestNodes } from '../../../shared/operations/nodeVersions';
import type { Parameters } from '../../../shared/operations/parameters';
import { rethrow } from '../../../shared/rethrow';
import { isLeftOut, isRecord, numberOf, shown, textOf, UnreadableValue } from '../../../shared/operations/values';
import { fits } from '../../api/balances';
import type { OrderLine } from '../../api/newOrder';
import { readSku } from '../sku';

/** The keys of a row, in the fields below and in a list by expression. */
const rowFields: INodeProperties[] = [
	{
		displayName: 'SKU',
		name: 'sku',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 10001PT37',
		description: 'The "Código (SKU)" of the product, exactly as in Bling',
	},
	{ displayName: 'Quantity', name: 'quantity', type: 'number', default: 1, required: true, description: 'How many, above zero' },
	{
		displayName: 'Price',
		name: 'price',
		type: 'number',
		default: '',
		required: true,
		description: 'Price per unit, in reais; 0 for a gift',
	},
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		placeholder: 'e.g. Caneca',
		description: "As the order shows it; empty for the product's name in Bling",
	},
];

const itemsFrom: INodeProperties = {
	displayName: 'Items From',
	name: 'itemsFrom',
	type: 'options',
	options: [
		{ name: 'Fields Below', value: 'fields', description: 'One row for each item' },
		{
			name: 'List',
			value: 'list',
			description: 'An expression that returns a list of rows with "sku", "quantity", "price" and optionally "description"',
		},
	],
	default: 'fields',
	description: "Where to take the order's items from",
};

/** The items of an order, as a list by expression or one by one; the list was the default before version 1.2. */
export const lineFields: INodeProperties[] = [
	{ ...itemsFrom, displayOptions: { show: inNewestNodes } },
	{ ...itemsFrom, displayOptions: { show: beforeNewest }, default: 'list' },
	{
		displayName: 'Item List',
		name: 'itemList',
		type: 'json',
		displayOptions: { show: { itemsFrom: ['list'] } },
		default: '[]',
		required: true,
		description: 'An expression that returns the items, such as [{"sku": "10001PT37", "quantity": 2, "price": 39.9}]',
	},
	{
		displayName: 'Items',
		name: 'items',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: { show: { itemsFrom: ['fields'] } },
		placeholder: 'Add Item',
		default: {},
		required: true,
		description: 'What was ordered',
		options: [{ displayName: 'Items', name: 'rows', values: rowFields }],
	},
];

const listAdvice =
	'An order has at least one item, such as [{"sku":"CAN-300","quantity":1,"price":39.9}]. To fill it in by hand choose "Fields Below" in "Items From".';

/** The rows of the order. Every error names the row. */
export function readLines(param: Parameters): OrderLine[] {
	const isList = param.choice('itemsFrom', ['fields', 'list']) === 'list';
	const field = isList ? 'itemList' : 'items';
	const lines = isList ? listedLines(param) : param.rows('items', 'rows').map(fieldLine);
	if (lines.length === 0) param.refuse(field, 'has no row', isList ? listAdvice : 'An order has at least one item: press "Add Item".');
	return lines;
}

const fieldLine = (row: Parameters): OrderLine => {
	const line = {
		sku: readSku(row, 'sku'),
		description: row.optionalText('description'),
		quantity: row.number('quantity'),
		price: row.number('price'),
	};
	if (line.quantity <= 0) row.refuse('quantity', `is not above zero: ${line.quantity}`, 'Use a quantity above zero.');
	if (line.price < 0) row.refuse('price', `is negative: ${line.price}`, 'Use zero or more.');
	return line;
};

function listedLines(param: Parameters): OrderLine[] {
	const given = param.optionalJson('itemList');
	if (!Array.isArray(given))
		return param.refuse('itemList', `is not a list of items: ${shown(given)}`, 'Use an expression that returns a list.');
	return given.map((row: unknown, index) => {
		const where = `in row ${index + 1}`;
		if (!isRecord(row))
			return param.refuse('itemList', `has no item ${where}: ${shown(row)}`, 'A row is an object with "sku", "quantity" and "price".');
		return listedLine(row, (problem, advice) => param.refuse('itemList', `${where} ${problem}`, advice));
	});
}

function listedLine(row: IDataObject, refuse: (problem: string, advice: string) => never): OrderLine {
	const read = <Value>(name: string, reader: (value: unknown) => Value): Value => {
		if (isLeftOut(row[name])) return refuse(`has no "${name}"`, 'A row needs "sku", "quantity" and "price".');
		try {
			return reader(row[name]);
		} catch (error) {
			if (error instanceof UnreadableValue) return refuse(`has a "${name}" that ${error.problem}`, error.advice ?? 'Correct it.');
			return rethrow(error);
		}
	};
	const line = {
		sku: read('sku', textOf),
		description: isLeftOut(row.description) ? undefined : read('description', textOf),
		quantity: read('quantity', numberOf),
		price: read('price', numberOf),
	};
	if (!fits(line.sku)) refuse('has a "sku" that is too long for one request to Bling', 'Correct the expression that returns it.');
	if (line.quantity <= 0) refuse(`has a "quantity" that is not above zero: ${line.quantity}`, 'Use a quantity above zero.');
	if (line.price < 0) refuse(`has a "price" that is negative: ${line.price}`, 'Use zero or more.');
	return line;
}
