import { createHash } from 'node:crypto';

/**
 * A header of our own webhooks that identifies the secret without revealing it. GET shows headers
 * but never the secret, so this is how a changed API key, or an update by somebody else that
 * replaced the secret, is noticed.
 */
const keyIdHeader = 'X-N8n-Key-Id';

/** Identifies a secret: 12 hex digits of its SHA-256, which distinguish two secrets and reveal neither. */
export const keyIdOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 12);

type Headers = Record<string, string> | null | undefined;

/** The identifier in a webhook's stored headers; undefined if this package did not write them. */
export const keyIdIn = (headers: Headers): string | undefined =>
	Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === keyIdHeader.toLowerCase())?.[1];

/** The headers with this secret's identifier in place of any other. */
export function withKeyId(headers: Headers, secret: string): Record<string, string> {
	const others = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== keyIdHeader.toLowerCase());
	return { ...Object.fromEntries(others), [keyIdHeader]: keyIdOf(secret) };
}
