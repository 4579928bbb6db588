import type { IAllExecuteFunctions, IDataObject, IHttpRequestMethods, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { identity } from '../identity';
import { apiFailure } from '../../shared/http/apiFailure';
import { withoutCredential } from '../../shared/privacy/credentialSecrets';
import type { AnsweredCall } from '../../shared/http/documented';
import type { ApiResponse } from '../../shared/http/request';
import { send, Unreachable } from '../../shared/http/request';
import { LoginRefused } from './login';
import { apiBaseUrl, idPattern, storeOrigin } from './store';

/** Credential type that logs in, and whose live token every request carries. */
const credentialName = identity.credential;

/** iSET answers 403, not 401, when a token is missing or has expired (docs/facts/iset.md §4.1). */
const loginAgainOn = 403;

/** While another process stores the token it just got, waiting a little and reading the credential again is enough. */
const waitsMs = [1000, 2000, 4000, 8000];

type Context = IAllExecuteFunctions;

/** One call of the shop's API. */
export interface IsetRequest {
	method: IHttpRequestMethods;
	/** Below `/ws/v1`, such as `/order/1326`. */
	path: string;
	query?: IDataObject;
	body?: IDataObject | IDataObject[];
}

/** The API as operations use it: bound to one input item. */
export interface IsetApi {
	request(request: IsetRequest): Promise<unknown>;
	get(path: string): Promise<unknown>;
	/** All known POSTs only read (docs/facts/iset.md §4.2). */
	post(path: string, body: IDataObject): Promise<unknown>;
}

/** The shop's API for one input item. Every request carries the live token, which `isetRequest` gets and renews. */
export function isetApi(context: Context, itemIndex: number): IsetApi {
	const request = async (wanted: IsetRequest) => await isetRequest(context, wanted, itemIndex);
	return {
		request,
		get: async (path) => await request({ method: 'GET', path }),
		post: async (path, body) => await request({ method: 'POST', path, body }),
	};
}

/** `/order/1326`. The id is checked again here: nothing else may become part of a path. */
export function idPath(resource: 'order' | 'product', id: string): string {
	if (!idPattern.test(id)) throw new RangeError(`${JSON.stringify(id.slice(0, 40))} is no iSET id (1 to 12 digits)`);
	return `/${resource}/${id}`;
}

/** The full address of a path, which cannot leave the shop's host and `/ws/v1`. Undefined if it tries to. */
export function addressOf(storeUrl: unknown, path: string): string | undefined {
	const base = apiBaseUrl(storeUrl);
	if (base === undefined || !path.startsWith('/') || /[\\\s?#]|\/\//.test(path)) return undefined;
	if (!URL.canParse(base + path)) return undefined;
	const { href, origin, pathname } = new URL(base + path);
	return origin === storeOrigin(storeUrl) && pathname.startsWith('/ws/v1/') ? href : undefined;
}

/** One request; returns the parsed body of a success. Throws NodeApiError with iSET's own message. */
export async function isetRequest(context: Context, request: IsetRequest, itemIndex: number): Promise<unknown> {
	const response = await exchange(context, request, itemIndex);
	if (response.status < 300) return response.body;
	throw apiError(context, request, response, itemIndex);
}

/**
 * One request with a live token: an expired one is renewed by the credential, and while no token is to be had it waits a
 * little. Returns the answer whatever its status; throws NodeApiError if there is none (see `isNoToken`).
 */
export async function exchange(context: Context, request: IsetRequest, itemIndex: number): Promise<ApiResponse> {
	const { path, ...rest } = request;
	const { storeUrl } = await context.getCredentials(credentialName, itemIndex);
	const url = addressOf(storeUrl, path);
	if (url === undefined) {
		throw new NodeOperationError(context.getNode(), `The path ${path} does not stay below ${String(storeUrl)}/ws/v1`, {
			itemIndex,
			description:
				'A path starts with one slash and has no query, "..", "//" or backslash. Parameters go into Query. If the path is fine, check Store URL of the credential.',
		});
	}
	for (let attempt = 0; ; attempt++) {
		const result = await attemptRequest(context, { ...rest, url }, itemIndex);
		if ('response' in result) return await withBodyStatus(context, result.response);
		if (!result.refused.tokenElsewhere || attempt === waitsMs.length) {
			throw noToken(context, result.refused, itemIndex);
		}
		await sleep(waitsMs[attempt]);
	}
}

/** True for the error that says that no token was to be had. */
export function isNoToken(error: unknown): boolean {
	return error instanceof NodeApiError && error.cause instanceof LoginRefused;
}

type Address = Omit<IsetRequest, 'path'> & { url: string };

async function attemptRequest(
	context: Context,
	request: Address,
	itemIndex: number,
): Promise<{ response: ApiResponse } | { refused: LoginRefused }> {
	try {
		const response = await send(context, credentialName, request, loginAgainOn);
		const refused = deadToken(response);
		return refused ? { refused } : { response };
	} catch (error) {
		if (error instanceof Error && error.cause instanceof LoginRefused) return { refused: error.cause };
		const node = context.getNode();
		if (!(error instanceof Unreachable)) throw new NodeApiError(node, error as JsonObject, { itemIndex });
		throw apiFailure(node, {
			itemIndex,
			message: `The iSET shop could not be reached (${error.reason})`,
			description:
				error.outcomeUnknown && request.method !== 'GET'
					? 'The request may have been carried out all the same: check in the shop before you repeat it.'
					: 'Check the network of this n8n and Store URL of the credential, then retry the execution.',
		});
	}
}

/** docs/facts/iset.md §4.1: `{ status, reason, message }`, of which `status` mirrors the HTTP status. */
const errorBody = z.object({
	status: z.coerce.number().optional().catch(undefined),
	reason: z.string().catch(''),
	message: z.string().catch(''),
});

const readError = (body: unknown) => errorBody.catch({ reason: '', message: '', status: undefined }).parse(body);

/** A token that iSET still refuses after the log-in: another program has replaced it in the meantime. */
function deadToken({ status, body }: ApiResponse): LoginRefused | undefined {
	const { message } = readError(body);
	if (status !== loginAgainOn || !/access token/i.test(message)) return undefined;
	return new LoginRefused(
		`iSET refuses the token of this credential (${status}: ${message})`,
		'Another program has taken the one live token of this access key. Wait until that token expires and retry, and give n8n an access key of its own. n8n before 2.40 never renews an expired token of iSET: update it.',
		true,
	);
}

/** An error told in the body only counts as much as one in the HTTP status. */
async function withBodyStatus(context: Context, response: ApiResponse): Promise<ApiResponse> {
	const { status } = readError(response.body);
	if (response.status >= 300 || status === undefined || status < 400) return response;
	return { ...response, status, body: await withoutCredential(context, credentialName, response.body) };
}

function noToken(context: Context, refused: LoginRefused, itemIndex: number): NodeApiError {
	const { message, advice: description } = refused;
	const error = apiFailure(context.getNode(), { message, description, itemIndex });
	error.cause = refused;
	return error;
}

const advice: Record<number, string> = {
	400: 'Check the input: iSET did not accept it.',
	403: 'iSET does not allow this with this access key. What a key may do is not documented: look under "Configurações" >> "API Rest", or ask iSET.',
	404: 'Check the id and the path: this shop has no such thing.',
};

/** The error of an answer that iSET gave. */
export function apiError(context: Context, { method, path }: IsetRequest, { status, body }: ApiResponse, itemIndex: number): NodeApiError {
	const { reason, message } = readError(body);
	const redirected = status >= 300 && status < 400;
	return apiFailure(context.getNode(), {
		itemIndex,
		httpCode: String(status),
		message: `iSET answered ${[status, reason].filter(Boolean).join(' ')} to ${method} ${path}${message ? `: ${message}` : ''}`,
		description: redirected
			? 'Redirects are not followed. Put the exact address of the shop into Store URL of the credential, usually with "www.".'
			: (advice[status] ?? (status >= 500 ? 'iSET failed. Try again later.' : 'Correct the input named above.')),
	});
}

/** A call as `documented` names it. All known POSTs only read; of its answers little is documented. */
export const answeredCall = (
	context: Context,
	{ method, path }: Pick<IsetRequest, 'method' | 'path'>,
	itemIndex: number,
): AnsweredCall => ({
	node: context.getNode(),
	itemIndex,
	vendor: 'iSET',
	baseUrl: 'Store URL',
	method,
	path,
	onlyReads: true,
	hint: 'If the shop itself answered, "Custom API Call" shows the whole answer: report its shape, without personal data, to the authors of this node.',
});
