import type { IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

import { isTooDeep, wellFormedJson } from '../json';

/** An answer of any status. */
export interface Answer {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, unknown>;
	bytes: Buffer;
}

/** An answer was cut off; `code` is read as the network's own word for a failure. */
class CutOff extends Error {
	constructor(readonly code: string) {
		super(code);
	}
}

/** Far above any page or document of a vendor; without a limit one hostile or broken answer would end n8n. */
export const largestAnswer = 64 * 1024 * 1024;

/** The code of the failure that an answer above the limit is. */
export const answerTooLarge = 'ANSWER_TOO_LARGE';

/** A body that is still to be read. */
interface Stream extends AsyncIterable<Buffer> {
	destroy(error?: Error): void;
}

/** Whether a body comes in pieces and can be stopped: what n8n gives for `encoding: 'stream'`. */
export const isStream = (value: unknown): value is Stream =>
	typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value;

const fullResponse = z.object({
	statusCode: z.number(),
	// Not a record: n8n hands over an instance of a class, which zod 4 does not take for one.
	headers: z.object({}).passthrough().catch({}),
	body: z.custom<Stream>(isStream),
});

/**
 * Makes one request by one of n8n's helpers. Every call of this package goes this way, so that each has a limit of time
 * and of size (n8n has none for the size) and no redirect is followed: what a request carries goes to the host it was
 * made for and to no other. Throws what the helper throws; an answer that is too large or too slow has the codes
 * `answerTooLarge` and `ETIMEDOUT`.
 */
export async function answerTo(
	request: (options: IHttpRequestOptions) => Promise<unknown>,
	options: IHttpRequestOptions & { timeout: number },
	maxBytes = largestAnswer,
): Promise<Answer> {
	const { statusCode, headers, body } = fullResponse.parse(
		await request({ ignoreHttpStatusErrors: true, ...options, encoding: 'stream', disableFollowRedirect: true, returnFullResponse: true }),
	);
	if (Number(z.object({ 'content-length': z.string() }).safeParse(headers).data?.['content-length']) > maxBytes) {
		body.destroy();
		throw new CutOff(answerTooLarge);
	}
	return { status: statusCode, headers, bytes: await readAnswer(body, options.timeout, maxBytes) };
}

/** The bytes of an answer's body, at most so many and within this time. */
export async function readAnswer(stream: Stream, timeoutMs: number, maxBytes = largestAnswer): Promise<Buffer> {
	// n8n's time-out ends with the headers: a body that trickles would be waited for without end.
	const late = AbortSignal.timeout(timeoutMs);
	const cutOff = () => stream.destroy(new CutOff('ETIMEDOUT'));
	late.addEventListener('abort', cutOff);
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			size += chunk.length;
			if (size > maxBytes) throw new CutOff(answerTooLarge);
			chunks.push(chunk);
		}
	} finally {
		late.removeEventListener('abort', cutOff);
	}
	return Buffer.concat(chunks);
}

/** n8n stores what nests a few thousand levels, and then cannot read it again: neither can its lists, its panel, its API. */
const deepestAnswer = 500;

/** What a body says: JSON parsed, anything else as text; undefined for JSON that nests more than 500 levels. */
export function parseAnswer(bytes: Buffer): unknown {
	if (isTooDeep(bytes, deepestAnswer)) return undefined;
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	try {
		return wellFormedJson(text, JSON.parse(text));
	} catch {
		return text;
	}
}
