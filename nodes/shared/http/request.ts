import type { GenericValue, IAllExecuteFunctions, IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';

import { answerTo, isStream, largestAnswer, parseAnswer, readAnswer } from './answer';
import { state } from '../../state';
import { wholeNumber } from '../wholeNumber';
import { withoutCredential } from '../privacy/credentialSecrets';

/** An answer of any status, including redirects, as none is followed. */
export interface ApiResponse {
	status: number;
	/** Header names in lower case. */
	headers: Record<string, unknown>;
	/** Parsed JSON, or bytes if the request asked for them; for a refusal always its content. */
	body: unknown;
}

/** One request to a vendor's API; the credential adds what authenticates it. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	url: string;
	query?: IDataObject;
	/** How lists in the query are written; by default as n8n does. */
	arrayFormat?: IHttpRequestOptions['arrayFormat'];
	body?: IDataObject | GenericValue[];
	headers?: IDataObject;
	timeoutMs?: number;
	/** For documents: the body is returned as a Buffer. */
	binary?: boolean;
	/** The most that is read of the answer; by default 64 MiB of a document and 8 MiB of JSON. */
	maxBytes?: number;
}

/** JSON is parsed in one go while nothing else runs: this much takes a fraction of a second. */
const largestJson = 8 * 1024 * 1024;

/** A vendor's error is a sentence; a page of megabytes would be stored with the execution. */
const largestRefusal = 256 * 1024;

/** The vendor could not be reached: refused connection, unknown host, timeout. */
export class Unreachable extends Error {
	constructor(
		readonly reason: string,
		/** True if the request may have been carried out anyway. */
		readonly outcomeUnknown: boolean,
	) {
		super(reason);
	}
}

/** No request was made, or none may be repeated: `message` says why and `advice` what to do. Shown as it is. */
export class Withheld extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
	}
}

/** Marks the error of a request that certainly did nothing: it was never sent, or its answer refuses it. */
export function markUnsent<Failure extends Error>(error: Failure): Failure {
	state.unsent.keep(error, true);
	return error;
}

/** Whether an error has this mark. Without it, nobody knows what the request did. */
export const isUnsent = (error: unknown): boolean => error instanceof Error && state.unsent.get(error) === true;

/** n8n's error for an answer after which it logged in again in vain: only the status and body are taken from it. */
const refusedLogin = z.object({
	httpCode: wholeNumber.pipe(z.number().min(400).max(599)),
	context: z.object({ data: z.unknown() }).optional().catch(undefined),
});

const headersSchema = z.object({}).passthrough().catch({});

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** `EAUTH` is the OAuth client's code for a refused refresh: an answer, not a network failure. */
const networkFailure = z.object({ code: z.string().refine((code) => code !== 'EAUTH') });

/** An ID "..", encoded or not, would lead to a different path: URLs are normalized before they are sent. */
export const climbs = /\/(\.|%2e){1,2}([/?#]|$)/i;

/**
 * Sends one request with a credential through n8n's helpers (proxies, credential refresh) and
 * returns the answer whatever its status. Redirects are not followed: a credential only goes to the
 * host it was made for. `loginAgainOn` is the status that means an expired token. Throws
 * `Unreachable`.
 */
export async function send(
	context: IAllExecuteFunctions,
	credential: string,
	{
		method,
		url,
		query,
		arrayFormat,
		body,
		headers,
		timeoutMs = 30_000,
		binary = false,
		maxBytes = binary ? largestAnswer : largestJson,
	}: ApiRequest,
	loginAgainOn = 401,
): Promise<ApiResponse> {
	if (climbs.test(url)) throw new Unreachable('the path contains ".."', false);
	const options: IHttpRequestOptions & { timeout: number } = {
		method,
		url,
		headers,
		qs: query,
		arrayFormat,
		timeout: timeoutMs,
		ignoreHttpStatusErrors: { ignore: true, except: [loginAgainOn] },
		...(body === undefined ? {} : { body }),
		...(binary ? {} : { json: true }),
	};
	const bodyOf = (status: number, bytes: Buffer) => {
		if (status >= 300 && bytes.length > largestRefusal) return '';
		return binary && status < 300 ? bytes : parseAnswer(bytes);
	};
	// Data of a success passes unchanged, secrets included, as it may be written back. A page is not data.
	const told = async (status: number, said: unknown) =>
		status < 300 && typeof said !== 'string' ? said : await withoutCredential(context, credential, said);
	try {
		const {
			status,
			headers: answered,
			bytes,
		} = await answerTo(
			async (all) =>
				await context.helpers.httpRequestWithAuthentication.call(context, credential, all, {
					preAuthenticationRetryStatusCode: loginAgainOn,
				}),
			options,
			maxBytes,
		);
		return { status, headers: headersSchema.parse(await told(status, answered)), body: await told(status, bodyOf(status, bytes)) };
	} catch (error) {
		const refused = refusedLogin.safeParse(error);
		if (!refused.success) throw unreachable(error);
		const { httpCode, context: { data: said } = {} } = refused.data;
		return {
			status: httpCode,
			headers: {},
			body: await told(httpCode, isStream(said) ? bodyOf(httpCode, await readAnswer(said, timeoutMs, maxBytes)) : said),
		};
	}
}

function unreachable(error: unknown): unknown {
	const code = networkCode(error);
	if (code !== undefined) return new Unreachable(code, !neverWentOut(error));
	const blocked = blockedReason(error);
	return blocked === undefined ? error : new Unreachable(blocked, false);
}

/** Whether a request failed before anything of it was sent. */
export const neverWentOut = (error: unknown): boolean => neverSent.includes(networkCode(error) ?? '') || blockedReason(error) !== undefined;

/** n8n's own refusal to call an address in its private network (`N8N_SSRF_PROTECTION_ENABLED`), alone or as a cause. */
const blockedError = z.object({ name: z.string().regex(/^SsrfBlocked/) });

const howToLetThrough =
	"n8n's SSRF protection blocks the address because it is private or on the deny-list. If it is correct, allow it with N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES and restart n8n";

/** Why n8n itself refused to call an address, and how to allow it; undefined for any other error. */
export function blockedReason(error: unknown): string | undefined {
	if (blockedError.safeParse(error).success) return howToLetThrough;
	return error instanceof Error && error.cause !== undefined ? blockedReason(error.cause) : undefined;
}

/** The network's own error code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`); undefined for any other error. */
export function networkCode(error: unknown): string | undefined {
	const causes = [error, error instanceof Error ? error.cause : undefined];
	return causes.map((cause) => networkFailure.safeParse(cause)).find((parsed) => parsed.success)?.data.code;
}
