import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const clientSecret = 'test-client-secret';

/** Captured in production, Aug 2026 (docs/facts/bling.md §2.2): 340 bytes. */
export const capturedBody = readFileSync(new URL('../fixtures/bling-stock-created.json', import.meta.url), 'utf8');

/** The signature published beside it, for the key `test-client-secret`. */
export const capturedSignature = 'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b';

/** The header `X-Bling-Signature-256` for these bytes (docs/facts/bling.md §2.2). */
export const sign = (body: string | Buffer, secret = clientSecret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

let sent = 0;

/** A body of its own event id, as Bling writes it. */
export function stockBody(overrides: Record<string, unknown> = {}): string {
	const body = JSON.parse(capturedBody);
	return JSON.stringify({ ...body, eventId: `01a05007-571a-7acc-ae53-${String(++sent).padStart(12, '0')}`, ...overrides });
}

/** Posts as Bling does; `headers` replace or (undefined) remove what it sends. */
export async function post(
	address: string,
	body: string | Buffer,
	headers: Record<string, string | undefined> = {},
): Promise<{ status: number; body: unknown }> {
	const all = { 'content-type': 'application/json', 'x-bling-signature-256': sign(body), ...headers };
	const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
	const response = await fetch(address, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers: given });
	const text = await response.text();
	let parsed: unknown = text;
	try {
		parsed = JSON.parse(text);
	} catch {
		// Not JSON: the text says more.
	}
	return { status: response.status, body: parsed };
}
