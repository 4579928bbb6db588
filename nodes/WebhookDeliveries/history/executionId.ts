import { z } from 'zod';

/** An execution ID as n8n counts them; anything else cannot be asked for. */
export const executionId = z.string().refine((text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) < 2 ** 31);
