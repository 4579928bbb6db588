import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { isHttpAddress, withoutTrailingSlashes } from '../shared/http/baseUrl';

/** Credential type for this n8n's own API, including the secret for resends. */
export const instanceCredential = 'n8nInstanceApi';

type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

/** The Base URL as people paste it, perhaps from the API's own page: everything before `/api/v1`. */
const instanceBase = z
	.string()
	.transform((url) => withoutTrailingSlashes(withoutTrailingSlashes(url).replace(/\/api\/v1$/i, '')))
	.refine(isHttpAddress);

const settingsSchema = z.object({ baseUrl: instanceBase, resendSecret: z.string().trim().catch('') });

/**
 * This n8n's public API address without a trailing slash, and the secret for resends ('' if there
 * is none). Throws NodeOperationError with advice.
 */
export async function instanceSettings(context: Context, itemIndex: number): Promise<z.infer<typeof settingsSchema>> {
	const node = context.getNode();
	if (!node.credentials?.[instanceCredential]) {
		throw new NodeOperationError(node, 'The credential "N8n Instance API" is missing in this node', {
			itemIndex,
			description: 'This node needs it to read the triggers of this n8n. Create it with an API key of this n8n.',
		});
	}
	const settings = settingsSchema.safeParse(await context.getCredentials(instanceCredential, itemIndex));
	if (settings.success) return settings.data;
	throw new NodeOperationError(node, 'The "N8n Instance API" credential has no valid Base URL', {
		itemIndex,
		description: 'Enter the address of this n8n, such as https://n8n.minhaloja.com.br.',
	});
}

/** What to do if WEBHOOK_URL lacks its scheme. */
export const schemeAdvice = "Set n8n's environment variable WEBHOOK_URL to its full address, starting with https://, and restart n8n.";

const execution = z.object({ resumeUrl: z.string() });

/**
 * The address at which this n8n says it can be reached from the internet (WEBHOOK_URL), without a
 * trailing slash. Read from the resume URL, which n8n builds from the same setting: nodes may not
 * read the environment.
 */
export function publicBase(context: IExecuteFunctions): string {
	const { resumeUrl } = execution.parse(context.getWorkflowDataProxy(0).$execution);
	return resumeUrl.split('?')[0].replace(/\/[^/]+\/[^/]+$/, '');
}

/** What n8n gives each node of an execution; an action node has no method that returns the address of triggers. */
const ownData = z.object({ additionalData: z.object({ webhookBaseUrl: z.string() }) });

const toldBase = (context: IExecuteFunctions) => ownData.safeParse(context).data?.additionalData.webhookBaseUrl;

/**
 * The part before the webhook id in every trigger's address, without a trailing slash: WEBHOOK_URL
 * and `/webhook`, or the name set by N8N_ENDPOINT_WEBHOOK. Throws NodeOperationError if WEBHOOK_URL
 * is not an address.
 */
export function webhookBase(context: IExecuteFunctions): string {
	const base = withoutTrailingSlashes(toldBase(context) ?? `${publicBase(context)}/webhook`);
	if (isHttpAddress(base)) return base;
	throw new NodeOperationError(context.getNode(), `The address of this n8n is "${base}", which is not a valid address`, {
		description: schemeAdvice,
	});
}

/** The path part of it, such as `/webhook`, which is the same at whatever address n8n is reached. */
export function webhookEndpoint(context: IExecuteFunctions): string {
	const base = webhookBase(context);
	const root = publicBase(context);
	return base.startsWith(`${root}/`) ? base.slice(root.length) : `/${base.split('/').pop() ?? ''}`;
}

/** If WEBHOOK_URL is not an address, n8n itself fails with "Invalid URL", whatever a node does: this explains why. */
export function explained(context: IExecuteFunctions, error: unknown): unknown {
	if (!invalidUrl.safeParse(error).success || isHttpAddress(toldBase(context) ?? 'https://unknown')) return error;
	return new NodeOperationError(context.getNode(), 'WEBHOOK_URL of this n8n is not a valid address', { description: schemeAdvice });
}

const invalidUrl = z.object({ code: z.literal('ERR_INVALID_URL') });
