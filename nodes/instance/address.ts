import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { isHttpAddress, withoutTrailingSlashes } from '../shared/http/baseUrl';

/** Credential type for this n8n's own API, with the secret of resends. */
export const instanceCredential = 'n8nInstanceApi';

type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions;

/** The Base URL as people paste it, perhaps from the API's own page: the address before `/api/v1`. */
const instanceBase = z
	.string()
	.transform((url) => withoutTrailingSlashes(withoutTrailingSlashes(url).replace(/\/api\/v1$/i, '')))
	.refine(isHttpAddress);

const settingsSchema = z.object({ baseUrl: instanceBase, resendSecret: z.string().trim().catch('') });

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

/** What to do where WEBHOOK_URL lacks its scheme. */
export const schemeAdvice =
	'Set the environment variable WEBHOOK_URL of n8n to its whole address, beginning with https://, and restart n8n.';

const execution = z.object({ resumeUrl: z.string() });

/**
 * The address under which this n8n says that the internet reaches it (WEBHOOK_URL), without a slash at the end. Read from
 * the resume URL, which n8n builds from the same setting: nodes may not read the environment.
 */
export function publicBase(context: IExecuteFunctions): string {
	const { resumeUrl } = execution.parse(context.getWorkflowDataProxy(0).$execution);
	return resumeUrl.split('?')[0].replace(/\/[^/]+\/[^/]+$/, '');
}

/** What n8n gives each node of an execution; no method of its own tells an action node where the triggers are. */
const ownData = z.object({ additionalData: z.object({ webhookBaseUrl: z.string() }) });

const toldBase = (context: IExecuteFunctions) => ownData.safeParse(context).data?.additionalData.webhookBaseUrl;

/**
 * What stands before the webhook id in the address of every trigger, without a slash at the end: WEBHOOK_URL and
 * `/webhook`, or the name that N8N_ENDPOINT_WEBHOOK gives. Throws NodeOperationError if WEBHOOK_URL is no address.
 */
export function webhookBase(context: IExecuteFunctions): string {
	const base = withoutTrailingSlashes(toldBase(context) ?? `${publicBase(context)}/webhook`);
	if (isHttpAddress(base)) return base;
	throw new NodeOperationError(context.getNode(), `The address of this n8n is "${base}", which is no address`, {
		description: schemeAdvice,
	});
}

/** The same part of the path alone, such as `/webhook`: it follows any address at which this n8n is reached. */
export function webhookEndpoint(context: IExecuteFunctions): string {
	const base = webhookBase(context);
	const root = publicBase(context);
	return base.startsWith(`${root}/`) ? base.slice(root.length) : `/${base.split('/').pop() ?? ''}`;
}

/** n8n itself fails with "Invalid URL" where WEBHOOK_URL is no address, whatever a node does: this says why. */
export function explained(context: IExecuteFunctions, error: unknown): unknown {
	if (!invalidUrl.safeParse(error).success || isHttpAddress(toldBase(context) ?? 'https://unknown')) return error;
	return new NodeOperationError(context.getNode(), 'WEBHOOK_URL of this n8n is no address', { description: schemeAdvice });
}

const invalidUrl = z.object({ code: z.literal('ERR_INVALID_URL') });
