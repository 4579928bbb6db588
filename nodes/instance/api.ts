import type { IDataObject, IExecuteFunctions, IHookFunctions, IHttpRequestMethods, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { answerTooLarge, largestAnswer } from '../shared/http/answer';
import { instanceCredential, instanceSettings } from './address';
import type { ApiResponse } from '../shared/http/request';
import { markUnsent, send, Unreachable } from '../shared/http/request';
import { rethrow } from '../shared/rethrow';
import type { ListRequest } from './pages';
import { pagesOf, Unanswered } from './pages';

/** One call of this n8n's public API. */
export interface InstanceRequest {
	method?: IHttpRequestMethods;
	/** Below `/api/v1`; ids in it are encoded by the caller. */
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	/** The scope that the API key needs, named if it is missing. */
	scope: string;
	timeoutMs?: number;
}

const errorBody = z.object({ message: z.string() });

/**
 * Before its API is ready, n8n answers with a page of its own (200) or, as for any unknown path,
 * with something that is not JSON (404). A 404 of its API is JSON.
 */
const isStarting = ({ status, body }: ApiResponse) =>
	typeof body === 'string' && (status === 404 || (status === 200 && /n8n is starting up/i.test(body)));

/** How n8n releases older than the one named in `tooOld` answer `startedAfter`, and a status such as `crashed`. */
const isUnknownQuery = (said = '') => /unknown query parameter|query\/status must be/i.test(said);

const tooOld =
	'The public API of this n8n is too old for this node: update n8n to 2.28.6 or newer. The triggers and the other nodes of this package also work with older releases.';

/** What to do about a refusal, for every node: here and nowhere else. `said` are n8n's own words. */
function adviceOn(status: number, scope: string, said: string | undefined): string {
	switch (status) {
		case 401:
			return 'The API key of the "N8n Instance API" credential is wrong, expired or deleted. Create a new one under Settings → n8n API and enter it in that credential.';
		case 403:
			return `The API key lacks the scope ${scope}, or its user is not allowed to do this. Add the scope to the key under Settings → n8n API.`;
		case 404:
			return 'It does not exist, was deleted, or belongs to a project that the API key\'s user cannot access: choose another one. If every request fails like this, the Base URL of the "N8n Instance API" credential is wrong, or this n8n\'s public API is turned off.';
		default:
			if (isUnknownQuery(said)) return tooOld;
			return status >= 500 ? 'n8n failed. Try again; see its log for details.' : 'Correct what n8n mentions above.';
	}
}

/** A run of a node, the publishing of a trigger, or the loading of a list of options. */
type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

/** Not an answer of n8n: a proxy's page, or another program's. */
export class ForeignAnswer extends NodeOperationError {}

/** The client for calls outside a node's run, such as a list in the editor. */
export type AnyInstanceApi = InstanceApi<Context>;

/**
 * n8n's own public API (docs/facts/n8n.md §5) with the "N8n Instance API" credential of a node, for
 * one item: the one client of all nodes. Every error says what is wrong and what to do.
 */
export class InstanceApi<Of extends Context = IExecuteFunctions> {
	/** IDs of executions that turned out to fit into no page. */
	readonly tooLarge = new Set<string>();

	private constructor(
		readonly context: Of,
		readonly itemIndex: number,
		/** Without a trailing slash. */
		readonly baseUrl: string,
		readonly resendSecret: string,
	) {}

	/** Throws NodeOperationError if the node has no credential, or the credential no Base URL. */
	static async of<Of extends Context>(context: Of, itemIndex: number): Promise<InstanceApi<Of>> {
		const { baseUrl, resendSecret } = await instanceSettings(context, itemIndex);
		return new InstanceApi(context, itemIndex, baseUrl, resendSecret);
	}

	/** The parsed body; undefined if n8n says that it does not exist. */
	async find(request: InstanceRequest): Promise<unknown> {
		const response = await this.call(request);
		return response.status === 404 ? undefined : this.bodyOf(request, response);
	}

	/** The parsed body. Throws NodeApiError for every refusal. */
	async request(request: InstanceRequest): Promise<unknown> {
		return this.bodyOf(request, await this.call(request));
	}

	/** The rows of a list, page by page, each page as large as possible. */
	pages(request: ListRequest): AsyncGenerator<unknown[], void> {
		return pagesOf(this, request);
	}

	/** A refusal of this node, linked to its item. */
	refusal(message: string, description: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, { itemIndex: this.itemIndex, description });
	}

	/**
	 * The raw answer of n8n's API. Throws `Unreachable` if the outcome is unknown and the caller
	 * asked for a short timeout; all other network failures, and an n8n that is still starting, are
	 * explained here.
	 */
	async call(request: InstanceRequest): Promise<ApiResponse> {
		const response = await this.send(request);
		if (isStarting(response)) throw markUnsent(this.starting());
		return response;
	}

	private async send({ method = 'GET', path, query, body, timeoutMs }: InstanceRequest): Promise<ApiResponse> {
		try {
			return await send(this.context, instanceCredential, {
				method,
				url: `${this.baseUrl}/api/v1${path}`,
				query,
				body,
				timeoutMs,
				// A page of executions holds whole deliveries.
				maxBytes: largestAnswer,
			});
		} catch (error) {
			if (timeoutMs !== undefined && error instanceof Unreachable && error.outcomeUnknown) return rethrow(error);
			const failure = this.unanswered(`${method} ${path}`, error instanceof Unreachable ? error.reason : 'no valid answer');
			throw error instanceof Unreachable && !error.outcomeUnknown ? markUnsent(failure) : failure;
		}
	}

	private bodyOf(request: InstanceRequest, { status, body }: ApiResponse): unknown {
		if (status >= 200 && status < 300) {
			if (typeof body === 'string' && body !== '') throw this.notN8n();
			return body;
		}
		throw this.refused(request, status, body);
	}

	/** The error for a refusal: what n8n said, and what to do. */
	refused({ method = 'GET', path, scope }: InstanceRequest, status: number, body: unknown): NodeApiError {
		const said = errorBody.safeParse(body).data?.message;
		return new NodeApiError(
			this.context.getNode(),
			{ message: said ?? `HTTP ${status}` },
			{
				itemIndex: this.itemIndex,
				httpCode: String(status),
				message: `n8n answered ${status} to ${method} ${path}${said ? `: ${said}` : ''}`,
				description: adviceOn(status, scope, said),
			},
		);
	}

	/** What cannot be answered yet does not count as missing. */
	private starting(): NodeOperationError {
		return this.refusal(
			`n8n is starting and does not answer at ${this.baseUrl} yet`,
			'Try again in a minute. If every request fails like this, its public API is turned off, or the Base URL of the "N8n Instance API" credential is not the address of this n8n.',
		);
	}

	private unanswered(call: string, reason: string): Unanswered {
		const { itemIndex } = this;
		// With the code in it, n8n would replace this message by a generic one.
		const [message, description] =
			reason === answerTooLarge
				? [
						`The answer of n8n to ${call} is larger than ${largestAnswer / 1024 / 1024} MB`,
						'The stored data of an execution is too large to read here. Open it in n8n (Executions) and retry or delete it there.',
					]
				: [
						`This n8n could not be reached at ${this.baseUrl}`,
						`Check the Base URL of the "N8n Instance API" credential: n8n itself must reach it (${reason}).`,
					];
		const error = new Unanswered(this.context.getNode(), message, { itemIndex, description });
		error.reason = reason;
		return error;
	}

	/** For an answer that no n8n gives: a proxy's login page, or another program. */
	notN8n(): ForeignAnswer {
		const { itemIndex } = this;
		return new ForeignAnswer(this.context.getNode(), `${this.baseUrl} did not answer like n8n's public API`, {
			itemIndex,
			description:
				'The Base URL of the "N8n Instance API" credential must be the address of this n8n, without a path, and /api/v1 must not be behind a login page.',
		});
	}
}
