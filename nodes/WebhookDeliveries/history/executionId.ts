import { z } from 'zod';

/** As n8n counts executions: what it cannot be asked for is none. */
export const executionId = z.string().refine((text) => /^[1-9]\d{0,9}$/.test(text) && Number(text) < 2 ** 31);
