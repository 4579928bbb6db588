import { deposit, productId as product, readProduct } from '../locators';
import type { MovementKind } from '../../api/movement';
import { postMovement } from '../../api/movement';
import { quantityOf } from '../../api/quantity';
import type { BlingOperation } from '../operation';
import { movementOptions, movementQuantity, readMovementOptions } from './movementOptions';

const kinds: MovementKind[] = ['B', 'E', 'S'];

/** POST /estoques. Source: docs/facts/bling.md §4.5. */
export const addMovement: BlingOperation = {
	name: 'Create Movement',
	value: 'addMovement',
	action: 'Create a stock movement',
	description: 'Post a balance, an entry or an exit. Not safe to repeat: to mirror another system, use Set Balance.',
	fields: [
		{
			displayName: 'Movement',
			name: 'movement',
			type: 'options',
			options: [
				{ name: 'Balance (Balanço)', value: 'B', description: 'The quantity becomes the balance of the warehouse' },
				{ name: 'Entry (Entrada)', value: 'E', description: 'The quantity is added' },
				{ name: 'Exit (Saída)', value: 'S', description: 'The quantity is subtracted' },
			],
			default: 'E',
			description: 'What the quantity means',
		},
		product,
		deposit('Warehouse (Depósito)', true, 'The warehouse to post the movement in'),
		movementQuantity('Up to 3 decimals; entries and exits above zero'),
		movementOptions,
	],
	async run(call) {
		const { api, param } = call;
		const kind = param.choice('movement', kinds);
		const find = readProduct(call);
		const depositId = param.id('depositId');
		const quantity = quantityOf(param, 'quantity', kind === 'B');
		const options = readMovementOptions(param);
		const productId = await find();
		const movementId = await postMovement(api, { kind, productId, depositId, quantity }, options);
		return { movementId, movement: kind, productId, depositId, quantity };
	},
};
