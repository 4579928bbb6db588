import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { IsetApi } from '../../../credentials/IsetApi.credentials';
import type { Host } from '../../../sandbox/core/host.mts';
import { iset as isetSandbox } from '../../../sandbox/iset/module.mts';
// n8n's own request helpers, so that the token's renewal is n8n's and not a copy of it.
import { getRequestHelperFunctions } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helpers/factory.js';
import { openHost } from '../sandbox/support.mts';
import { webhookToken } from './post.mts';
import type { Stored } from './post.mts';

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
	const { host, perform, close } = await openHost(isetSandbox);
	return {
		host,
		origin: host.origins.iset,
		perform,
		state: () => host.vendor.snapshot(),
		count: (path) => host.requests.list({ path }).length,
		close,
	};
}

/** A credential for the shop of this test, with the store's own id and access key. */
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
	/** The credential's class, where another process has loaded its own. */
	type?: Pick<IsetApi, 'preAuthentication' | 'authenticate'>;
}

/** A context of one execution whose requests run through n8n's own helpers. */
export function executionOf({
	credential,
	parameters = {},
	items,
	mode = 'trigger',
	continueOnFail = false,
	node = {},
	type = new IsetApi(),
}: ContextOptions) {
	const fullNode: INode = {
		id: 'node-1',
		name: 'iSET',
		type: 'n8n-nodes-brasil-webhooks.iset',
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
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
			if (output.accessToken === undefined) return undefined;
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
		getTimezone: () => 'America/Sao_Paulo',
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

/** The error that `work` throws. */
export async function failureOf(work: Promise<unknown>): Promise<any> {
	try {
		await work;
	} catch (error) {
		return error;
	}
	throw new Error('it did not fail');
}
