import { EventEmitter } from 'node:events';

import { ExecuteContext, HookContext, LoadOptionsContext, WebhookContext } from 'n8n-core';
import type {
	IExecuteData,
	IDataObject,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';

import { recordRequest } from './requests.mts';

/** A trigger or action node placed in a workflow, for n8n's real contexts. */
export interface Placed {
	type: INodeType;
	parameters?: IDataObject;
	/** Decrypted credentials by type; a type left out has no credential on the node. */
	credentials?: Record<string, IDataObject>;
	workflowId?: string;
	webhookId?: string;
	staticData?: IDataObject;
	settings?: IWorkflowSettings;
	address?: string;
	/** Where n8n says that the internet reaches it (WEBHOOK_URL), without a slash at the end. */
	publicUrl?: string;
	continueOnFail?: boolean;
	/** Nodes that come after it, by their types' names. */
	next?: Array<Partial<INode>>;
	/** The oldest that the type has if left out. */
	typeVersion?: number;
	/** Puts a credential into a request, as its type would; left out, requests carry none. */
	authenticate?: (credential: IDataObject, options: IHttpRequestOptions) => IHttpRequestOptions;
}

let placed = 0;
let executed = 0;

/** Puts a node into a workflow of its own: no two share the memory that triggers keep. */
export function place(placement: Placed): Required<Placed> {
	return {
		parameters: {},
		credentials: {},
		workflowId: `workflow-${++placed}`,
		webhookId: '7d3f8b52-0000-4000-8000-000000000001',
		staticData: {},
		settings: {},
		address: `${placement.publicUrl ?? 'https://n8n.example.com'}/webhook`,
		publicUrl: 'https://n8n.example.com',
		continueOnFail: false,
		next: [],
		typeVersion: [placement.type.description.version].flat()[0],
		authenticate: (_credential, options) => options,
		...placement,
	};
}

const isOwnPath = (chosen: unknown) => typeof chosen === 'object' && chosen !== null && 'mode' in chosen && chosen.mode === 'path';

function build({
	type,
	parameters,
	credentials,
	workflowId,
	webhookId,
	staticData,
	settings,
	address,
	publicUrl,
	continueOnFail,
	next,
	typeVersion,
	authenticate,
}: Required<Placed>) {
	const node: INode = {
		id: 'node-1',
		name: 'Node under test',
		type: `n8n-nodes-brasil-webhooks.${type.description.name}`,
		typeVersion,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		continueOnFail,
		webhookId: webhookId === '' ? undefined : webhookId,
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: `credential-${name}`, name: `My ${name}` }])),
	};
	const after = next.map((own, index): INode => ({ ...node, id: `next-${index}`, name: `Next ${index}`, parameters: {}, ...own }));
	const nodeTypes: INodeTypes = {
		getByName: () => type,
		getByNameAndVersion: () => type,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: workflowId,
		nodes: [node, ...after],
		connections: { [node.name]: { main: [after.map(({ name }) => ({ node: name, type: 'main', index: 0 }))] } },
		active: true,
		nodeTypes,
		settings,
		staticData: { 'node:Node under test': staticData },
	});
	const additionalData = {
		currentNodeParameters: undefined,
		credentialsHelper: {
			getDecrypted: async (_: unknown, __: unknown, name: string) => structuredClone(credentials[name]),
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			preAuthentication: async () => undefined,
			authenticate: async (credential: IDataObject, name: string, options: IHttpRequestOptions) => {
				// What a custom call asks is the user's own.
				if (parameters.resource !== 'customApiCall' && !isOwnPath(parameters.apiOperation)) recordRequest(name, options);
				return authenticate(credential, options);
			},
		},
		webhookBaseUrl: address,
		webhookTestBaseUrl: address,
		webhookWaitingBaseUrl: `${publicUrl}/webhook-waiting`,
		formWaitingBaseUrl: `${publicUrl}/form-waiting`,
	} as unknown as IWorkflowExecuteAdditionalData;
	return { node: workflow.nodes['Node under test'], workflow, additionalData };
}

export interface FakeRequest {
	body?: string | Buffer;
	headers?: Record<string, string | string[] | undefined>;
	query?: IDataObject;
	path?: string;
	/** `default` is the vendor's POST, `setup` a person's GET. */
	webhook?: 'default' | 'setup';
	mode?: WorkflowExecuteMode;
	/** Its content encoding is a lie: reading the body fails. */
	unreadable?: boolean;
	/** Of a content type that n8n does not read: the body is still in the socket. */
	inSocket?: boolean;
}

/** What the node wrote to the response, as express would have sent it. */
export class FakeResponse extends EventEmitter {
	statusCode = 200;
	headers: Record<string, string> = {};
	body: unknown;

	status(code: number) {
		this.statusCode = code;
		return this;
	}

	set(headers: Record<string, string>) {
		Object.assign(this.headers, headers);
		return this;
	}

	/** Whether the client has left: nothing that is written reaches anybody then, and 'finish' never comes. */
	destroyed = false;
	writableEnded = false;

	json(body: unknown) {
		this.body = body;
		return this.end();
	}

	end() {
		this.writableEnded = true;
		if (!this.destroyed) {
			this.emit('finish');
			this.leave();
		}
		return this;
	}

	leave() {
		this.destroyed = true;
		this.emit('close');
	}

	send(body: unknown) {
		return this.json(body);
	}
}

