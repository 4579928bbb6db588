import type { IAllExecuteFunctions, IDataObject, IExecuteFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiRequest, ApiResponse } from '../shared/request';
import { paced, send, Unreachable } from '../shared/request';

export const credentialName = 'blingOAuth2Api';

/** vendors/bling.md §4.1: API calls go to api.bling.com.br. */
const productionBaseUrl = 'https://api.bling.com.br/Api/v3';

/** vendors/bling.md §4.2, per Bling account. */
const requestsPerSecond = 3;
const attempts = 6;

type Context = IAllExecuteFunctions;

/** `path` is below `/Api/v3`, such as `/estoques/saldos`. */
export type BlingRequest = Omit<ApiRequest, 'url'> & { path: string };

const baseUrlSchema = z
	.object({ environment: z.string().optional(), apiBaseUrl: z.string().optional() })
	.transform(({ environment, apiBaseUrl }) => (environment === 'custom' && apiBaseUrl ? apiBaseUrl : productionBaseUrl))
	.transform((url) => url.replace(/\/+$/, ''));

const message = z.object({ msg: z.string().catch(''), element: z.string().optional().catch(undefined) });
const field = message.extend({ collection: z.array(message).catch([]) });
/** vendors/bling.md §4.3: Bling's own errors, and the OAuth-style ones. */
const errorBody = z.object({
	error: z.union([
		z.object({
			type: z.string().catch('UNKNOWN_ERROR'),
			message: z.string().catch(''),
			description: z.string().catch(''),
			period: z.string().optional().catch(undefined),
			fields: z.array(field).catch([]),
		}),
		z.string().transform((type) => ({ type, message: '', description: '', period: undefined, fields: [] })),
	]),
	error_description: z.string().optional().catch(undefined),
});

/** Names the credential of a node, so that all its executions share one budget of requests. */
function budgetKey(context: Context): string {
	return `bling|${context.getNode().credentials?.[credentialName]?.id ?? ''}`;
}

/**
 * One request to Bling's API, within its limits: at most 3 a second per credential, a 429 of the second waited for with
 * jitter, a 429 of the day failed at once. Returns the parsed body (undefined for 204).
 * Throws NodeApiError with Bling's own message and every field message.
 */
export async function blingRequest(context: Context, request: BlingRequest, itemIndex: number): Promise<unknown> {
	const { path, ...rest } = request;
	const url = baseUrlSchema.parse(await context.getCredentials(credentialName)) + path;
	for (let attempt = 1; ; attempt++) {
		await paced(budgetKey(context), requestsPerSecond);
		const response = await attemptRequest(context, { ...rest, url }, itemIndex);
		if (response.status < 300) return response.body;
		const limited = response.status === 429 && readError(response.body).period !== 'day';
		if (!limited || attempt === attempts) throw apiError(context, request, response, itemIndex);
		await sleep(1000 + Math.random() * 1000 * attempt);
	}
}

async function attemptRequest(context: Context, request: ApiRequest, itemIndex: number): Promise<ApiResponse> {
	try {
		return await send(context, credentialName, request);
	} catch (error) {
		if (!(error instanceof Unreachable)) throw new NodeApiError(context.getNode(), error as JsonObject, { itemIndex });
		throw new NodeApiError(context.getNode(), { message: error.reason }, {
			itemIndex,
			message: `Bling could not be reached (${error.reason})`,
			description:
				error.outcomeUnknown && request.method !== 'GET'
					? 'The request may have been carried out all the same: check in Bling before you repeat it.'
					: 'Check the network of this n8n and the API Base URL of the credential, then retry the execution.',
		});
	}
}

function readError(body: unknown) {
	const parsed = errorBody.safeParse(body);
	if (!parsed.success) return { type: 'UNKNOWN_ERROR', text: '', period: undefined };
	const { error, error_description } = parsed.data;
	const fields = error.fields.flatMap((entry) => [entry, ...entry.collection]);
	const fieldTexts = fields.map(({ element, msg }) => (element ? `${element}: ${msg}` : msg));
	const text = [error.message, error.description, error_description, ...fieldTexts].filter(Boolean).join(' ');
	return { type: error.type, text, period: error.period };
}

const advice: Record<number, string> = {
	401: 'Open the Bling credential and connect it again ("Reconectar"): its access was revoked or has expired.',
	403: 'The app lacks a scope for this. Add it in "Área do Integrador" → app → scopes, then let every account authorise again.',
	404: 'Check the id: it does not exist in the account of this credential.',
	429: 'Bling\'s limit is reached (3 requests a second, 120 000 a day, per account). The daily limit is counted anew the next day.',
};

function apiError(context: Context, { method, path }: BlingRequest, { status, body }: ApiResponse, itemIndex: number) {
	const { type, text } = readError(body);
	return new NodeApiError(context.getNode(), { message: text || type, httpCode: String(status) }, {
		itemIndex,
		httpCode: String(status),
		message: `Bling answered ${status} ${type} to ${method} ${path}${text ? `: ${text}` : ''}`,
		description: advice[status] ?? (status >= 500 ? 'Bling failed. Try again later.' : 'Correct the input named above.'),
	});
}

const companySchema = z.object({ data: z.object({ id: z.string(), nome: z.string().catch('') }) });
export type Company = { id: string; name: string };

const companies = new Map<string, Promise<Company>>();

/** The Bling account that authorised this credential (GET /empresas/me/dados-basicos); asked once per process. */
export async function ownCompany(context: IExecuteFunctions, itemIndex: number): Promise<Company> {
	const key = budgetKey(context);
	let company = companies.get(key);
	if (!company) {
		company = blingRequest(context, { method: 'GET', path: '/empresas/me/dados-basicos' }, itemIndex).then((body) => {
			const { id, nome } = companySchema.parse(body).data;
			return { id, name: nome };
		});
		companies.set(key, company);
		company.catch(() => companies.delete(key));
	}
	return await company;
}

const dataSchema = z.object({ data: z.record(z.string(), z.unknown()) });

/** The `data` object of an answer that wraps one. */
export async function getData(context: IExecuteFunctions, path: string, itemIndex: number): Promise<IDataObject> {
	return dataSchema.parse(await blingRequest(context, { method: 'GET', path }, itemIndex)).data as IDataObject;
}
