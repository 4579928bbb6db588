import { NodeOperationError } from 'n8n-workflow';

import { deposit, namedProduct, productOrSavedSku } from '../locators';
import { postMovement } from '../../api/movement';
import { isComposite } from '../../api/products';
import { quantityOf, rounded } from '../../api/quantity';
import type { BlingCall, BlingOperation } from '../operation';
import { movementOptions, movementQuantity, readMovementOptions } from './movementOptions';
import { readAheadOf } from './readAhead';

/**
 * Reads the balance and posts a "balanço" only if it differs: a second run writes nothing. The
 * reads for the next items are batched. Source: docs/facts/bling.md §4.5.
 */
export const setBalance: BlingOperation = {
	name: 'Set Balance',
	value: 'setBalance',
	action: 'Set the balance of a product in a warehouse',
	description: 'Set the physical balance if it differs; safe to repeat, so use it to mirror another system',
	fields: [
		...productOrSavedSku,
		deposit('Warehouse (Depósito)', false, 'Empty for the default warehouse ("padrão")'),
		movementQuantity('The new physical balance ("saldo físico"), up to 3 decimals'),
		movementOptions,
	],
	async run(input) {
		const { api, param } = input;
		const quantity = quantityOf(param, 'quantity', true);
		const options = readMovementOptions(param);
		const { readAhead, before, ...found } = await api.ofOneAccount(async (account) => await readBalance(input, account));
		const target = { ...found, before: before ?? null, quantity };
		if (before !== undefined && rounded(before) === quantity) return { changed: false, ...target };
		const movement = { kind: 'B', productId: found.productId, depositId: found.depositId, quantity } as const;
		// Forgotten first: if the outcome stays unknown, so does the balance.
		readAhead.forget(movement);
		const movementId = await postMovement(api, movement, options);
		return { changed: true, ...target, movementId };
	},
};

/** The product and warehouse of an item, and the balance before; undefined if Bling does not return it. */
async function readBalance({ api, param, context, itemIndex }: BlingCall, account: string) {
	const { by, field, name } = namedProduct(param);
	const chosenDeposit = param.optionalId('depositId');

	const readAhead = readAheadOf(context, account, param);
	const [product, another] = await readAhead.products(api, { by, name, itemIndex });
	if (!product) return param.refuse(field, `does not match any product of this account: ${name}`, 'Check it in Bling under "Produtos".');
	if (another) return param.refuse(field, `matches several products: ${name}`, "Use the product's ID.");
	if (isComposite(product)) {
		throw new NodeOperationError(
			context.getNode(),
			`The product ${product.id} (${product.codigo}) is composed of others ("com composição"), so its balance cannot be set`,
			{
				itemIndex,
				description: 'Bling computes it from its components. Set the balances of the components.',
			},
		);
	}
	const depositId = chosenDeposit ?? (await readAhead.defaultDeposit(api));
	if (depositId === undefined)
		return param.refuse('depositId', 'is empty, and the account has no default warehouse', 'Choose a warehouse.');

	const before = await readAhead.balance(api, { productId: product.id, depositId, itemIndex });
	return { readAhead, productId: product.id, sku: product.codigo, depositId, before };
}
