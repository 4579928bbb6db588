import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { apiFailure } from '../shared/apiFailure';
import { networkCode } from '../shared/request';
import type { NfeIoRequest } from './api';
import { baseUrlOf, nfeIoRequest } from './api';
import { parseJson } from './errors';

export interface File {
	bytes: Buffer;
	mimeType: string;
}

const contentType = z.string().catch('application/octet-stream');
const link = z.object({ uri: z.string().url() });

/**
 * Gets a document. NFS-e answer with a redirect to pre-signed links on another host (vendors/nfeio.md §4.4), NF-e and NFC-e
 * with JSON that holds such a link (likely). Neither may see the API key, so the second request goes without any credential.
 */
export async function download(
	context: IExecuteFunctions,
	{ host, path }: Pick<NfeIoRequest, 'host' | 'path'>,
	itemIndex: number,
): Promise<File> {
	const { status, headers, body } = await nfeIoRequest(
		context,
		{ host, path, method: 'GET', binary: true },
		itemIndex,
	);
	const mimeType = contentType.parse(headers['content-type']);
	const target = status >= 300 ? headers.location : mimeType.includes('json') ? linkIn(body) : undefined;
	if (target === undefined && status < 300 && Buffer.isBuffer(body) && body.length > 0)
		return { bytes: body, mimeType };

	const base = await baseUrlOf(context, host);
	const url = typeof target === 'string' && URL.canParse(target, base) ? new URL(target, base) : undefined;
	if (!url || (url.protocol !== 'https:' && url.protocol !== new URL(base).protocol)) {
		throw apiFailure(context.getNode(), {
			itemIndex,
			message: `NFE.io answered ${status} to GET ${path} without a document or a usable link to one`,
			description:
				'The document may not be ready yet. Try again later, and never issue the invoice again because of it.',
		});
	}
	return await fetchWithoutKey(context, url, itemIndex);
}

/** Undefined if the body is not JSON after all, or holds no link. */
function linkIn(body: unknown): string | undefined {
	const parsed = link.safeParse(parseJson(String(body)));
	return parsed.success ? parsed.data.uri : undefined;
}

const answerSchema = z.object({
	statusCode: z.number(),
	headers: z.object({}).passthrough(),
	body: z.custom<Buffer>((value) => Buffer.isBuffer(value)),
});

async function fetchWithoutKey(context: IExecuteFunctions, url: URL, itemIndex: number): Promise<File> {
	try {
		const answer = answerSchema.parse(
			await context.helpers.httpRequest({
				method: 'GET',
				url: url.href,
				encoding: 'arraybuffer',
				disableFollowRedirect: true,
				returnFullResponse: true,
				timeout: 60_000,
			}),
		);
		if (answer.statusCode < 300) {
			return { bytes: answer.body, mimeType: contentType.parse(answer.headers['content-type']) };
		}
		return await Promise.reject(new Error(`HTTP ${answer.statusCode}`));
	} catch (error) {
		const reason = networkCode(error) ?? (error instanceof Error ? error.message : 'unknown reason');
		// Without the query: its signature opens the document for whoever has it.
		throw apiFailure(context.getNode(), {
			itemIndex,
			message: `The document could not be fetched from ${url.host} (${reason})`,
			description: 'The link that NFE.io gives is valid for a short time only. Run the node again.',
		});
	}
}
