import { createHash } from 'node:crypto';

/**
 * A header of our own webhooks that names the secret without telling it. GET shows headers, but never the secret, so this
 * is how a changed API key, or an update by somebody else that replaced the secret, is noticed.
 */
const keyIdHeader = 'X-N8n-Key-Id';

/** The name of a secret: 12 hex digits of its SHA-256, which tell two secrets apart and betray neither. */
export const keyIdOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 12);

type Headers = Record<string, string> | null | undefined;

/** The name of the secret that a webhook's stored headers carry; undefined if this package did not write them. */
export const keyIdIn = (headers: Headers): string | undefined =>
	Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === keyIdHeader.toLowerCase())?.[1];

/** The headers with the name of this secret in place of any other. */
export function withKeyId(headers: Headers, secret: string): Record<string, string> {
	const others = Object.entries(headers ?? {}).filter(([name]) => name.toLowerCase() !== keyIdHeader.toLowerCase());
	return { ...Object.fromEntries(others), [keyIdHeader]: keyIdOf(secret) };
}
