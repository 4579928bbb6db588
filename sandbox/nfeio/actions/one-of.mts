import { z } from 'zod';

/** Narrows the value of a choice to one of its options. Throws a ZodError for any other. */
export const oneOf = <T extends string>(values: readonly [T, ...T[]], value: string): T => z.enum(values).parse(value);
