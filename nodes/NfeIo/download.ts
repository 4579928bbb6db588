import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { answerTo } from '../shared/answer';
import { apiFailure } from '../shared/apiFailure';
import { jsonOf } from '../shared/json';
import { isPrivateHost } from '../shared/preflight';
import { networkCode } from '../shared/request';
import type { NfeIoRequest } from './api';
import { baseUrlOf, nfeIoRequest } from './api';

/** A document as it came; `mimeType` is its whole Content-Type. */
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
	if (!url || !mayBeFetched(url, new URL(base))) {
		throw apiFailure(context.getNode(), {
			itemIndex,
			message: `NFE.io answered ${status} to GET ${path} without a document or a usable link to one`,
			description:
				'The document may not be ready yet. Try again later, and never issue the invoice again because of it.',
		});
	}
	return await fetchWithoutKey(context, url, itemIndex);
}

/** Never from the network around this n8n, unless NFE.io itself is there: the sandbox. */
function mayBeFetched({ protocol, hostname }: URL, base: URL): boolean {
	const safe = protocol === 'https:' || protocol === base.protocol;
	return safe && (isPrivateHost(base.hostname) || !isPrivateHost(hostname));
}

/** Undefined if the body is not JSON after all, or holds no link. */
function linkIn(body: unknown): string | undefined {
	const parsed = link.safeParse(jsonOf(String(body)));
	return parsed.success ? parsed.data.uri : undefined;
}

async function fetchWithoutKey(context: IExecuteFunctions, url: URL, itemIndex: number): Promise<File> {
	try {
		const { status, headers, bytes } = await answerTo(context.helpers.httpRequest, { method: 'GET', url: url.href, timeout: 60_000 });
		if (status < 300) return { bytes, mimeType: contentType.parse(headers['content-type']) };
		return await Promise.reject(new Error(`HTTP ${status}`));
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
