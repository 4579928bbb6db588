import { createHash, randomBytes } from 'node:crypto';

import { clockMs } from '../clock';
import { hmacHex, matchesSecret } from './signature';

/** Carries `<unix seconds>.<nonce>.<hex HMAC-SHA-256>`. */
export const redeliveryHeader = 'x-n8n-redelivery';

const validForSeconds = 300;

/** Characters. A shorter secret counts as none. */
export const minResendSecretLength = 32;

/** What a header is bound to. `path` is the address's path without query, such as `/webhook/<webhookId>/bling`. */
interface Bound {
	path: string;
	body: Buffer;
}

function signature(secret: string, { path, body }: Bound, unix: string, nonce: string): string {
	const bodyHash = createHash('sha256').update(body).digest('hex');
	// The secret may have been pasted with whitespace around it on either side.
	return hmacHex('sha256', secret.trim(), ['redelivery', unix, nonce, path, bodyHash].join('|'));
}

/**
 * The header that lets a resend of a stored delivery through, bound to one path, one body and five
 * minutes; its nonce is only valid once.
 */
export function signRedelivery(secret: string, bound: Bound, nonce = randomBytes(16).toString('hex'), now = Date.now()): string {
	const unix = String(Math.floor(now / 1000));
	return [unix, nonce, signature(secret, bound, unix, nonce)].join('.');
}

/** Far longer than a header is valid, because the time of day it depends on may be set back. */
const keptForMs = 86_400_000;

/** The nonces one trigger has seen; each is valid once while its header could still be valid. */
export class Nonces {
	private readonly seen = new Map<string, number>();

	/** True the first time. */
	use(nonce: string, now = clockMs()): boolean {
		for (const [old, at] of this.seen) {
			if (now - at <= keptForMs) break;
			this.seen.delete(old);
		}
		if (this.seen.has(nonce)) return false;
		this.seen.set(nonce, now);
		return true;
	}
}

/**
 * Verifies a resend: well-formed, signed for this path and body, at most five minutes old or ahead,
 * and its nonce unused.
 */
export function verifyRedelivery(
	secret: string | undefined,
	{ header, ...bound }: Bound & { header: unknown },
	nonces: Nonces,
	now = Date.now(),
): boolean {
	if (!secret || secret.trim().length < minResendSecretLength || typeof header !== 'string') return false;
	const [, unix, nonce, given] = /^(\d{1,12})\.([A-Za-z0-9_-]{8,64})\.([0-9a-f]{64})$/.exec(header) ?? [];
	if (given === undefined) return false;
	if (!matchesSecret(given, [signature(secret, bound, unix, nonce)])) return false;
	if (Math.abs(now / 1000 - Number(unix)) > validForSeconds) return false;
	return nonces.use(nonce);
}
