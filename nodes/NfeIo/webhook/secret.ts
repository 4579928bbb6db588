import { hmacHex } from '../../shared/trigger/signature';

/**
 * The secret of a trigger's webhook: 64 hex characters. Derived, not stored, so that it survives
 * restarts and is the same in every process and in test and production. NFE.io accepts 32 to 64
 * characters (docs/facts/nfeio.md §1.3).
 */
export const deriveSecret = (apiKey: string, webhookId: string): string => hmacHex('sha256', apiKey, `nfeio:${webhookId}`);
