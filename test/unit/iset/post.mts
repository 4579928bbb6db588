import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

import type { IDataObject, INode } from 'n8n-workflow';

import { iset } from '../../../nodes/Iset/webhook/webhook';
import type { Delivery } from '../../../nodes/shared/trigger/delivery';
import { receive } from '../../../nodes/shared/trigger/receive';

export const webhookToken = 'fake-webhook-token-0123456789abcdef';

/** A credential as n8n stores it. */
export interface Stored {
	id: string;
	data: IDataObject;
}

/** Runs `work` and returns the hosts (with port) that HTTP requests of this process went to. */
export async function hostsCalled(work: () => Promise<unknown>): Promise<string[]> {
	const hosts = new Set<string>();
	const note = (message: any) => hosts.add(String(message.request.getHeader?.('host') ?? message.request.origin));
	subscribe('http.client.request.start', note);
	subscribe('undici:request:create', note);
	try {
		await work();
	} finally {
		unsubscribe('http.client.request.start', note);
		unsubscribe('undici:request:create', note);
	}
	return [...hosts];
}

interface Posted {
	route?: string;
	query?: Record<string, unknown>;
	headers?: Record<string, string>;
	body?: string | Buffer;
	parameters?: Record<string, unknown>;
	credential: Stored;
	node?: Partial<INode>;
}

let nodesMade = 0;

/** A node of its own, so that tests share no memory of deliveries. */
export const newNode = (): Partial<INode> => ({
	id: `trigger-${++nodesMade}`,
	webhookId: `hook-${nodesMade}`,
});

/** Posts to a trigger as n8n would hand it over; tells the answer and the deliveries that would start an execution. */
export async function post({
	route = 'iset/order.saved',
	query = {},
	headers = {},
	body = '',
	parameters = {},
	credential,
	node = newNode(),
}: Posted) {
	const response: any = Object.assign(new EventEmitter(), {
		statusCode: 200,
		answer: undefined as unknown,
		status(code: number) {
			response.statusCode = code;
			return response;
		},
		set: () => response,
		json(value: unknown) {
			response.answer = value;
			return response;
		},
	});
	const logged: string[] = [];
	const log = (...args: unknown[]) => logged.push(JSON.stringify(args));
	const context: any = {
		getResponseObject: () => response,
		getRequestObject: () => ({
			path: `/webhook/${node.webhookId}/${route}`,
			headers: { 'content-type': 'application/json', ...headers },
			query,
			rawBody: Buffer.from(body),
			readRawBody: async () => {},
		}),
		getWebhookName: () => 'default',
		getNode: () => ({
			name: 'Trigger',
			credentials: { isetApi: { id: credential.id, name: 'Loja Teste' } },
			...node,
		}),
		getWorkflow: () => ({ id: 'workflow-1' }),
		getMode: () => 'webhook',
		getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
		getCredentials: async () => ({ ...credential.data }),
		getWorkflowStaticData: () => ({}),
		logger: { warn: log, error: log, info: log, debug: log },
	};
	const result = await receive(context, iset);
	response.emit('finish');
	const deliveries = (result.workflowData ?? []).flat().map(({ json }) => json as Delivery);
	return {
		status: response.statusCode as number,
		answer: (result.workflowData ? result.webhookResponse : response.answer) as { status: string },
		deliveries,
		logged,
	};
}
