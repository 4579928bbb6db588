import { z } from 'zod';

const record = z.record(z.string(), z.unknown());

/** An invoice of any kind, as far as every one has it. */
export const invoice = record.and(z.object({ id: z.string().min(1) }));

/** Some answers are a bare sentence (docs/facts/nfeio.md §4.2); a page is none. */
const sentence = z
	.string()
	.regex(/^\s*[^\s<{[]/)
	.transform((message) => ({ message }));

/** What confirms an order that has nothing to give: nothing, a sentence, or an object that says something. */
export const confirmation = z.union([z.literal('').transform(() => ({})), sentence, record]);

/** What any path may answer: its JSON as it is, a text as a message. */
export const anything = z.union([
	z
		.string()
		.min(1)
		.transform((message) => ({ message })),
	z.unknown(),
]);
