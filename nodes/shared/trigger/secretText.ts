import { z } from 'zod';

/** A secret, or a name that goes with one, as people paste it: without the white space around it. Undefined if it is none. */
export const secretText = z.string().trim().min(1).optional().catch(undefined);

/** Characters. A shorter token could be guessed, and could be a value of a body by chance. */
export const minTokenLength = 16;

/** A token that stands in an address, as it is compared; one of fewer than 16 characters counts as none. */
export const tokenText = z.string().trim().min(minTokenLength).optional().catch(undefined);
