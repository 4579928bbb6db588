import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { clockMs } from '../clock';
import { countersSchema } from './counters';

const probe = z.object({ n8nProbe: z.string() }).strict();

/** The body of a probe: authenticated like a delivery, but it starts no execution. Random, so that no two are alike. */
export const probeBody = (): Buffer => Buffer.from(JSON.stringify({ n8nProbe: randomBytes(12).toString('hex') }));

/** Whether a parsed body is a probe. */
export const isProbe = (body: unknown): boolean =>
	// A refusal by zod builds an error with all unknown keys: too expensive for every delivery.
	typeof body === 'object' && body !== null && 'n8nProbe' in body && probe.safeParse(body).success;

/** What a trigger of this package answers to a probe. */
export const probeAnswer = z.object({ status: z.literal('probe') });

/**
 * The same after the probe has proven itself: it also gets the counters and, with a vendor's proof,
 * the token that shows them on the page.
 */
export const provenProbeAnswer = countersSchema.extend({ status: z.literal('probe'), countsToken: z.string().optional() });

const validForMs = 60_000;

/**
 * Webhook → Test posts the same bytes twice: genuine, then with a wrong proof. The second is
 * refused like any forgery but is not a sign of trouble, so it is not counted. It is recognized
 * because a caller that knows the secret sent these bytes, with their random nonce, just before; it
 * counts for one request.
 */
export class Probes {
	private last: { body: Buffer; at: number } | undefined;

	/** A probe that was proven genuine. */
	genuine(body: Buffer, now = clockMs()): void {
		this.last = { body, at: now };
	}

	/** Whether a refused request is the other half of a test. True once. */
	isForgedOnPurpose(body: Buffer, now = clockMs()): boolean {
		if (this.last === undefined || now - this.last.at > validForMs || !this.last.body.equals(body)) return false;
		this.last = undefined;
		return true;
	}
}
