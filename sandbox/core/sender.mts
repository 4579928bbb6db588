import { Readable } from 'node:stream';

import { Agent, request } from 'undici';

import { resolveTarget } from './loopback.mts';

interface Outgoing {
	url: string;
	/** Sent as they are, byte for byte. */
	body: Buffer;
	headers: Record<string, string>;
	/** Real milliseconds until the head of the answer must be there. */
	timeoutMs: number;
	/** Accept any TLS certificate (NFE.io's `insecureSsl`). */
	insecureTls?: boolean;
	/** Break the connection when half of the body has been sent. */
	cut?: boolean;
}

/** The result of one attempt: a status, or the reason why there is none. */
interface Result {
	status: number | null;
	error: string | null;
	durationMs: number;
	/** The start of the answer's body. */
	answer: string;
	/** The target of a redirect, which is never followed. */
	location: string | null;
}

/** Posts webhooks. A failure is a result, not an exception. */
export interface Sender {
	send(outgoing: Outgoing): Promise<Result>;
	close(): Promise<void>;
}

/** Enough for a burst, few enough for 2 cores. */
const parallel = 64;
const keptAnswer = 1024;

/** Posts webhook attempts, only to this machine unless a host was explicitly allowed. */
export function createSender(allowedHosts: readonly string[] = []): Sender {
	const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
	const agents = [createAgent(allowed, false), createAgent(allowed, true)] as const;
	const waiting: Array<() => void> = [];
	let running = 0;

	const enter = async () => {
		if (running < parallel) running++;
		else await new Promise<void>((resolve) => waiting.push(resolve));
	};
	const leave = () => {
		const next = waiting.shift();
		if (next) next();
		else running--;
	};

	return {
		async send(outgoing) {
			await enter();
			const started = performance.now();
			// Not AbortSignal.timeout, which would keep each finished attempt in memory until its
			// time is up.
			const deadline = new AbortController();
			const timer = setTimeout(() => deadline.abort(), outgoing.timeoutMs);
			const elapsed = () => Math.round(performance.now() - started);
			try {
				const url = new URL(outgoing.url);
				await resolveTarget(url.hostname, allowed);
				const response = await request(url, {
					method: 'POST',
					headers: outgoing.cut ? { ...outgoing.headers, 'content-length': String(outgoing.body.length) } : outgoing.headers,
					body: outgoing.cut ? Readable.from(half(outgoing.body)) : outgoing.body,
					dispatcher: agents[outgoing.insecureTls ? 1 : 0],
					signal: deadline.signal,
					// A new connection for each attempt, because the address is checked each time.
					reset: true,
				});
				const durationMs = elapsed();
				const location = response.headers.location;
				return {
					status: response.statusCode,
					error: null,
					durationMs,
					answer: await beginning(response.body),
					location: typeof location === 'string' ? location : null,
				};
			} catch (error) {
				return {
					status: null,
					error: deadline.signal.aborted ? `no answer within ${outgoing.timeoutMs} ms` : reason(error),
					durationMs: elapsed(),
					answer: '',
					location: null,
				};
			} finally {
				clearTimeout(timer);
				leave();
			}
		},
		async close() {
			await Promise.all(agents.map((agent) => agent.destroy()));
		},
	};
}

/** The lookup pins the checked address, so a name cannot resolve differently between check and connection. */
function createAgent(allowed: ReadonlySet<string>, insecureTls: boolean): Agent {
	return new Agent({
		connect: {
			rejectUnauthorized: !insecureTls,
			lookup: (hostname, options, callback) => {
				resolveTarget(hostname, allowed).then(
					({ address, family }) => (options.all ? callback(null, [{ address, family }]) : callback(null, address, family)),
					(error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 4),
				);
			},
		},
	});
}

async function* half(body: Buffer): AsyncGenerator<Buffer> {
	yield body.subarray(0, body.length / 2);
	throw new Error('the connection broke off in the middle of the body');
}

async function beginning(body: AsyncIterable<unknown> & { destroy(): void }): Promise<string> {
	let text = '';
	try {
		for await (const chunk of body) {
			text += Buffer.isBuffer(chunk) ? chunk.toString('utf8') : String(chunk);
			if (text.length >= keptAnswer) break;
		}
	} catch {
		// The status is known; a body that breaks off changes nothing.
	}
	body.destroy();
	return text.slice(0, keptAnswer);
}

function reason(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return 'code' in error && typeof error.code === 'string' ? `${error.code} ${error.message}`.trim() : error.message;
}
