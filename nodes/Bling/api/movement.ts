import { z } from 'zod';

import { blingId } from './blingId';
import type { BlingApi } from './api';

/**
 * `operacao` of POST /estoques: B sets the balance (balanço), E adds (entrada), S takes away (saída).
 * docs/facts/bling.md §4.5
 */
export type MovementKind = 'B' | 'E' | 'S';

interface Movement {
	kind: MovementKind;
	productId: number;
	depositId: number;
	quantity: number;
}

/** What a movement may additionally have: unit price and cost in reais, and a text (docs/facts/bling.md §4.5). */
export interface MovementOptions {
	preco?: number;
	custo?: number;
	observacoes?: string;
}

const created = z.object({ data: z.object({ id: blingId }) });

const howToCheck: Record<MovementKind, (movement: Movement) => string> = {
	B: () => 'Setting a balance can be repeated: run it again to set the same balance.',
	E: unknownMovement,
	S: unknownMovement,
};

function unknownMovement({ productId, depositId }: Movement): string {
	return `The movement may have been posted anyway, and repeating it would post it twice. In Bling, open the stock of the product (ID ${productId}) and look for it under "Lançamentos", or compare Stock → Get Balances of warehouse ${depositId} with the balance before. Repeat it only if it is not there.`;
}

/**
 * POST /estoques; returns the ID of the movement. An entry or exit is never repeated automatically
 * (docs/facts/bling.md §4.5).
 */
export async function postMovement(api: BlingApi, movement: Movement, options: MovementOptions): Promise<number> {
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
	return (await api.ask({ method: 'POST', path: '/estoques', body, ifUnknown }, created)).data.id;
}
