import { Readable } from 'node:stream';

import type { IDataObject, IExecuteFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { documented } from '../../fixtures/intelipost.mts';
import { FakeResponse } from '../support/contexts.mts';

/** Obviously made up. */
export const credential = {
	accountName: 'Loja Teste',
	apiKey: 'test-api-key',
	apiBaseUrl: 'https://api.example.com/api/v1',
	webhookUser: 'n8n-test',
	webhookPassword: 'test-webhook-password',
	webhookHeaderName: 'Api-Key',
	webhookHeaderValue: 'test-header-value',
};

/** The header `Authorization` of an event rule with "Formato de autenticação" Basic. */
export const basic = (user: string = credential.webhookUser, password: string = credential.webhookPassword) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

interface Posted {
	headers?: Record<string, string | string[]>;
	body?: unknown;
	parameters?: IDataObject;
	/** Changes of the credential; null = none is set. */
	credential?: Partial<Record<keyof typeof credential, string>> | null;
	/** One trigger keeps its memory over several calls. */
	trigger?: string;
}

interface Received {
	result: IWebhookResponseData;
	/** What was answered without an execution; undefined if n8n answers. */
	answer?: { status: number; body: unknown; headers: Record<string, string> };
	items: IDataObject[];
	logged: string;
}

let triggers = 0;

/** An id that no other test has, so that no two share the memory of a trigger. */
export const newTrigger = () => `trigger-${++triggers}`;

/** Posts to the trigger as n8n hands it over, and ends the response as n8n would. */
export async function post(
	webhook: (this: IWebhookFunctions) => Promise<IWebhookResponseData>,
	{ headers = { authorization: basic() }, body = documented, parameters = {}, credential: own = {}, trigger = newTrigger() }: Posted,
): Promise<Received> {
	const response = new FakeResponse();
	const logged: unknown[] = [];
	const log = (...entries: unknown[]) => void logged.push(...entries);
	const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	const context = {
		getResponseObject: () => response,
		getRequestObject: () => ({
			path: '/webhook/test-webhook-id/intelipost',
			headers,
			query: {},
			rawBody,
		}),
		getWebhookName: () => 'default',
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflow: () => ({ id: trigger }),
		getNode: () => ({
			id: trigger,
			name: 'Trigger',
			webhookId: 'test-webhook-id',
			credentials: { intelipostApi: { id: '1', name: 'Credential' } },
		}),
		getMode: () => 'webhook',
		async getCredentials() {
			if (own === null) throw new Error('Node does not have any credentials set');
			return { ...credential, ...own };
		},
		getWorkflowStaticData: () => ({}),
		logger: { error: log, warn: log, info: log, debug: log },
	};
	const result = await webhook.call(context as unknown as IWebhookFunctions);
	response.emit('finish');
	const items = (result.workflowData ?? []).flat().map(({ json }) => json);
	return {
		result,
		answer: result.noWebhookResponse ? { status: response.statusCode, body: response.body, headers: response.headers } : undefined,
		items,
		logged: JSON.stringify(logged),
	};
}

export interface Requested {
	method: string;
	url: string;
	qs?: IDataObject;
	body?: unknown;
	headers?: IDataObject;
}

export type Answered = { statusCode: number; headers?: Record<string, string>; body: unknown } | Error;

/** Intelipost's answer to a request that went well (docs/facts/intelipost.md §4.2). */
export const envelope = (content: unknown, status = 'OK', messages: unknown = []) => ({
	statusCode: 200,
	body: { status, messages, content },
});

/** Intelipost's answer to a request that it refuses. */
export const refusal = (statusCode: number, text: string, key: string | null = null) => ({
	statusCode,
	body: { status: 'ERROR', messages: [{ type: 'ERROR', text, key }] },
});

/** A context for nodes that call the API: `answer` stands for Intelipost, `instance` for this n8n. */
export function executeContext({
	parameters = {},
	credentials = {},
	answer = () => envelope({ order_number: 'P', label_url: 'https://labels.example.com/P' }),
	instance = () => ({ statusCode: 404, body: {} }),
	continueOnFail = false,
	items = 1,
}: {
	parameters?: IDataObject;
	credentials?: IDataObject;
	answer?: (request: Requested) => Answered;
	instance?: (request: Requested) => Answered;
	continueOnFail?: boolean;
	items?: number;
}) {
	const requests: Requested[] = [];
	const respond = async (own: (request: Requested) => Answered, request: Requested) => {
		requests.push(request);
		const answered = own(request);
		if (answered instanceof Error) throw answered;
		// n8n hands over the body unread.
		const { body } = answered;
		const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
		return { headers: {}, ...answered, body: Readable.from([bytes], { objectMode: false }) };
	};
	const tags: Record<string, string> = {};
	const context = {
		getMode: () => 'manual',
		getNode: () => ({
			name: 'Intelipost',
			type: 'intelipost',
			credentials: { intelipostApi: { id: '1', name: 'C' }, n8nInstanceApi: { id: '2', name: 'N' } },
		}),
		getCredentials: async (name: string) => ({
			...(name === 'intelipostApi' ? credential : {}),
			...((credentials[name] as object | undefined) ?? {}),
		}),
		getNodeParameter: (name: string, _index: number, fallback?: unknown) => parameters[name] ?? fallback,
		getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
		getTimezone: () => 'America/Sao_Paulo',
		continueOnFail: () => continueOnFail,
		getWorkflowDataProxy: () => ({ $execution: { resumeUrl: 'https://n8n.example.com/webhook-waiting/1' } }),
		customData: { set: (key: string, value: string) => void (tags[key] = value) },
		helpers: {
			httpRequestWithAuthentication: async (name: string, request: Requested) =>
				await respond(name === 'intelipostApi' ? answer : instance, request),
			httpRequest: async (request: Requested) => await respond(instance, request),
			prepareBinaryData: async (data: Buffer, fileName: string, mimeType: string) => ({
				data: data.toString('base64'),
				fileName,
				mimeType,
			}),
		},
	};
	return { context: context as unknown as IExecuteFunctions, requests, tags };
}
