import { createHmac } from 'node:crypto';

export const clientSecret = 'test-client-secret';

/** Captured in production, Aug 2026 (vendors/bling.md §2.2): 340 bytes. */
export const capturedBody =
	'{"eventId":"01a05007-571a-7acc-ae53-efcf3cd5ec55","date":"2026-08-30T00:17:33Z","version":"v1","event":"stock.created","companyId":"9db3b9e60022d0eddb121a4319dfbe15","data":{"produto":{"id":16698952209},"saldoFisicoTotal":6,"saldoVirtualTotal":6,"deposito":{"id":14889169062,"saldoFisico":6,"saldoVirtual":6},"operacao":"B","quantidade":6}}';

/** The signature published beside it, for the key `test-client-secret`. */
export const capturedSignature = 'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b';

export const sign = (body: string | Buffer, secret = clientSecret) =>
	`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

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
