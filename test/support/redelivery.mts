import { createHash, createHmac, randomUUID } from 'node:crypto';

/** The resend header, written a second time so that the package's own code is checked by it. */
export function signRedelivery(secret: string, path: string, body: string, unix = Math.floor(Date.now() / 1000)): string {
	const nonce = randomUUID();
	const bodyHash = createHash('sha256').update(body).digest('hex');
	const hmac = createHmac('sha256', secret).update(`redelivery|${unix}|${nonce}|${path}|${bodyHash}`).digest('hex');
	return `${unix}.${nonce}.${hmac}`;
}
