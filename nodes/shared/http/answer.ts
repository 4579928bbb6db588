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

/** An answer was cut off; `code` is read like the network's own error code. */
class CutOff extends Error {
	constructor(readonly code: string) {
		super(code);
	}
}

/** Far above any page or document of a vendor; without a limit one hostile or broken answer could crash n8n. */
export const largestAnswer = 64 * 1024 * 1024;

/** The error code for an answer above the limit. */
export const answerTooLarge = 'ANSWER_TOO_LARGE';

/** A body that has not been read yet. */
interface Stream extends AsyncIterable<Buffer> {
	destroy(error?: Error): void;
}

/** Whether a body arrives in chunks and can be stopped: what n8n returns for `encoding: 'stream'`. */
export const isStream = (value: unknown): value is Stream =>
	typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value;

const fullResponse = z.object({
	statusCode: z.number(),
	// Not a record: n8n passes a class instance, which zod 4 does not accept as one.
	headers: z.object({}).passthrough().catch({}),
	body: z.custom<Stream>(isStream),
});

/**
 * Makes one request with one of n8n's helpers. Every call of this package goes through here, so
 * that each has a time limit and a size limit (n8n has none for size) and no redirect is followed:
 * what a request carries only goes to the host it was made for. Throws what the helper throws; an
 * answer that is too large or too slow has the code `answerTooLarge` or `ETIMEDOUT`.
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

/** The bytes of an answer's body, up to this many and within this time. */
export async function readAnswer(stream: Stream, timeoutMs: number, maxBytes = largestAnswer): Promise<Buffer> {
	// n8n's timeout ends with the headers: a trickling body would be waited for endlessly.
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

/**
 * n8n stores data nested a few thousand levels deep but cannot read it again, which breaks its
 * lists, panel and API.
 */
const deepestAnswer = 500;

/** The content of a body: JSON parsed, anything else as text; undefined for JSON nested more than 500 levels deep. */
export function parseAnswer(bytes: Buffer): unknown {
	if (isTooDeep(bytes, deepestAnswer)) return undefined;
	const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
	try {
		return wellFormedJson(text, JSON.parse(text));
	} catch {
		return text;
	}
}
