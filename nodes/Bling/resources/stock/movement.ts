import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../../shared/parameters';
import type { BlingApi } from '../../api';
import { amountOf } from '../../quantity';

/**
 * `operacao` of POST /estoques: B sets the balance (balanço), E adds (entrada), S takes away (saída).
 * vendors/bling.md §4.5
 */
export type MovementKind = 'B' | 'E' | 'S';

interface Movement {
	kind: MovementKind;
	productId: number;
	depositId: number;
	quantity: number;
}

/** What a movement may carry besides (vendors/bling.md §4.5). */
export const movementOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{ displayName: 'Cost', name: 'cost', type: 'string', default: '', placeholder: 'e.g. 18.50', description: 'Unit cost ("custo")' },
		{ displayName: 'Note', name: 'note', type: 'string', default: '', placeholder: 'e.g. Inventário de novembro', description: 'Text of the movement ("observações")' },
		{ displayName: 'Price', name: 'price', type: 'string', default: '', placeholder: 'e.g. 39.90', description: 'Unit price ("preço")' },
	],
};

/** The options of a movement, checked before any request. */
export function readMovementOptions(param: Parameters) {
	return {
		preco: amountOf(param, 'options.price'),
		custo: amountOf(param, 'options.cost'),
		observacoes: param.optionalText('options.note'),
	};
}

const created = z.object({ data: z.object({ id: z.coerce.number() }) });

const howToCheck: Record<MovementKind, (movement: Movement) => string> = {
	B: () => 'Setting a balance can be repeated: run it again, it sets the same balance.',
	E: unknownMovement,
	S: unknownMovement,
};

function unknownMovement({ productId, depositId }: Movement): string {
	return `The movement may have been posted all the same, and repeating it would post it twice. In Bling open the stock of the product (id ${productId}) and look for it among the "Lançamentos", or compare Stock → Get Balances of deposit ${depositId} with the balance before. Repeat it only if it is not there.`;
}

/** POST /estoques; returns the id of the movement. An entry or exit is never repeated by itself (vendors/bling.md §4.5). */
export async function postMovement(
	api: BlingApi,
	movement: Movement,
	options: ReturnType<typeof readMovementOptions>,
): Promise<number> {
	const { kind, productId, depositId, quantity } = movement;
	const given = Object.entries(options).filter(([, value]) => value !== undefined);
	const body = {
		produto: { id: productId },
		deposito: { id: depositId },
		operacao: kind,
		quantidade: quantity,
		...Object.fromEntries(given),
	};
	const ifUnknown = howToCheck[kind](movement);
	return created.parse(await api.request({ method: 'POST', path: '/estoques', body, ifUnknown })).data.id;
}
