import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Compares two secrets in constant time, whatever their lengths: both sides are hashed to 32 bytes first. */
export function equalSecrets(given: string, expected: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
	return timingSafeEqual(digest(given), digest(expected));
}

export interface HmacScheme {
	algorithm: 'sha1' | 'sha256';
	/** What stands before the hex digest in the header, such as `sha256=`. */
	prefix: string;
}

/** The header value that a sender with this secret puts beside these bytes. */
export function signHmac({ algorithm, prefix }: HmacScheme, secret: string, bytes: Buffer): string {
	return prefix + createHmac(algorithm, secret).update(bytes).digest('hex');
}
