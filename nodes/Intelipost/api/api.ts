import type { IAllExecuteFunctions, IDataObject, IHttpRequestMethods, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { identity } from '../identity';
import { apiFailure } from '../../shared/http/apiFailure';
import { originOf, withoutTrailingSlashes } from '../../shared/http/baseUrl';
import { withoutCredential } from '../../shared/privacy/credentialSecrets';
import { documented, undocumented } from '../../shared/http/documented';
import type { ApiResponse } from '../../shared/http/request';
import { send, Unreachable } from '../../shared/http/request';
import type { Outcome } from './envelope';
import { readEnvelope } from './envelope';

/** Credential type whose API key every request carries. */
const credentialName = identity.credential;

/** The address before all paths (docs/facts/intelipost.md §4, certain). */
export const standardBaseUrl = 'https://api.intelipost.com.br/api/v1';

/** One call of Intelipost's REST API. */
export interface IntelipostRequest {
	method: IHttpRequestMethods;
	/** Below the base URL, such as `/shipment_order/PEDIDO0004`. */
	path: string;
	query?: IDataObject;
	body?: IDataObject | IDataObject[];
}

const attempts = 5;
/** Longer waits would keep an execution for minutes: then the error says when to try again. */
const longestWaitSeconds = 60;
/** An API key is no login that could be renewed, so no status asks for one. */
const neverLogInAgain = 0;

const baseUrlSchema = z
	.object({ apiBaseUrl: z.string().optional().catch(undefined) })
	.transform(({ apiBaseUrl }) => withoutTrailingSlashes(apiBaseUrl ?? '') || standardBaseUrl)
	// The host alone, as people paste it: every path is below /api/v1.
	.transform((url) => (url === originOf(url) ? `${url}/api/v1` : url));

/** The address of a path, which cannot leave the credential's host and base path. Undefined if it tries to. */
function addressOf(baseUrl: string, path: string): string | undefined {
	if (!path.startsWith('/') || /[\\\s?#]|\/\//.test(path) || !URL.canParse(baseUrl + path)) return undefined;
	const base = new URL(`${baseUrl}/`);
	const { href, origin, pathname } = new URL(baseUrl + path);
	const inside = origin === base.origin && pathname.startsWith(base.pathname);
	return inside && ['https:', 'http:'].includes(base.protocol) ? href : undefined;
}

/**
 * One call, waiting for a 429 as `ratelimit-reset` says (docs/facts/intelipost.md §4.6, unconfirmed). Errors of Intelipost are
 * values here; a request that got no answer throws `Unreachable`.
 */
export async function exchange(context: IAllExecuteFunctions, { path, ...rest }: IntelipostRequest, itemIndex: number): Promise<Outcome> {
	const url = addressOf(baseUrlSchema.parse(await context.getCredentials(credentialName, itemIndex)), path);
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), `The path ${path} does not stay below the API Base URL`, {
			itemIndex,
			description: 'A path starts with one slash and has no query, "..", "//" or backslash. Parameters go into Query.',
		});
	}
	for (let attempt = 1; ; attempt++) {
		const response = await send(context, credentialName, { ...rest, url }, neverLogInAgain);
		const wait = response.status === 429 && attempt < attempts ? waitSeconds(response, attempt) : Infinity;
		if (wait > longestWaitSeconds) {
			const outcome = readEnvelope(response.status, response.body);
			// An error at HTTP 200 may quote the key too.
			return outcome.ok ? outcome : readEnvelope(response.status, await withoutCredential(context, credentialName, response.body));
		}
		await sleep(wait * 1000);
	}
}

/** The unit of `ratelimit-reset` is not documented: seconds, or a moment in seconds since 1970. */
function waitSeconds({ headers }: ApiResponse, attempt: number): number {
	const given = Number(headers['ratelimit-reset'] ?? headers['retry-after'] ?? Number.NaN);
	if (!Number.isFinite(given)) return attempt;
	return Math.max(0, given > 1_000_000_000 ? given - Date.now() / 1000 : given);
}

/**
 * One call; returns the envelope's `content`. Throws NodeApiError with Intelipost's own text and key, also for
 * `status: "ERROR"` at HTTP 200.
 */
