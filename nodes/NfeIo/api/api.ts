import type { IAllExecuteFunctions, IDataObject, IHttpRequestMethods, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { identity } from '../identity';
import { originOf, withoutTrailingSlashes } from '../../shared/http/baseUrl';
import { apiFailure } from '../../shared/http/apiFailure';
import { withoutValues } from '../../shared/privacy/credentialSecrets';
import { documented } from '../../shared/http/documented';
import type { ApiRequest, ApiResponse } from '../../shared/http/request';
import { send, Unreachable } from '../../shared/http/request';
import type { VendorError } from './errors';
import { readError } from './errors';

/** Credential type whose API key every request carries. */
const credentialName = identity.credential;

/** Creating and reading webhooks can take over 5 s; 30 s is the least that works (docs/facts/nfeio.md §4.3). */
const timeoutMs = 60_000;
/** Only reads are repeated: a repeated POST could issue twice. */
const attempts = 3;
const busy = [408, 429, 502, 503, 504];

/** `webhooks` is api.nfse.io, `invoices` is api.nfe.io (docs/facts/nfeio.md §1.1, §4.4). */
export type Host = 'webhooks' | 'invoices';

/** One call of one of NFE.io's two hosts. */
export interface NfeIoRequest {
	host: Host;
	method: IHttpRequestMethods;
	/** Below the host, such as `/v2/webhooks`; ids in it are checked and encoded. */
	path: string;
	query?: IDataObject;
	body?: IDataObject | IDataObject[];
	binary?: boolean;
	/** A redirect is an answer: to a document. */
	mayRedirect?: boolean;
	/** For what changes something: how to find out whether it was carried out. */
	ifUnknown?: string;
}

/** NFE.io is called from executions, from hooks (registration) and from lists in the editor. */
export type Context = IAllExecuteFunctions;

/** As people paste them: with white space, slashes at the end, or the version that the paths begin with. */
const baseUrl = (standard: string) =>
	z
		.string()
		.optional()
		.transform((given) => withoutTrailingSlashes(given ?? '').replace(/\/v\d+$/i, '') || standard)
		.refine((url) => originOf(url) !== undefined);

/** NFE.io's own two hosts. */
export const standardBaseUrls = { webhooks: 'https://api.nfse.io', invoices: 'https://api.nfe.io' };

const baseUrls = z.object({ webhooks: baseUrl(standardBaseUrls.webhooks), invoices: baseUrl(standardBaseUrls.invoices) });

/**
 * The address of one of NFE.io's two hosts, without a slash at its end: the credential's, or the public one where that is
 * empty. Throws NodeOperationError for what is no address: the key would go to another host than the one meant.
 */
export async function baseUrlOf(context: Context, host: Host, itemIndex = 0): Promise<string> {
	const { webhooksBaseUrl, invoicesBaseUrl } = await context.getCredentials(credentialName);
	const parsed = baseUrls.shape[host].safeParse(host === 'webhooks' ? webhooksBaseUrl : invoicesBaseUrl);
	if (parsed.success) return parsed.data;
	throw new NodeOperationError(context.getNode(), `The ${nameOf(host)} of the NFE.io credential is no web address`, {
		itemIndex,
		description: 'Write it as https://api.nfse.io, or empty it for the public one.',
	});
}

const nameOf = (host: Host) => `${host === 'webhooks' ? 'Webhooks' : 'Invoices'} Base URL`;

/** One request, repeated if that is safe and promising. Returns any answer; redirects are never followed with the key. */
async function exchange(context: Context, request: NfeIoRequest, itemIndex: number): Promise<ApiResponse> {
	const { host, path, method, query, body, binary } = request;
	const sent = { method, query, body, binary, url: (await baseUrlOf(context, host, itemIndex)) + path, timeoutMs };
	for (let attempt = 1; ; attempt++) {
		const response = await attemptRequest(context, sent, request, itemIndex);
		const repeatable = request.method === 'GET' && busy.includes(response.status);
		if (!repeatable || attempt === attempts) return response;
		await sleep(waitMs(response, attempt));
	}
}

/**
 * One request to NFE.io that must succeed; a redirect is a success only where the request says so. Throws NodeApiError with the vendor's own
 * message, code and request id, and with what to do next.
 */
export async function nfeIoRequest(context: Context, request: NfeIoRequest, itemIndex = 0): Promise<ApiResponse> {
	const response = await exchange(context, request, itemIndex);
	if (!succeeded(request, response)) throw apiError(context, request, response, itemIndex);
	return response;
}

const succeeded = ({ mayRedirect }: NfeIoRequest, { status }: ApiResponse) => status < (mayRedirect ? 400 : 300);

const retryAfter = z.coerce.number().int().min(0).max(30);

function waitMs({ headers }: ApiResponse, attempt: number): number {
	const seconds = retryAfter.safeParse(headers['retry-after']);
	return seconds.success ? seconds.data * 1000 : attempt * (500 + Math.random() * 500);
}

async function attemptRequest(
	context: Context,
	request: ApiRequest,
	{ host, ifUnknown }: NfeIoRequest,
	itemIndex: number,
): Promise<ApiResponse> {
	try {
		return await send(context, credentialName, request);
	} catch (error) {
		if (!(error instanceof Unreachable)) throw new NodeApiError(context.getNode(), error as JsonObject, { itemIndex });
		throw apiFailure(context.getNode(), {
			itemIndex,
			message: `NFE.io could not be reached (${error.reason})`,
			description:
				error.outcomeUnknown && request.method !== 'GET'
					? (ifUnknown ?? 'The request may have been carried out all the same: look in NFE.io before you repeat it.')
					: `Check the network of this n8n and the ${nameOf(host)} of the credential, then retry the execution.`,
		});
	}
}

const advice: Record<number, string> = {
	401: 'NFE.io does not know this API key. Copy the "Chave de Nota Fiscal" of the account into the credential.',
	403: 'This API key may not do this. Invoices and companies need the "Chave de Nota Fiscal", not the "Chave de Dados"; received documents need the role NFeDist, CTeDist or NFSeDist.',
	404: 'Check the ids: this account has nothing there.',
	429: 'The limit of requests is reached. NFE.io publishes no numbers; try again later.',
};

/** Words for failures that NFE.io names in a way that a user cannot act on. */
const known: Array<{ matches(error: VendorError): boolean; message: string; description: string }> = [
	{
		// docs/facts/nfeio.md §1.5
		matches: ({ code }) => code === '40001',
		message: 'NFE.io could not reach the webhook address from outside',
		description:
			'NFE.io posts to the address before it accepts the webhook and needs a 2xx answer. Check: 1. the address is public https and WEBHOOK_URL of n8n is set to it; 2. no login, firewall or IP list stands before it; 3. its TLS certificate is valid; 4. the workflow of the trigger is published (or the trigger is listening for a test event) at that moment.',
	},
	{
		// docs/facts/nfeio.md §4.4
		matches: ({ text }) => /service invoice with external id .* already exists/.test(text),
		message: 'A service invoice with this external ID exists already, so nothing was issued',
		description:
			'This is the protection against issuing twice. Read the existing invoice with "Get by External ID". To issue another one, use another external ID.',
	},
];

/** What a webhook's receiver knows: written to NFE.io, and no more to be stored than the key. */
const ownSecret = z.object({ webHook: z.object({ secret: z.string() }) });

function apiError(
	context: Context,
	{ method, path, host, body: sent, ifUnknown }: NfeIoRequest,
	{ status, headers, body }: ApiResponse,
	itemIndex: number,
) {
	const error = readError(body);
	const { code, traceId } = error;
	const secret = ownSecret.safeParse(sent).data?.webHook.secret;
	const text = secret === undefined ? error.text : withoutValues(error.text, [secret]);
	const words = known.find(({ matches }) => matches(error));
	const said = `NFE.io answered ${status}${code ? ` (code ${code})` : ''} to ${method} ${path}${text ? `: ${text}` : ''}`;
	const next = advice[status] ?? otherAdvice(status, nameOf(host), method === 'GET' ? undefined : ifUnknown);
	const traces = [
		typeof headers['x-request-id'] === 'string' ? `x-request-id ${headers['x-request-id']}` : '',
		traceId ? `traceId ${traceId}` : '',
	].filter((trace) => trace !== '');
	const forSupport = traces.length > 0 ? [`For NFE.io's support: ${traces.join(', ')}.`] : [];
	return apiFailure(context.getNode(), {
		itemIndex,
		httpCode: String(status),
		message: words ? `${words.message}. ${said}` : said,
		description: [words?.description ?? next, ...forSupport].join(' '),
	});
}

function otherAdvice(status: number, baseUrlName: string, ifUnknown: string | undefined): string {
	if (status < 400) return `Redirects are not followed. Check the ${baseUrlName} of the credential.`;
	return status >= 500 ? (ifUnknown ?? 'NFE.io failed. Try again later.') : 'Correct the input named above.';
}

/** The answer as NFE.io documents it; another one is a failure: somebody else may have answered. */
export async function nfeIoAnswer<Schema extends z.ZodTypeAny>(
	context: Context,
	request: NfeIoRequest,
	schema: Schema,
	itemIndex = 0,
): Promise<z.output<Schema>> {
	const { body } = await nfeIoRequest(context, request, itemIndex);
	return documented(schema, body, { ...request, vendor: 'NFE.io', baseUrl: nameOf(request.host), node: context.getNode(), itemIndex });
}

/** The same for what may not exist: undefined for 404. */
export async function nfeIoFind<Schema extends z.ZodTypeAny>(
	context: Context,
	request: NfeIoRequest,
	schema: Schema,
	itemIndex = 0,
): Promise<z.output<Schema> | undefined> {
	const response = await exchange(context, request, itemIndex);
	if (response.status === 404) return undefined;
	if (!succeeded(request, response)) throw apiError(context, request, response, itemIndex);
	return documented(schema, response.body, {
		...request,
		vendor: 'NFE.io',
		baseUrl: nameOf(request.host),
		node: context.getNode(),
		itemIndex,
	});
}

const hidden = /^(secret|loginPassword|authIssueValue)$/i;

/** A copy without what is secret in NFE.io's documents: the key of a ping (docs/facts/nfeio.md §2.3), city-hall log-ins of a provider. */
export function withoutSecrets<T>(value: T): T {
	if (Array.isArray(value)) return value.map((entry: unknown) => withoutSecrets(entry)) as T;
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([key]) => !hidden.test(key));
	return Object.fromEntries(entries.map(([key, entry]) => [key, withoutSecrets<unknown>(entry)])) as T;
}
