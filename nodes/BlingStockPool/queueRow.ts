import { z } from 'zod';

/** What a row of the queue asks for: a SKU, an event's product or order, or a look at what no event told. */
export const queueKinds = ['sku', 'produto', 'pedido', 'varredura'] as const;

/** A row of the queue, as it travels. */
export const queueRow = z.object({
	id: z.number(),
	/** Rows with the same key are the same work. */
	key: z.string(),
	kind: z.enum(queueKinds),
	/** Of an event: the company that told it. */
	company: z.string(),
	/** The SKU, the id of the product or order, or which look. */
	reference: z.string(),
	/** How it came, in Portuguese. */
	origin: z.string(),
	/** Unix milliseconds before which it rests. */
	notBefore: z.number(),
	attempts: z.number(),
	failed: z.boolean(),
	/** The limit of changes stopped it: it waits for a person. */
	stopped: z.boolean(),
	/** A person let it pass the limit. */
	authorised: z.boolean(),
	/** A person has looked at the movement in the shared deposit. */
	confirmed: z.boolean(),
});

export type QueueRow = z.infer<typeof queueRow>;
export type NewQueueRow = Omit<QueueRow, 'id'>;
