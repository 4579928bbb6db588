import { z } from 'zod';

import { answerTo } from '../../shared/http/answer';
import type { DocumentKind } from '../../shared/http/documents';
import { isDocument } from '../../shared/http/documents';
import { jsonOf } from '../../shared/json';
import { isPrivateHost } from '../../shared/trigger/preflight';
import { blockedReason, networkCode } from '../../shared/http/request';
import type { NfeIoRequest } from './api';
import type { NfeIoApi } from './client';

const contentType = z.string().catch('');
const link = z.object({ uri: z.string().url() });

/**
 * Downloads a document. NFS-e answer with a redirect to pre-signed links on another host
 * (docs/facts/nfeio.md §4.4), NF-e and NFC-e with JSON that contains such a link (likely). Neither
 * host may see the API key, so the second request has no credentials. A file of any other kind is
 * an error.
 */
export async function download(api: NfeIoApi, place: Pick<NfeIoRequest, 'host' | 'path'>, kind: DocumentKind): Promise<Buffer> {
	const call: NfeIoRequest = { ...place, method: 'GET', binary: true, mayRedirect: true };
	const { status, headers, body } = await api.answer(call);
	const isJson = contentType.parse(headers['content-type']).includes('json');
	const target = status >= 300 ? headers.location : isJson ? linkIn(body) : undefined;
	if (target === undefined && status < 300 && Buffer.isBuffer(body) && body.length > 0 && !isJson)
		return checked(api, kind, body, `to GET ${call.path}`);

	const base = await api.baseUrl(call);
	const url = typeof target === 'string' && URL.canParse(target, base) ? new URL(target, base) : undefined;
	if (!url || !mayBeFetched(url, new URL(base))) {
		throw api.failed({
			message: `NFE.io answered ${status} to GET ${call.path} without a document or a usable link to one`,
			description: notReady,
		});
	}
	return checked(api, kind, await fetchWithoutKey(api, url), `from ${url.host}`);
}

const notReady = 'The document may not be ready yet. Try again later; do not issue the invoice again because of this.';

function checked(api: NfeIoApi, kind: DocumentKind, bytes: Buffer, where: string): Buffer {
	if (isDocument(kind, bytes)) return bytes;
	throw api.failed({
		message: `The answer ${where} is not a valid ${kind.toUpperCase()} file${bytes.length === 0 ? ': it is empty' : ''}`,
		description: `Nothing was stored. ${notReady}`,
	});
}

/** Never from the network around this n8n, unless NFE.io itself is there: the sandbox. */
function mayBeFetched({ protocol, hostname }: URL, base: URL): boolean {
	const safe = protocol === 'https:' || protocol === base.protocol;
	return safe && (isPrivateHost(base.hostname) || !isPrivateHost(hostname));
}

/** Undefined if the body is not JSON after all, or contains no link. */
function linkIn(body: unknown): string | undefined {
	const parsed = link.safeParse(jsonOf(String(body)));
	return parsed.success ? parsed.data.uri : undefined;
}

async function fetchWithoutKey(api: NfeIoApi, url: URL): Promise<Buffer> {
	const { context } = api;
	try {
		const { status, bytes } = await answerTo(context.helpers.httpRequest, { method: 'GET', url: url.href, timeout: 60_000 });
		if (status < 300) return bytes;
		throw new Error(`HTTP ${status}`);
	} catch (error) {
		const reason = networkCode(error) ?? blockedReason(error) ?? (error instanceof Error ? error.message : 'unknown reason');
		// Without the query: its signature opens the document to anybody who has it.
		throw api.failed({
			message: `The document could not be fetched from ${url.host} (${reason})`,
			description: "NFE.io's link is only valid for a short time. Run the node again.",
		});
	}
}
