import { createHash } from 'node:crypto';

import type { IAllExecuteFunctions, IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { baseUrlIn } from '../../shared/http/baseUrl';
import type { ApiResponse } from '../../shared/http/request';
import { Withheld } from '../../shared/http/request';
import type { ApiCall, VendorRules } from '../../shared/http/transport';
import { VendorApi } from '../../shared/http/transport';
import { state } from '../../state';
import { identity } from '../identity';
import { readError, refusalOf } from './apiError';
import { bucketOf, errorBudget } from './limits';

/** docs/facts/bling.md §4.1: API calls go to api.bling.com.br. */
const productionBaseUrl = 'https://api.bling.com.br/Api/v3';

const attempts = 6;
/** docs/facts/bling.md §4.2: "até 100". */
const pageSize = 100;

/** The token endpoint's answer, as n8n keeps it; if it has Bling's format, n8n's own message is "[object Object]". */
const tokenRefusal = z.object({ cause: z.object({ body: z.unknown() }) });

/** Refused before anything was done. Refusals by the daily limit last until midnight. */
const isRefusedForTheSecond = ({ status, body }: ApiResponse): boolean => status === 429 && readError(body).period !== 'day';

/**
 * Keeps Bling's limits: at most 3 requests per second and credential across all executions, fewer
 * while other processes take their share; a 429 of the daily limit fails at once; and no requests
 * when errors come so fast that Bling would block the IP.
 */
const rules: VendorRules = {
	name: identity.displayName,
	credential: identity.credential,
	baseUrl: ({ environment, apiBaseUrl }) => baseUrlIn(environment === 'custom' ? apiBaseUrl : undefined, productionBaseUrl),
	baseUrlField: () => 'API Base URL',
	baseUrlExample: `${productionBaseUrl}, or leave it empty to use this one`,
	// Bling only reads lists in this form: idsProdutos[]=1&idsProdutos[]=2 (docs/facts/bling.md
	// §4.5).
	arrayFormat: 'brackets',
	async paced(request, key) {
		return await bucketOf(key).run(async () => {
			if (errorBudget.isSpent()) {
				throw new Withheld(
					`Stopped: Bling answered ${errorBudget.limit} errors within 10 seconds`,
					"At 300 errors in 10 seconds, Bling blocks this n8n's IP address for 10 minutes. Correct the input that causes the errors, then run it again.",
				);
			}
			const answer = await request();
			if (answer.status >= 300) errorBudget.record();
			return answer;
		}, isRefusedForTheSecond);
	},
	read: ({ status, body }, { path }) =>
		status < 300 ? { content: body === '' ? undefined : body } : refusalOf(status, readError(body), path),
	/** n8n's own refusal to send: not connected, or the tokens could not be refreshed. */
	unusable(error) {
		const { text, type } = readError(tokenRefusal.safeParse(error).data?.cause.body);
		const reason = text || error.message;
		const burnt = type === 'invalid_grant' || /invalid_grant/.test(reason);
		return {
			message: `The Bling credential cannot be used: ${reason}`,
			advice: `Open the credential and connect or reconnect it: the account may have revoked the app, its scopes may have changed, or the tokens may be older than 30 days.${burnt ? ' n8n before 2.30 refreshes one credential several times at once, and Bling accepts each refresh token only once ("invalid_grant"): update n8n to 2.30 or newer, or this will happen again.' : ''}`,
		};
	},
};

/** The result of a call that answers 204: nothing. */
export const nothing = z.undefined();

const wrappedObject = z.object({ data: z.record(z.string(), z.unknown()) });
const wrappedList = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const companySchema = z.object({ data: z.object({ id: z.string(), nome: z.string().catch('') }) });

/** An account of Bling. */
export type Company = { id: string; name: string };

/** Bling's API with the credential of a node, for one item; paths are below `/Api/v3`, such as `/estoques/saldos`. */
export class BlingApi extends VendorApi {
	constructor(context: IAllExecuteFunctions, itemIndex: number) {
		super(rules, context, itemIndex);
	}

	/**
	 * Identifies the credential in its current state. It changes with each new token, so that what
	 * is cached under it is read again after "Reconnect", which may have connected another account.
	 */
	async accountKey(): Promise<string> {
		const credential = await this.context.getCredentials(identity.credential);
		return `${this.key}:${createHash('sha256').update(JSON.stringify(credential)).digest('hex')}`;
	}

	/** The `data` object of an answer. */
	async object(path: string): Promise<IDataObject> {
		return (await this.ask({ method: 'GET', path }, wrappedObject)).data as IDataObject;
	}

	/** The same; undefined if there is none (404). */
	async objectIfAny(path: string): Promise<IDataObject | undefined> {
		return (await this.find({ method: 'GET', path }, wrappedObject))?.data as IDataObject | undefined;
	}

	/**
	 * The `data` list of an answer, page by page. Bling returns no total, so a short page is the
	 * last one (docs/facts/bling.md §4.2). Without `limit`: all.
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

	/** One page of such a list, counted from 1, of 100 rows. */
	async page(path: string, query: IDataObject, pagina: number): Promise<IDataObject[]> {
		const call: ApiCall = { method: 'GET', path, query: { limite: pageSize, ...query, pagina } };
		return (await this.ask(call, wrappedList)).data as IDataObject[];
	}

	/** All rows of such a list, each in the documented format. */
	async rows<Schema extends z.ZodTypeAny>(path: string, query: IDataObject, row: Schema): Promise<Array<z.output<Schema>>> {
		return this.documented(await this.list(path, query), z.array(row), { method: 'GET', path });
	}

	/**
	 * What `read` returns, all from one account: if the credential changed meanwhile, it starts
	 * over. It receives the `accountKey`. Throws NodeOperationError if the credential keeps
	 * changing.
	 */
	async ofOneAccount<Found>(read: (account: string) => Promise<Found>): Promise<Found> {
		for (let attempt = 0; attempt < attempts; attempt++) {
			const account = await this.accountKey();
			const found = await read(account);
			// Reading may have refreshed a token, or somebody may have reconnected: these cannot be
			// told apart.
			if ((await this.accountKey()) === account) return found;
		}
		throw new NodeOperationError(this.context.getNode(), 'The Bling credential keeps changing while it is in use', {
			itemIndex: this.itemIndex,
			description: 'Wait until it is connected, then retry the execution.',
		});
	}

	/**
	 * The account that authorized this credential (GET /empresas/me/dados-basicos); requested once
	 * per process and state of the credential.
	 */
	async company(): Promise<Company> {
		const company = await this.ofOneAccount(async (account) => {
			const name = { credential: this.key, credentialState: account };
			return await (state.blingCompanies.get(name) ?? this.askCompany(name));
		});
		state.blingFormerCompanies.keep({ credential: this.key, company: company.id }, true);
		return company;
	}

	/** Whether this credential has belonged to that account in this process. */
	belongedTo(companyId: string): boolean {
		return state.blingFormerCompanies.get({ credential: this.key, company: companyId }) ?? false;
	}

	private async askCompany(name: { credential: string; credentialState: string }): Promise<Company> {
		const asked = this.readCompany();
		state.blingCompanies.keep(name, asked);
		asked.catch(() => state.blingCompanies.forget(name, asked));
		return await asked;
	}

	private async readCompany(): Promise<Company> {
		const { data } = await this.ask({ method: 'GET', path: '/empresas/me/dados-basicos' }, companySchema);
		return { id: data.id, name: data.nome };
	}
}
