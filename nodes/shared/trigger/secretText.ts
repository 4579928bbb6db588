import { z } from 'zod';

/**
 * A secret, or a name that belongs to one, as people paste it: without surrounding whitespace.
 * Undefined if it is empty.
 */
export const secretText = z.string().trim().min(1).optional().catch(undefined);

/** Characters. A shorter token could be guessed, or occur in a body by chance. */
export const minTokenLength = 16;

/** A token in an address, as it is compared; one shorter than 16 characters counts as none. */
export const tokenText = z.string().trim().min(minTokenLength).optional().catch(undefined);
