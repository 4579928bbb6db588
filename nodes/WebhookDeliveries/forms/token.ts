import { hmacHex, matchesSecret } from '../../shared/trigger/signature';

const validForMinutes = 30;

/** What a token is valid for: the token of anything else is different. */
type Bound = Array<string | string[]>;

const sign = (secret: string, bound: Bound, expires: string) => hmacHex('sha256', secret, JSON.stringify(['formPage', ...bound, expires]));

/**
 * Tells our form from one on a foreign page, whose author cannot have read ours. n8n serves pages
 * in a sandbox without an origin, so `Origin` is always `null` (docs/facts/n8n.md §9). Valid for 30
 * minutes, and only for what it is bound to. `now` is in milliseconds.
 */
export function pageToken(secret: string, bound: Bound, now = Date.now()): string {
	const expires = String(Math.floor(now / 1000) + validForMinutes * 60);
	return `${expires}.${sign(secret, bound, expires)}`;
}

/** When the page with a valid token was made (Unix milliseconds, rounded down to the second). */
export const pageMadeAt = (token: string): number => (parseInt(token, 10) - validForMinutes * 60 + 1) * 1000;

/** `expired`: it is ours, but more than 30 minutes old. */
export type TokenVerdict = 'valid' | 'expired' | 'forged';

/**
 * Whether `pageToken` made this token with this secret for the same things. With an empty secret
 * every token is forged.
 */
export function verifyPageToken(secret: string, bound: Bound, token: unknown, now = Date.now()): TokenVerdict {
	const [, expires, given] = (typeof token === 'string' && /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token)) || [];
	if (given === undefined || !matchesSecret(given, [secret && sign(secret, bound, expires)])) return 'forged';
	return Number(expires) * 1000 < now ? 'expired' : 'valid';
}
