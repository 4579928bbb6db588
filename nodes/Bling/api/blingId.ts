import { z } from 'zod';

/** A Bling ID in a notice or an answer: a whole number, or its digits as text. `true`, `[5]` and `"1e3"` are not. */
export const blingId = z
	.union([
		z.number(),
		z
			.string()
			.regex(/^\d{1,16}$/)
			.transform(Number),
	])
	.pipe(z.number().int().positive().max(Number.MAX_SAFE_INTEGER));
