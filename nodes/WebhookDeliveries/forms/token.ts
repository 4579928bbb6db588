import { hmacHex, matchesSecret } from '../../shared/signature';

const validForMinutes = 30;

const sign = (secret: string, bound: string[], expires: string) =>
	hmacHex('sha256', secret, JSON.stringify(['formPage', ...bound, expires]));

/**
 * What makes a form of ours different from one on a foreign page: who has not read our page cannot know it. Good for
 * 30 minutes, for what it is bound to and nothing else. `now` is in milliseconds.
 */
export function pageToken(secret: string, bound: string[], now = Date.now()): string {
	const expires = String(Math.floor(now / 1000) + validForMinutes * 60);
	return `${expires}.${sign(secret, bound, expires)}`;
}

/** `expired`: this page made it, more than 30 minutes ago. */
export type PageTokenVerdict = 'valid' | 'expired' | 'forged';

/** Whether `pageToken` made this with this secret for the same things. An empty secret makes every token forged. */
export function verifyPageToken(
	secret: string,
	bound: string[],
	token: unknown,
	now = Date.now(),
): PageTokenVerdict {
	const [, expires, given] = (typeof token === 'string' && /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token)) || [];
	if (given === undefined || !matchesSecret(given, [secret && sign(secret, bound, expires)])) return 'forged';
	return Number(expires) * 1000 < now ? 'expired' : 'valid';
}
