import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A verdict on a request's origin. `reason` is for counters and logs, never for the answer. */
export type Verdict = { ok: true } | { ok: false; reason: 'missing' | 'malformed' | 'mismatch' };

const accepted: Verdict = { ok: true };
const refused = (reason: 'missing' | 'malformed' | 'mismatch'): Verdict => ({ ok: false, reason });

/**
 * Compares a given value with each accepted secret in constant time, whatever their lengths: both
 * sides are hashed to 32 bytes first, and all secrets are tried. An empty or missing secret never
 * matches.
 */
export function matchesSecret(given: string, secrets: ReadonlyArray<string | undefined>): boolean {
	const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
	const givenDigest = digest(given);
	let matches = false;
	for (const secret of secrets) {
		if (secret && timingSafeEqual(givenDigest, digest(secret))) matches = true;
	}
	return matches;
}

interface HmacScheme {
	algorithm: 'sha1' | 'sha256';
	/** What precedes the hex digest in the header, in lower case: `sha256=`. */
	prefix: string;
}

const hexLength = { sha1: 40, sha256: 64 } as const;

/** Lower-case hex HMAC of these bytes. */
export function hmacHex(algorithm: HmacScheme['algorithm'], secret: string, bytes: Buffer | string): string {
	return createHmac(algorithm, secret).update(bytes).digest('hex');
}

/**
 * Verifies `<prefix><hex HMAC of the raw bytes>` against each accepted secret (the current and,
 * during a rotation, the previous one). Prefix and hex are accepted in either case: the value is
 * the same, and NFE.io sends upper case. Never throws.
 */
export function verifyHmac(
	{ algorithm, prefix }: HmacScheme,
	secrets: ReadonlyArray<string | undefined>,
	bytes: Buffer,
	header: unknown,
): Verdict {
	if (header === undefined || header === '') return refused('missing');
	if (typeof header !== 'string') return refused('malformed');
	if (header.slice(0, prefix.length).toLowerCase() !== prefix) return refused('malformed');
	const hex = header.slice(prefix.length);
	if (hex.length !== hexLength[algorithm] || !/^[0-9a-f]+$/i.test(hex)) return refused('malformed');
	const expected = secrets.map((secret) => (secret ? hmacHex(algorithm, secret, bytes) : undefined));
	return matchesSecret(hex.toLowerCase(), expected) ? accepted : refused('mismatch');
}

/**
 * The ways a secret may be encoded in a header, each as Latin-1: senders encode non-ASCII
 * characters as UTF-8 or Latin-1, and Node reads every header as Latin-1.
 */
const asSent = (secret: string | undefined) => (secret === undefined ? [] : [secret, Buffer.from(secret, 'utf8').toString('latin1')]);

/** Verifies `Authorization: Basic base64(user:password)` (RFC 7617), in UTF-8 or in Latin-1. Never throws. */
export function verifyBasic(expected: { user?: string; password?: string }, header: unknown): Verdict {
	if (header === undefined || header === '') return refused('missing');
	const encoded = typeof header === 'string' ? /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1] : undefined;
	if (encoded === undefined) return refused('malformed');
	const given = Buffer.from(encoded, 'base64').toString('latin1');
	const secret = expected.user && expected.password ? `${expected.user}:${expected.password}` : undefined;
	return matchesSecret(given, asSent(secret)) ? accepted : refused('mismatch');
}

/** Verifies a header that must equal a secret, in UTF-8 or in Latin-1. Never throws. */
export const verifyHeader = (secret: string | undefined, given: unknown): Verdict => verifyToken(asSent(secret), given);

/**
 * Verifies a value that must equal a secret, such as a token in the query. Given twice, it is
 * malformed. Never throws.
 */
export function verifyToken(secrets: ReadonlyArray<string | undefined>, given: unknown): Verdict {
	if (given === undefined || given === '') return refused('missing');
	if (typeof given !== 'string') return refused('malformed');
	return matchesSecret(given, secrets) ? accepted : refused('mismatch');
}
