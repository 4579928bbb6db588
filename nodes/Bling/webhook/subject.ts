import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';

const id = z
	.union([z.number(), z.string().min(1)])
	.transform(String)
	.nullish()
	.catch(undefined);
const entity = z.object({ id }).nullish().catch(undefined);

/** The IDs in `data` (docs/facts/bling.md §2.4) that identify what an event is about. */
export const subject = z.object({
	id,
	numero: id,
	produto: entity,
	deposito: entity,
	loja: entity,
	// An object in orders; in invoices and products the state itself, such as 5 or "A".
	situacao: z.union([z.object({ id }).transform((situation) => situation.id), id]).optional(),
});

/** What a person would search for, and the status of an order, invoice or product at that time. */
export function describe(event: string, data: Record<string, unknown>): Pick<Notice, 'reference' | 'state'> {
	const { id: ownId, numero, produto, situacao: state } = subject.parse(data);
	return { reference: (event.startsWith('order.') ? numero : produto?.id) ?? ownId, state };
}
