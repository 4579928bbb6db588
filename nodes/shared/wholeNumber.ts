import { z } from 'zod';

/** A number, or its digits as text, as headers, queries and some APIs write it; `false`, `[]` and an empty text are none. */
export const wholeNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().int());
