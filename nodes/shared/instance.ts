import type { IDataObject, IExecuteFunctions, ILoadOptionsFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { withoutTrailingSlashes } from './baseUrl';
import type { ApiResponse } from './request';
import { send, Unreachable } from './request';

/** Credential type for this n8n's own API, with the secret of resends. */
export const instanceCredential = 'n8nInstanceApi';

type Context = IExecuteFunctions | ILoadOptionsFunctions;

const settingsSchema = z.object({
	baseUrl: z.string().url().transform(withoutTrailingSlashes),
	resendSecret: z.string().catch(''),
});

/** Where this n8n's public API is, without a slash at the end, and the secret of resends ('' if there is none). Throws NodeOperationError with what to do. */
export async function instanceSettings(context: Context, itemIndex: number): Promise<z.infer<typeof settingsSchema>> {
	const node = context.getNode();
	if (!node.credentials?.[instanceCredential]) {
		throw new NodeOperationError(node, 'The credential "N8n Instance API" is missing in this node', {
			itemIndex,
			description: 'It lets this node read what this n8n knows of its triggers. Create it with an API key of this n8n.',
		});
	}
	const settings = settingsSchema.safeParse(await context.getCredentials(instanceCredential, itemIndex));
	if (settings.success) return settings.data;
	throw new NodeOperationError(node, 'The "N8n Instance API" credential has no valid Base URL', {
		itemIndex,
		description: 'Write the address of this n8n, such as https://n8n.minhaloja.com.br.',
	});
}

const advice: Record<number, string> = {
	401: 'Make a new API key under Settings → n8n API and put it into the "N8n Instance API" credential.',
	403: 'The API key needs the scopes workflow:list and workflow:read.',
	404: 'Choose a workflow of the n8n that the "N8n Instance API" credential belongs to.',
};

/** GET below `/api/v1` of this n8n's public API. Throws NodeApiError with what to do. */
export async function instanceGet(
	context: Context,
	path: string,
	query: IDataObject,
	itemIndex: number,
): Promise<unknown> {
	const { baseUrl } = await instanceSettings(context, itemIndex);
	const node = context.getNode();
	let response: ApiResponse;
	try {
		response = await send(context, instanceCredential, { method: 'GET', url: `${baseUrl}/api/v1${path}`, query });
	} catch (error) {
		const reason = error instanceof Unreachable ? error.reason : 'unknown reason';
		// Without the network's code: n8n would put a sentence of its own in place of a message that contains one.
		throw new NodeOperationError(node, 'The API of this n8n could not be reached', {
			itemIndex,
			description: `Check the Base URL of the "N8n Instance API" credential: this node must reach it itself. (${reason})`,
		});
	}
	if (response.status < 300) return response.body;
	throw new NodeApiError(node, { message: `n8n answered ${response.status}` } as JsonObject, {
		itemIndex,
		httpCode: String(response.status),
		message: `n8n answered ${response.status} to GET ${path}`,
		description: advice[response.status] ?? 'Check the "N8n Instance API" credential.',
	});
}

const execution = z.object({ resumeUrl: z.string().url() });

/**
 * The address under which this n8n says that the internet reaches its webhooks (WEBHOOK_URL), without a slash at the
 * end. Read from the resume URL, which n8n builds from the same setting: nodes may not read the environment.
 */
export function publicBase(context: IExecuteFunctions): string {
	const { resumeUrl } = execution.parse(context.getWorkflowDataProxy(0).$execution);
	return resumeUrl.replace(/\/[^/]+\/[^/]+$/, '');
}
