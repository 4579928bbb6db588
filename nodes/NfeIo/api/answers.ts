import { z } from 'zod';

const record = z.record(z.string(), z.unknown());

/** The fields that invoices of any kind share. */
export const invoice = record.and(z.object({ id: z.string().min(1) }));

/** Some answers are a bare sentence (docs/facts/nfeio.md §4.2); an HTML page is not accepted. */
const sentence = z
	.string()
	.regex(/^\s*[^\s<{["]/)
	.transform((message) => ({ message }));

/** The result of a call that answers 204. */
export const nothing = z.literal('').transform(() => ({}));

/** Accepts a bare sentence as the confirmation of a request, or nothing. */
export const told = z.union([nothing, sentence]);

/** The same for an object with a `message`; with a `code` or errors it is an error (docs/facts/nfeio.md §4.2). */
export const confirmation = z.union([
	told,
	z
		.object({ message: z.string().min(1) })
		.passthrough()
		.refine((answer) => !['code', 'error', 'errors'].some((key) => key in answer)),
]);

/** Any path's answer: its JSON as it is, a text as a message. */
export const anything = z.union([
	z
		.string()
		.min(1)
		.transform((message) => ({ message })),
	z.unknown(),
]);
