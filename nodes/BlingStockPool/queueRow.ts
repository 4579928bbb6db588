import { z } from 'zod';

/** What a row of the queue asks for: a SKU, an event's product or order, or a look at what no event reported. */
export const queueKinds = ['sku', 'produto', 'pedido', 'varredura'] as const;

/** A row of the queue, as it travels. */
export const queueRow = z.object({
	id: z.number(),
	/** Rows with the same key are the same work. */
	key: z.string(),
	kind: z.enum(queueKinds),
	/** For an event: the company that sent it. */
	company: z.string(),
	/** The SKU, the ID of the product or order, or which look. */
	reference: z.string(),
	/** How it arrived, in Portuguese. */
	origin: z.string(),
	/** Unix milliseconds before which it is not processed. */
	notBefore: z.number(),
	attempts: z.number(),
	failed: z.boolean(),
	/** The limit of changes stopped it: it is waiting for a person. */
	stopped: z.boolean(),
	/** A person allowed it past the limit. */
	authorised: z.boolean(),
	/** A person has looked at the movement in the shared warehouse. */
	confirmed: z.boolean(),
});

export type QueueRow = z.infer<typeof queueRow>;
export type NewQueueRow = Omit<QueueRow, 'id'>;
