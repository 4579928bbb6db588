import { clockMs } from '../clock';

const validForMs = 60_000;

/**
 * Webhook → Check posts the same bytes twice: genuine, then with a wrong proof. The second is refused like every forgery, but is
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
