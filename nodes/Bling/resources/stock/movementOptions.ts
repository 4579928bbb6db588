import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { MovementOptions } from '../../api/movement';
import { amountOf } from '../../api/quantity';

/** The quantity of a movement. */
export const movementQuantity = (description: string): INodeProperties => ({
	displayName: 'Quantity',
	name: 'quantity',
	type: 'number',
	typeOptions: { numberPrecision: 3, minValue: 0 },
	default: '',
	required: true,
	description,
});

/** The fields of `MovementOptions`. */
export const movementOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{ displayName: 'Cost', name: 'cost', type: 'string', default: '', placeholder: 'e.g. 18.50', description: 'Unit cost ("custo")' },
		{
			displayName: 'Note',
			name: 'note',
			type: 'string',
			default: '',
			placeholder: 'e.g. Inventário de novembro',
			description: 'Note on the movement ("observações")',
		},
		{ displayName: 'Price', name: 'price', type: 'string', default: '', placeholder: 'e.g. 39.90', description: 'Unit price ("preço")' },
	],
};

/** The options of a movement, checked before any request. */
export function readMovementOptions(param: Parameters): MovementOptions {
	const options = param.in('options');
	return {
		preco: amountOf(options, 'price'),
		custo: amountOf(options, 'cost'),
		observacoes: options.optionalText('note'),
	};
}
