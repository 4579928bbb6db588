import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { clockMs } from '../clock';
import { countersSchema } from './counters';

const probe = z.object({ n8nProbe: z.string() }).strict();

/** The body of a probe: authenticated as a delivery is, it starts no execution. Random, so that none is like another. */
export const probeBody = (): Buffer => Buffer.from(JSON.stringify({ n8nProbe: randomBytes(12).toString('hex') }));

/** Whether a parsed body is a probe. */
export const isProbe = (body: unknown): boolean =>
	// A refusal by zod makes an error of all keys that it does not know: too dear for every delivery.
	typeof body === 'object' && body !== null && 'n8nProbe' in body && probe.safeParse(body).success;

/** What a trigger of this package answers a probe. */
export const probeAnswer = z.object({ status: z.literal('probe') });

/** The same where the probe has proven itself: it is told the counters too, and by a vendor's proof the token that shows them on the page. */
export const provenProbeAnswer = countersSchema.extend({ status: z.literal('probe'), countsToken: z.string().optional() });

const validForMs = 60_000;

/**
 * Webhook → Test posts the same bytes twice: genuine, then with a wrong proof. The second is refused like every forgery, but is
 * no sign of trouble, so it is not counted. What makes it the check's own is that whoever holds the secret sent these
 * bytes, with their random nonce, just before; it counts for one request.
 */
export class Probes {
	private last: { body: Buffer; at: number } | undefined;

	/** A probe that was proven to be genuine. */
	genuine(body: Buffer, now = clockMs()): void {
		this.last = { body, at: now };
	}

	/** Whether a refused request is the other half of a check. True once. */
	isForgedOnPurpose(body: Buffer, now = clockMs()): boolean {
		if (this.last === undefined || now - this.last.at > validForMs || !this.last.body.equals(body)) return false;
		this.last = undefined;
		return true;
	}
}