export interface Received {
	status: number;
	body: unknown;
	headers: Record<string, string>;
	/** The items of the execution that n8n would store; undefined if none starts. */
	items?: INodeExecutionData[];
	/** What becomes of a request that started an execution: n8n answers when it was stored (200) or could not be (500), also after the client left. */
	end(how: 'stored' | 'failed' | 'client left'): void;
}

/** Calls the trigger's `webhook()` in n8n's own WebhookContext. */
export async function callWebhook(target: Required<Placed>, request: FakeRequest = {}, { leavesAtOnce = false } = {}): Promise<Received> {
	const { node, workflow, additionalData } = build(target);
	const rawBody = request.body === undefined ? undefined : Buffer.from(request.body);
	const [{ path }] = target.type.description.webhooks ?? [];
	const response = new FakeResponse();
	const httpRequest = {
		path: request.path ?? `/webhook/${target.webhookId}/${path}`,
		headers: { 'content-type': 'application/json', ...request.headers },
		query: request.query ?? {},
		rawBody: request.inSocket ? undefined : rawBody,
		readRawBody: async () => {
			if (request.unreadable) throw new Error('incorrect header check');
			httpRequest.rawBody = rawBody;
		},
	};
	additionalData.httpRequest = httpRequest as unknown as IWorkflowExecuteAdditionalData['httpRequest'];
	additionalData.httpResponse = response as unknown as IWorkflowExecuteAdditionalData['httpResponse'];
	const webhookData = { webhookDescription: { name: request.webhook ?? 'default' } } as IWebhookData;
	const context = new WebhookContext(workflow, node, additionalData, request.mode ?? 'webhook', webhookData, [], null);
	const called = target.type.webhook?.call(context);
	if (leavesAtOnce) setImmediate(() => response.leave());
	const result = await called;
	// Static data is written back after the response, as n8n does.
	Object.assign(target.staticData, JSON.parse(JSON.stringify(context.getWorkflowStaticData('node'))));
	return {
		status: response.statusCode,
		body: result?.noWebhookResponse ? response.body : result?.webhookResponse,
		headers: response.headers,
		items: result?.workflowData?.[0],
		end(how) {
			if (how === 'client left') response.leave();
			else response.status(how === 'stored' ? 200 : 500).json({});
		},
	};
}

interface Processed {
	/** What leaves through the first output. */
	output: INodeExecutionData[];
	/** What leaves through each. */
	outputs: INodeExecutionData[][];
	tags: Record<string, string>;
	hints: unknown[];
	/** What the node answered the request that started the execution, if it answers such. */
	responses: unknown[];
}

/** The workflow that a placed node stands in. */
export const workflowOf = (target: Required<Placed>) => ({ ...build(target), type: target.type });

/** n8n's own ExecuteContext, for what only calls its helpers. */
export function executeContextOf(target: Required<Placed>): ExecuteContext {
	const { node, workflow, additionalData } = build(target);
	const input = { main: [[{ json: {} }]] };
	const data: IExecuteData = { data: input, node, source: null };
	return new ExecuteContext(workflow, node, additionalData, 'webhook', createRunExecutionData({}), 0, input.main[0], input, data, []);
}

/** Calls a node's `execute()` in n8n's own ExecuteContext. */
export async function callExecute(
	target: Required<Placed>,
	items: INodeExecutionData[],
	mode: WorkflowExecuteMode = 'webhook',
): Promise<Processed> {
	const { node, workflow, additionalData } = build(target);
	const responses: unknown[] = [];
	additionalData.executionId = String(++executed);
	additionalData.hooks = {
		runHook: async (_: string, given: unknown[]) => responses.push(...given),
	} as unknown as IWorkflowExecuteAdditionalData['hooks'];
	const runExecutionData = createRunExecutionData({});
	const input = { main: [items] };
	const executeData: IExecuteData = { data: input, node, source: null };
	const context = new ExecuteContext(workflow, node, additionalData, mode, runExecutionData, 0, items, input, executeData, []);
	const run = async () => await target.type.execute?.call(context);
	const tags = () => ({ ...runExecutionData.resultData.metadata });
	const result = await run().catch((error: unknown) => {
		throw Object.assign(error instanceof Error ? error : new Error(String(error)), { tags: tags() });
	});
	const outputs = Array.isArray(result) ? result.map((items) => items ?? []) : [];
	return { output: outputs[0] ?? [], outputs, tags: tags(), hints: context.hints, responses };
}

/** Calls one of the trigger's registration hooks in n8n's own HookContext. */
export async function callHook(
	target: Required<Placed>,
	hook: 'checkExists' | 'create' | 'delete',
	mode: WorkflowExecuteMode = 'trigger',
	activation: WorkflowActivateMode = 'activate',
): Promise<boolean> {
	const { node, workflow, additionalData } = build(target);
	const webhookDescription = target.type.description.webhooks?.[0];
	if (!webhookDescription) throw new Error('This node has no webhook');
	const webhookData = { webhookDescription, node: node.name, path: `${target.webhookId}/${webhookDescription.path}` } as IWebhookData;
	const context = new HookContext(workflow, node, additionalData, mode, activation, webhookData);
	return (await target.type.webhookMethods?.default?.[hook].call(context)) ?? false;
}

/** n8n's own LoadOptionsContext, for what fills the lists of a node. */
export function loadOptionsOf(target: Required<Placed>): ILoadOptionsFunctions {
	const { node, workflow, additionalData } = build(target);
	return new LoadOptionsContext(workflow, node, additionalData, '');
}
