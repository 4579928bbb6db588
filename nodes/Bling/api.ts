import type { IAllExecuteFunctions, IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { withoutTrailingSlashes } from '../shared/baseUrl';
import type { ApiRequest, ApiResponse } from '../shared/request';
import { send, Unreachable } from '../shared/request';
import { adviceFor, readError } from './apiError';
import { bucketOf, errorBudget } from './limits';

/** Credential type whose token every request carries. */
export const credentialName = 'blingOAuth2Api';

/** vendors/bling.md §4.1: API calls go to api.bling.com.br. */
const productionBaseUrl = 'https://api.bling.com.br/Api/v3';

const attempts = 6;
/** vendors/bling.md §4.2: "até 100". */
const pageSize = 100;

/** `path` is below `/Api/v3`, such as `/estoques/saldos`. */
interface BlingRequest extends Pick<ApiRequest, 'method' | 'query' | 'body'> {
	path: string;
	/** For a write that must not be repeated blindly: how to find out whether it was carried out. */
	ifUnknown?: string;
	/** A 404 is an answer, `undefined`, and no error. */
	mayBeMissing?: boolean;
}

const baseUrlSchema = z
	.object({ environment: z.string().optional(), apiBaseUrl: z.string().optional() })
	.transform(({ environment, apiBaseUrl }) => (environment === 'custom' && apiBaseUrl ? apiBaseUrl : productionBaseUrl))
	.transform(withoutTrailingSlashes);

const wrappedObject = z.object({ data: z.record(z.string(), z.unknown()) });
const wrappedList = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const companySchema = z.object({ id: z.string(), nome: z.string().catch('') });

type Company = { id: string; name: string };

const companies = new Map<string, Promise<Company>>();

/** What the token endpoint answered, as n8n keeps it; where that has Bling's form, n8n's own message is "[object Object]". */
const tokenRefusal = z.object({ cause: z.object({ body: z.unknown() }) });

function refusalOf(error: unknown): string {
	const said = readError(tokenRefusal.safeParse(error).data?.cause.body).text;
	return said || (error instanceof Error ? error.message : 'unknown reason');
}

/**
 * Bling's API with the credential of a node, for one item, within its limits: at most 3 requests a second per credential
 * over all executions, a 429 of the second waited for with jitter, a 429 of the day failed at once, and no request when
 * errors come so fast that Bling would block the IP. A request that may have been carried out is never repeated.
 * Every method throws NodeApiError with Bling's own message, every field message, and what to do.
 */
export class BlingApi {
	constructor(
		private readonly context: IAllExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	/** Names the credential, so that all its executions share one bucket and what is remembered of its account. */
	get key(): string {
		return this.context.getNode().credentials?.[credentialName]?.id ?? '';
	}

	/** The parsed body; undefined for 204. */
	async request(request: BlingRequest): Promise<unknown> {
		const { path, method, query, body } = request;
		const url = baseUrlSchema.parse(await this.context.getCredentials(credentialName)) + path;
		for (let attempt = 1; ; attempt++) {
			const response = await bucketOf(this.key).run(async () => await this.attempt(request, { url, method, query, body }));
			if (response.status < 300) return response.body === '' ? undefined : response.body;
			errorBudget.record();
			if (response.status === 404 && request.mayBeMissing) return undefined;
			const limited = response.status === 429 && readError(response.body).period !== 'day';
			if (!limited || attempt === attempts) throw this.refused(request, response);
			// Jitter: other workers and other systems wait for the same second.
			await sleep(1000 + Math.random() * 1000 * attempt);
		}
	}

	async get(path: string, query?: IDataObject): Promise<unknown> {
		return await this.request({ method: 'GET', path, query });
	}

	/** The `data` object of an answer. */
	async object(path: string): Promise<IDataObject> {
		return this.read(path, wrappedObject, await this.get(path)).data as IDataObject;
	}

	/** The same; undefined if there is none (404). */
	async objectIfAny(path: string): Promise<IDataObject | undefined> {
		const body = await this.request({ method: 'GET', path, mayBeMissing: true });
		return body === undefined ? undefined : (this.read(path, wrappedObject, body).data as IDataObject);
	}

	/**
	 * The `data` list of an answer, page after page: Bling tells no total, so a short page is the last (vendors/bling.md
	 * §4.2). `limit` undefined: all.
	 */
	async list(path: string, query: IDataObject, limit?: number): Promise<IDataObject[]> {
		const limite = Math.min(limit ?? pageSize, pageSize);
		const items: IDataObject[] = [];
		for (let pagina = 1; ; pagina++) {
			const { data } = this.read(path, wrappedList, await this.get(path, { ...query, pagina, limite }));
			for (const item of data as IDataObject[]) items.push(item);
			if (data.length < limite || (limit !== undefined && items.length >= limit)) return items.slice(0, limit);
		}
	}

	/** One page of such a list, from 1, of 100. */
	async page(path: string, query: IDataObject, pagina: number): Promise<IDataObject[]> {
		return this.read(path, wrappedList, await this.get(path, { ...query, pagina, limite: pageSize })).data as IDataObject[];
	}

	/** The account that authorised this credential (GET /empresas/me/dados-basicos); asked once per process. */
	async company(): Promise<Company> {
		const { key } = this;
		const known = companies.get(key);
		if (known) return await known;
		const asked = this.object('/empresas/me/dados-basicos').then((data) => {
			const { id, nome } = this.read('/empresas/me/dados-basicos', companySchema, data);
			return { id, name: nome };
		});
		companies.set(key, asked);
		asked.catch(() => companies.delete(key));
		return await asked;
	}

	/** An answer of 2xx that is not what Bling documents is a failure too: somebody else may have answered. */
	private read<T extends z.ZodTypeAny>(path: string, schema: T, body: unknown): z.output<T> {
		const parsed = schema.safeParse(body);
		if (parsed.success) return parsed.data as z.output<T>;
		throw new NodeApiError(this.context.getNode(), { message: 'unexpected answer' }, {
			itemIndex: this.itemIndex,
			message: `Bling's answer to GET ${path} is not what its API documents`,
			description: 'A proxy or a page about an outage may have answered in its place. Check the API Base URL of the credential, then retry the execution.',
		});
	}

	private async attempt(request: BlingRequest, sent: ApiRequest): Promise<ApiResponse> {
		const { itemIndex } = this;
		const node = this.context.getNode();
		if (errorBudget.isSpent()) {
			throw new NodeOperationError(node, `Stopped: Bling answered ${errorBudget.limit} errors within 10 seconds`, {
				itemIndex,
				description: 'At 300 errors in 10 seconds Bling blocks the IP address of this n8n for 10 minutes. Correct the input that causes the errors, then run it again.',
			});
		}
		try {
			return await send(this.context, credentialName, sent);
		} catch (error) {
			if (!(error instanceof Unreachable)) throw this.unusable(error);
			const unknown = error.outcomeUnknown && request.method !== 'GET';
			const advice = unknown
				? (request.ifUnknown ?? 'The request may have been carried out all the same: check in Bling before you repeat it.')
				: 'Check the network of this n8n and the API Base URL of the credential, then retry the execution.';
			throw new NodeOperationError(
				node,
				// Without the network's code: n8n would put a sentence of its own in place of a message that contains one.
				unknown ? `Bling did not answer: the outcome of ${request.method} ${request.path} is unknown` : 'Bling could not be reached',
				{ itemIndex, description: `${advice} (${error.reason})` },
			);
		}
	}

	/** n8n's own refusal to send: not connected, or the tokens could not be refreshed. */
	private unusable(error: unknown): NodeOperationError {
		if (error instanceof NodeOperationError) return error;
		return new NodeOperationError(this.context.getNode(), `The Bling credential cannot be used: ${refusalOf(error)}`, {
			itemIndex: this.itemIndex,
			description: 'Open the credential and connect it, or reconnect it: the account may have revoked the app, its scopes may have changed, or the tokens are older than 30 days.',
		});
	}

	private refused({ method, path, ifUnknown }: BlingRequest, { status, body }: ApiResponse): NodeApiError {
		const error = readError(body);
		return new NodeApiError(this.context.getNode(), { message: error.text || error.type, httpCode: String(status) }, {
			itemIndex: this.itemIndex,
			httpCode: String(status),
			message: `Bling answered ${status} ${error.type} to ${method} ${path}${error.text ? `: ${error.text}` : ''}`,
			description: adviceFor(status, error, path, ifUnknown),
		});
	}
}
