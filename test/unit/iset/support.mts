import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';

import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { IsetApi } from '../../../credentials/IsetApi.credentials';
import { iset } from '../../../nodes/Iset/webhook';
import type { Delivery } from '../../../nodes/shared/delivery';
import { receive } from '../../../nodes/shared/receive';
import { createClock } from '../../../sandbox/core/clock.mts';
import { createHost } from '../../../sandbox/core/host.mts';
import type { Host } from '../../../sandbox/core/host.mts';
import { createSender } from '../../../sandbox/core/sender.mts';
import { iset as isetSandbox } from '../../../sandbox/iset/module.mts';
// n8n's own request helpers, so that the token's renewal is n8n's and not a copy of it.
import { getRequestHelperFunctions } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helpers/factory.js';

export const webhookToken = 'fake-webhook-token-0123456789abcdef';

export interface Shop {
	host: Host;
	origin: string;
	perform(name: string, input?: Record<string, unknown>): Promise<any>;
	state(): any;
	/** How often a path was asked for. */
	count(path: string): number;
	close(): Promise<void>;
}

/** The sandbox's iSET shop on a free port. */
export async function openShop(): Promise<Shop> {
	const clock = createClock({ speed: 0 });
	const sender = createSender();
	const host = await createHost({
		module: isetSandbox,
		host: '127.0.0.1',
		basePort: 0,
		seed: 1,
		clock,
		sender,
	});
	return {
		host,
		origin: host.origins.iset,
		async perform(name, input = {}) {
			const action = host.actions.find((one) => one.name === name);
			if (!action) throw new Error(`no action ${name}`);
			return await action.perform(input);
		},
		state: () => host.vendor.snapshot(),
		count: (path) => host.requests.list({ path }).length,
		async close() {
			clock.close();
			await host.close();
			await sender.close();
		},
	};
}

/** A credential as n8n stores it. */
export interface Stored {
	id: string;
	data: IDataObject;
}

export function credentialOf(shop: Shop, overrides: IDataObject = {}): Stored {
	const { storeId, accessKey } = shop.state();
	const data = {
		storeUrl: shop.origin,
		storeId,
		accessKey,
		webhookToken,
		accessToken: '',
		expiresAt: 0,
		...overrides,
	};
	return { id: 'credential-1', data };
}

interface ContextOptions {
	credential: Stored;
	parameters?: Record<string, unknown>;
	items?: INodeExecutionData[];
	mode?: string;
	continueOnFail?: boolean;
	node?: Partial<INode>;
}

/** A context of one execution whose requests run through n8n's own helpers. */
export function executionOf({
	credential,
	parameters = {},
	items,
	mode = 'trigger',
	continueOnFail = false,
	node = {},
}: ContextOptions) {
	const type = new IsetApi();
	const fullNode: INode = {
		id: 'node-1',
		name: 'iSET',
		type: 'n8n-nodes-brasil-webhooks.iset',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { isetApi: { id: credential.id, name: 'Loja Teste' } },
		...node,
	};
	const tags: Record<string, string> = {};
	const hints: string[] = [];
	const processed = new Set<string>();
	// The three functions of n8n's CredentialsHelper that requests use (cli/src/credentials-helper.ts).
	const credentialsHelper = {
		getParentTypes: () => [],
		async preAuthentication(helpers: any, data: IDataObject, _type: string, _node: INode, expired: boolean) {
			if (data.accessToken !== '' && !expired) return undefined;
			const output = await type.preAuthentication.call(helpers, data as any);
			credential.data = { ...credential.data, ...output };
			return Object.assign(data, output);
		},
		authenticate: async (data: any, _type: string, options: any) => await type.authenticate(data, options),
	};
	const requests = (getRequestHelperFunctions as any)({}, fullNode, { credentialsHelper });
	const context: any = {
		getNode: () => fullNode,
		getWorkflow: () => ({ id: 'workflow-1', name: 'Test', active: true }),
		getMode: () => mode,
		getInputData: () => items ?? [{ json: {} }],
		continueOnFail: () => continueOnFail,
		getCredentials: async (name: string) => (name === 'isetApi' ? { ...credential.data } : {}),
		getNodeParameter: (name: string, _index: number, fallback?: unknown) => parameters[name] ?? fallback,
		getExecutionCancelSignal: () => undefined,
		getWorkflowDataProxy: () => ({ $execution: {} }),
		addExecutionHints: ({ message }: { message: string }) => hints.push(message),
		customData: { set: (key: string, value: string) => (tags[key] = value) },
		logger: { warn() {}, error() {}, debug() {}, info() {} },
	};
	context.helpers = {
		httpRequest: requests.httpRequest,
		// Called as n8n calls it: with the context as `this`.
		httpRequestWithAuthentication(...args: unknown[]) {
			return requests.httpRequestWithAuthentication.apply(context, args);
		},
		prepareBinaryData: async (data: Buffer, fileName: string, mimeType: string) => ({
			data: data.toString('base64'),
			fileName,
			mimeType,
		}),
		async checkProcessedAndRecord(ids: string[]) {
			const fresh = ids.filter((id) => !processed.has(id));
			for (const id of fresh) processed.add(id);
			return { new: fresh, processed: ids.filter((id) => !fresh.includes(id)) };
		},
	};
	return { context: context as IExecuteFunctions, tags, hints };
}

/** Runs `work` and returns the hosts (with port) that HTTP requests of this process went to. */
export async function hostsCalled(work: () => Promise<unknown>): Promise<string[]> {
	const hosts = new Set<string>();
	const note = (message: any) =>
		hosts.add(String(message.request.getHeader?.('host') ?? message.request.origin));
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

/** The error that `work` throws. */
export async function failureOf(work: Promise<unknown>): Promise<any> {
	try {
		await work;
	} catch (error) {
		return error;
	}
	throw new Error('it did not fail');
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
