import { deposit, productId } from '../fields';
import type { MovementKind } from '../../api/movement';
import { postMovement } from '../../api/movement';
import { quantityOf } from '../../api/quantity';
import type { BlingOperation } from '../operation';
import { movementOptions, movementQuantity, readMovementOptions } from './movementOptions';

const kinds: MovementKind[] = ['B', 'E', 'S'];

/** POST /estoques. Source: docs/facts/bling.md §4.5. */
export const addMovement: BlingOperation = {
	name: 'Add Movement',
	value: 'addMovement',
	action: 'Add a stock movement',
	description: 'Post a balance, an entry or an exit. Not idempotent: to mirror another system use Set Balance.',
	fields: [
		{
			displayName: 'Movement',
			name: 'movement',
			type: 'options',
			options: [
				{ name: 'Balance (Balanço)', value: 'B', description: 'The quantity becomes the balance of the deposit' },
				{ name: 'Entry (Entrada)', value: 'E', description: 'The quantity is added' },
				{ name: 'Exit (Saída)', value: 'S', description: 'The quantity is taken away' },
			],
			default: 'E',
			description: 'What the quantity means',
		},
		productId,
		deposit('Deposit', true, 'The deposit ("depósito") the movement is posted in'),
		movementQuantity('Up to 3 decimals; entries and exits above zero'),
		movementOptions,
	],
	async run({ api, param }) {
		const kind = param.choice('movement', kinds);
		const movement = {
			kind,
			productId: param.id('productId'),
			depositId: param.id('depositId'),
			quantity: quantityOf(param, 'quantity', kind === 'B'),
		};
		const { productId: product, depositId, quantity } = movement;
		const movementId = await postMovement(api, movement, readMovementOptions(param));
		return { movementId, movement: kind, productId: product, depositId, quantity };
	},
};
