import { z } from 'zod';

import type { Notice } from '../shared/delivery';

const id = z.union([z.number(), z.string()]).transform(String).nullish().catch(undefined);
const entity = z.object({ id }).nullish().catch(undefined);

/** The ids in `data` (vendors/bling.md §2.4) that name what an event is about. */
export const subject = z.object({ id, numero: id, produto: entity, deposito: entity, loja: entity, situacao: z.union([entity, id]) });

/** What a person would search for, and the state an order or invoice was in. */
export function describe(event: string, data: Record<string, unknown>): Pick<Notice, 'reference' | 'state'> {
	const { id: ownId, numero, produto, situacao } = subject.parse(data);
	const state = typeof situacao === 'object' ? situacao?.id : situacao;
	return { reference: (event.startsWith('order.') ? numero : produto?.id) ?? ownId, state };
}
