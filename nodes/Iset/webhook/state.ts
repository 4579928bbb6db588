import { z } from 'zod';

const label = z.string().min(1);

/** docs/facts/iset.md §2.3: the label is the shop's own. */
const withState = z.object({
	status: z.union([z.object({ label }).transform((status) => status.label), label]),
});

/** The status of an order in a notice or the API; null if there is none. */
export const stateOf = (order: unknown): string | null => withState.safeParse(order).data?.status ?? null;
