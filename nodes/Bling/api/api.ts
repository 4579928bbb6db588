import { createHash } from 'node:crypto';

import type { IAllExecuteFunctions, IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { identity } from '../identity';
import { withoutTrailingSlashes } from '../../shared/http/baseUrl';
import { withoutCredential } from '../../shared/privacy/credentialSecrets';
import { documented } from '../../shared/http/documented';
import type { ApiRequest, ApiResponse } from '../../shared/http/request';
import { send, Unreachable } from '../../shared/http/request';
import { readError, refusalOf } from './apiError';
import { bucketOf, errorBudget } from './limits';

/** Credential type whose token every request carries. */
const credentialName = identity.credential;

/** docs/facts/bling.md §4.1: API calls go to api.bling.com.br. */
const productionBaseUrl = 'https://api.bling.com.br/Api/v3';

const attempts = 6;
/** docs/facts/bling.md §4.2: "até 100". */
const pageSize = 100;

/** `path` is below `/Api/v3`, such as `/estoques/saldos`. */
export interface BlingRequest extends Pick<ApiRequest, 'method' | 'query' | 'body'> {
	path: string;
	/** For a write that must not be repeated blindly: how to find out whether it was carried out. */
	ifUnknown?: string;
	/** A 404 is an answer, `undefined`, and no error. */
	mayBeMissing?: boolean;
}

const baseUrlSchema = z
	.object({ environment: z.string().optional(), apiBaseUrl: z.string().optional() })
	.transform(({ environment, apiBaseUrl }) => (environment === 'custom' && apiBaseUrl?.trim() ? apiBaseUrl : productionBaseUrl))
	.transform(withoutTrailingSlashes);

/** What a call that answers 204 answers: nothing. */
export const nothing = z.undefined();

const wrappedObject = z.object({ data: z.record(z.string(), z.unknown()) });
const wrappedList = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const companySchema = z.object({ data: z.object({ id: z.string(), nome: z.string().catch('') }) });

type Company = { id: string; name: string };

/** What is known of the account of a credential, and which state of the credential it was asked with. */
interface Known {
	account: string;
	company: Promise<Company>;
}

const companies = new Map<string, Known>();
/** The accounts that each credential has belonged to in this process. */
const former = new Map<string, Set<string>>();

/** What the token endpoint answered, as n8n keeps it; where that has Bling's form, n8n's own message is "[object Object]". */
const tokenRefusal = z.object({ cause: z.object({ body: z.unknown() }) });

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

	/** Names the credential, so that all its executions share one bucket. */
	get key(): string {
		return this.context.getNode().credentials?.[credentialName]?.id ?? '';
	}

	/**
	 * Names the credential as it is now. It changes with each new token, so that what is remembered under it is asked anew
	 * after "Reconnect", which may have brought another account.
	 */
	async accountKey(): Promise<string> {
		const credential = await this.context.getCredentials(credentialName);
		return `${this.key}:${createHash('sha256').update(JSON.stringify(credential)).digest('hex')}`;
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

	/** The answer as Bling documents it; another one is a failure: somebody else may have answered. */
	async ask<Schema extends z.ZodTypeAny>(request: BlingRequest, schema: Schema): Promise<z.output<Schema>> {
		return this.read(request, schema, await this.request(request));
	}

	/** The `data` object of an answer. */
	async object(path: string): Promise<IDataObject> {
		return (await this.ask({ method: 'GET', path }, wrappedObject)).data as IDataObject;
	}

	/** The same; undefined if there is none (404). */
	async objectIfAny(path: string): Promise<IDataObject | undefined> {
		const found = await this.ask({ method: 'GET', path, mayBeMissing: true }, wrappedObject.optional());
		return found?.data as IDataObject | undefined;
	}

	/**
	 * The `data` list of an answer, page after page: Bling tells no total, so a short page is the last (docs/facts/bling.md
	 * §4.2). `limit` undefined: all.
	 */
	async list(path: string, query: IDataObject, limit?: number): Promise<IDataObject[]> {
		const limite = Math.min(limit ?? pageSize, pageSize);
		const items: IDataObject[] = [];
		for (let pagina = 1; ; pagina++) {
			const data = await this.page(path, { ...query, limite }, pagina);
			for (const row of data) items.push(row);
			if (data.length < limite || (limit !== undefined && items.length >= limit)) return items.slice(0, limit);
		}
	}

	/** One page of such a list, from 1, of 100. */
	async page(path: string, query: IDataObject, pagina: number): Promise<IDataObject[]> {
		const request: BlingRequest = { method: 'GET', path, query: { limite: pageSize, ...query, pagina } };
		return (await this.ask(request, wrappedList)).data as IDataObject[];
	}

	/** All rows of such a list, each as it is documented. */
	async rows<Schema extends z.ZodTypeAny>(path: string, query: IDataObject, row: Schema): Promise<Array<z.output<Schema>>> {
		return this.read({ method: 'GET', path }, z.array(row), await this.list(path, query));
	}

	/**
	 * What `read` finds, all of it in one account: where the credential changed meanwhile, it begins anew. It is given the
	 * `accountKey`. Throws NodeOperationError where the credential never rests.
	 */
	async ofOneAccount<Found>(read: (account: string) => Promise<Found>): Promise<Found> {
		for (let attempt = 0; attempt < attempts; attempt++) {
			const account = await this.accountKey();
			const found = await read(account);
			// A token may have been refreshed by reading, or somebody may have reconnected: nobody can tell which.
			if ((await this.accountKey()) === account) return found;
		}
		throw new NodeOperationError(this.context.getNode(), 'The Bling credential changes while it is used', {
			itemIndex: this.itemIndex,
			description: 'Wait until it is connected, then retry the execution.',
		});
	}

	/**
	 * The account that authorised this credential (GET /empresas/me/dados-basicos); asked once in a process for each state
	 * of the credential.
	 */
	async company(): Promise<Company> {
		const company = await this.ofOneAccount(async (account) => {
			const known = companies.get(this.key);
			return await (known?.account === account ? known.company : this.askCompany(account));
		});
		former.set(this.key, (former.get(this.key) ?? new Set()).add(company.id));
		return company;
	}

	/** Whether this credential has belonged to that account in this process. */
	belongedTo(companyId: string): boolean {
		return former.get(this.key)?.has(companyId) ?? false;
	}

	private async askCompany(account: string): Promise<Company> {
		const asked = { account, company: this.readCompany() };
		companies.set(this.key, asked);
		asked.company.catch(() => {
			if (companies.get(this.key) === asked) companies.delete(this.key);
		});
		return await asked.company;
	}

	private async readCompany(): Promise<Company> {
		const { data } = await this.ask({ method: 'GET', path: '/empresas/me/dados-basicos' }, companySchema);
		return { id: data.id, name: data.nome };
	}

	/** What was answered, as documented. */
	private read<Schema extends z.ZodTypeAny>({ method, path, ifUnknown }: BlingRequest, schema: Schema, body: unknown): z.output<Schema> {
		return documented(schema, body, {
			node: this.context.getNode(),
			itemIndex: this.itemIndex,
			vendor: 'Bling',
			baseUrl: 'API Base URL',
			method,
			path,
			ifUnknown,
		});
	}

	private async attempt(request: BlingRequest, sent: ApiRequest): Promise<ApiResponse> {
		const { itemIndex } = this;
		const node = this.context.getNode();
		if (errorBudget.isSpent()) {
			throw new NodeOperationError(node, `Stopped: Bling answered ${errorBudget.limit} errors within 10 seconds`, {
				itemIndex,
				description:
					'At 300 errors in 10 seconds Bling blocks the IP address of this n8n for 10 minutes. Correct the input that causes the errors, then run it again.',
			});
		}
		try {
			return await send(this.context, credentialName, sent);
		} catch (error) {
			if (!(error instanceof Unreachable)) throw await this.unusable(error);
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
	private async unusable(error: unknown): Promise<NodeOperationError> {
		if (error instanceof NodeOperationError) return error;
		const { text, type } = readError(tokenRefusal.safeParse(error).data?.cause.body);
		const reason = text || (error instanceof Error ? error.message : 'unknown reason');
		const burnt = type === 'invalid_grant' || /invalid_grant/.test(reason);
		return new NodeOperationError(
			this.context.getNode(),
			`The Bling credential cannot be used: ${String(await withoutCredential(this.context, credentialName, reason))}`,
			{
				itemIndex: this.itemIndex,
				description: `Open the credential and connect it, or reconnect it: the account may have revoked the app, its scopes may have changed, or the tokens are older than 30 days.${burnt ? ' n8n before 2.30 refreshes one credential several times at once, and Bling accepts each refresh token only once ("invalid_grant"): update n8n to 2.30 or newer, or it comes again.' : ''}`,
			},
		);
	}

	private refused({ method, path, ifUnknown }: BlingRequest, { status, body }: ApiResponse): NodeApiError {
		const error = readError(body);
		const { message, description } = refusalOf({ status, error, method, path, ifUnknown });
		return new NodeApiError(
			this.context.getNode(),
			{ message: error.text || error.type, httpCode: String(status) },
			{
				itemIndex: this.itemIndex,
				httpCode: String(status),
				message,
				description,
			},
		);
	}
}
