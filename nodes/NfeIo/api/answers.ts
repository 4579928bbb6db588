import { z } from 'zod';

const record = z.record(z.string(), z.unknown());

/** An invoice of any kind, as far as every one has it. */
export const invoice = record.and(z.object({ id: z.string().min(1) }));

/** Some answers are a bare sentence (docs/facts/nfeio.md §4.2); a page is none. */
const sentence = z
	.string()
	.regex(/^\s*[^\s<{["]/)
	.transform((message) => ({ message }));

/** What a call that answers 204 answers. */
export const nothing = z.literal('').transform(() => ({}));

/** What confirms an order by a bare sentence, if by anything. */
export const told = z.union([nothing, sentence]);

/** The same by an object with a `message`; one that has a `code` or errors besides is an error (docs/facts/nfeio.md §4.2). */
export const confirmation = z.union([
	told,
	z
		.object({ message: z.string().min(1) })
		.passthrough()
		.refine((answer) => !['code', 'error', 'errors'].some((key) => key in answer)),
]);

/** What any path may answer: its JSON as it is, a text as a message. */
export const anything = z.union([
	z
		.string()
		.min(1)
		.transform((message) => ({ message })),
	z.unknown(),
]);