async function intelipostRequest(context: IAllExecuteFunctions, request: IntelipostRequest, itemIndex: number): Promise<unknown> {
	try {
		const outcome = await exchange(context, request, itemIndex);
		if (outcome.ok) return outcome.content;
		throw apiError(context, request, outcome, itemIndex);
	} catch (error) {
		throw asNodeError(context, request, error, itemIndex);
	}
}

/** What a failed call is for the user. */
export function asNodeError(
	context: IAllExecuteFunctions,
	{ method }: Pick<IntelipostRequest, 'method'>,
	error: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!(error instanceof Unreachable)) return new NodeApiError(context.getNode(), error as JsonObject, { itemIndex });
	const outcomeUnknown = error.outcomeUnknown && method !== 'GET';
	return new NodeApiError(
		context.getNode(),
		{ message: 'unreachable' },
		{
			itemIndex,
			// Without the code: n8n replaces a message that names one by a sentence of its own.
			message: 'Intelipost could not be reached',
			description: outcomeUnknown
				? `${error.reason}. The request may have been carried out all the same: look at the order in Intelipost before you repeat it.`
				: `${error.reason}. Check the network of this n8n and the API Base URL of the credential, then retry the execution.`,
		},
	);
}

const advice: Record<number, string> = {
	200: 'Intelipost answered HTTP 200 but refused the request: the text above is its reason.',
	400: 'Check the order number and the fields: Intelipost may answer 400 for an order it does not know, too (unconfirmed).',
	401: 'Check the API Key of the Intelipost credential.',
	403: 'The API Key of the Intelipost credential is not allowed to do this.',
	404: 'Check the order number: this account has no such order.',
	429: "Intelipost's request limit is reached. Its figures are not published: send fewer requests and retry later.",
};

const ifUnknown = 'The request may have been carried out all the same: look at the order in Intelipost before you repeat it.';

function otherAdvice(status: number, method: string): string {
	if (status < 400) return 'Redirects are not followed. Check the API Base URL of the credential.';
	if (status >= 500) return method === 'GET' ? 'Intelipost failed. Try again later.' : `Intelipost failed. ${ifUnknown}`;
	return 'Correct the input named above.';
}

/** The error of an answer that Intelipost gave. */
export function apiError(
	context: IAllExecuteFunctions,
	{ method, path }: IntelipostRequest,
	{ status, key, text, enveloped }: Extract<Outcome, { ok: false }>,
	itemIndex: number,
): NodeApiError {
	if (status < 300 && !enveloped)
		return undocumented({ node: context.getNode(), itemIndex, vendor: 'Intelipost', baseUrl: 'API Base URL', method, path, ifUnknown });
	const said = [text, key ? `(${key})` : ''].filter(Boolean).join(' ');
	return apiFailure(context.getNode(), {
		itemIndex,
		httpCode: String(status),
		message: `Intelipost answered ${status} to ${method} ${path}${said ? `: ${said}` : ''}`,
		description: advice[status] ?? otherAdvice(status, method),
	});
}

/** The API as an operation uses it: bound to one input item. */
export class IntelipostApi {
	constructor(
		private readonly context: IAllExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	async get(path: string): Promise<unknown> {
		return await this.request({ method: 'GET', path });
	}

	async post(path: string, body: IDataObject | IDataObject[]): Promise<unknown> {
		return await this.request({ method: 'POST', path, body });
	}

	/** The envelope's `content` as Intelipost documents it; another one is a failure. */
	async ask<Schema extends z.ZodTypeAny>(path: string, schema: Schema): Promise<z.output<Schema>> {
		const call = {
			node: this.context.getNode(),
			itemIndex: this.itemIndex,
			vendor: 'Intelipost',
			baseUrl: 'API Base URL',
			method: 'GET',
			path,
		} as const;
		return documented(schema, await this.get(path), call);
	}

	/** The envelope's `content`. */
	async request(request: IntelipostRequest): Promise<unknown> {
		return await intelipostRequest(this.context, request, this.itemIndex);
	}
}
