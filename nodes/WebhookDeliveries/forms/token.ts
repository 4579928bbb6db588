import { hmacHex, matchesSecret } from '../../shared/trigger/signature';

const validForMinutes = 30;

/** What a token is good for: nothing else makes the same one. */
type Bound = Array<string | string[]>;

const sign = (secret: string, bound: Bound, expires: string) => hmacHex('sha256', secret, JSON.stringify(['formPage', ...bound, expires]));

/**
 * What makes a form of ours different from one on a foreign page: who has not read our page cannot know it. n8n serves
 * pages in a sandbox without an origin, so that `Origin` is `null` for everybody and tells nothing (docs/facts/n8n.md §9).
 * Good for 30 minutes, for what it is bound to and nothing else. `now` is in milliseconds.
 */
export function pageToken(secret: string, bound: Bound, now = Date.now()): string {
	const expires = String(Math.floor(now / 1000) + validForMinutes * 60);
	return `${expires}.${sign(secret, bound, expires)}`;
}

/** When a page was made whose token is valid (Unix milliseconds), to the second: not before. */
export const pageMadeAt = (token: string): number => (parseInt(token, 10) - validForMinutes * 60 + 1) * 1000;

/** `expired`: one of our pages made it, more than 30 minutes ago. */
export type TokenVerdict = 'valid' | 'expired' | 'forged';

/** Whether `pageToken` made this with this secret for the same things. An empty secret makes every token forged. */
export function verifyPageToken(secret: string, bound: Bound, token: unknown, now = Date.now()): TokenVerdict {
	const [, expires, given] = (typeof token === 'string' && /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token)) || [];
	if (given === undefined || !matchesSecret(given, [secret && sign(secret, bound, expires)])) return 'forged';
	return Number(expires) * 1000 < now ? 'expired' : 'valid';
}
