import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { amountOf } from '../../api/quantity';

const text = (displayName: string, name: string, example: string, description: string): INodeProperties => ({
	...{ displayName, name, description },
	...{ type: 'string', default: '', placeholder: `e.g. ${example}` },
});

/** A day of the order. */
export const day = (displayName: string, name: string, description: string): INodeProperties => ({
	...{ displayName, name, description },
	...{ type: 'dateTime', default: '' },
});

/** What an order has besides its items and is written the same in a new order and in a change of one. */
export const orderTexts: INodeProperties[] = [
	text('Discount', 'discount', '5.00', 'For the whole order, in reais'),
	text('Freight', 'freight', '15.00', 'Field "frete", in reais'),
	text('Internal Notes', 'internalNotes', 'Embalar para presente', 'Field "observações internas"'),
	text('Notes', 'notes', 'Frágil', 'Field "observações"'),
];

/** As people look for them. */
export const byDisplayName = (fields: INodeProperties[]): INodeProperties[] =>
	[...fields].sort((one, other) => one.displayName.localeCompare(other.displayName, 'en'));

/** What was filled in of `orderTexts`. */
export const readOrderTexts = (fields: Parameters) => ({
	discount: amountOf(fields, 'discount'),
	freight: amountOf(fields, 'freight'),
	internalNotes: fields.optionalText('internalNotes'),
	notes: fields.optionalText('notes'),
});
