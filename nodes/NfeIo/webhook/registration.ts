import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { preflight, readableSettings } from '../../shared/trigger/preflight';
import { identity } from '../identity';
import { NfeIoApi } from '../api/client';
import { keyIdIn, keyIdOf, withKeyId } from './keyId';
import { deriveSecret } from './secret';
import { nfeIo } from './webhook';
import type { WebHook, WebHookContent } from './webhookApi';
import { isActive, readWebHook } from './webhookApi';

type Wanted = WebHookContent & { secret: string };

const key = z.object({ apiKey: z.string().trim().min(1) });

/**
 * What the webhook of this trigger must be. The address differs between test and production, so
 * they never affect each other.
 */
async function wanted(context: IHookFunctions): Promise<Wanted> {
	const node = context.getNode();
	const uri = context.getNodeWebhookUrl('default');
	const credential = key.safeParse(await context.getCredentials(identity.credential));
	if (!credential.success || !node.webhookId || uri === undefined) {
		throw new NodeOperationError(node, credential.success ? 'This trigger has no webhook address yet' : 'The credential has no "API Key"', {
			description: 'Fill in the credential, open the node once in the editor, save the workflow and publish it again.',
		});
	}
	const { events } = readableSettings(context, nfeIo);
	const secret = deriveSecret(credential.data.apiKey, node.webhookId);
	return {
		uri,
		secret,
		contentType: 'json',
		insecureSsl: false,
		status: 'Active',
		// No filters: all events of the account (docs/facts/nfeio.md §1.3).
		filters: events.has('*') ? [] : [...events],
		headers: withKeyId({}, secret),
	};
}

/** Our webhooks are those with exactly our address. */
async function ownWebHooks(context: IHookFunctions, uri: string): Promise<WebHook[]> {
	return (await new NfeIoApi(context).webhooks.list()).map(readWebHook).filter((webHook) => webHook.uri === uri);
}

const lowerCase = (values: Iterable<string>) => [...values].map((value) => value.toLowerCase()).sort();

function hasDrifted(webHook: WebHook, { secret, contentType, filters }: Wanted): boolean {
	return (
		!isActive(webHook) ||
		webHook.contentType !== contentType ||
		lowerCase(webHook.filters ?? []).join() !== lowerCase(filters).join() ||
		keyIdIn(webHook.headers) !== keyIdOf(secret)
	);
}

/** Finds this trigger's webhook and repairs it if needed. If this returns false, n8n creates one. */
export async function findOrRepair(context: IHookFunctions): Promise<boolean> {
	await preflight(context, nfeIo);
	const content = await wanted(context);
	const api = new NfeIoApi(context).webhooks;
	const [listed, ...surplus] = await ownWebHooks(context, content.uri);
	if (listed === undefined) return false;
	// Each of them would deliver everything once more.
	for (const { id } of surplus) await api.remove(id);

	const webHook = readWebHook(await api.get(listed.id));
	if (hasDrifted(webHook, content)) {
		await api.replace(webHook.id, {
			...content,
			// Values added manually would be lost in a full replacement.
			headers: withKeyId(webHook.headers, content.secret),
			properties: webHook.properties as WebHookContent['properties'],
		});
	}
	return true;
}

/** Registers the address. NFE.io posts to it before it answers; n8n is already listening there. */
export async function register(context: IHookFunctions): Promise<boolean> {
	await new NfeIoApi(context).webhooks.create(await wanted(context));
	return true;
}

/** Removes only our own webhook. Deliveries already on their way may still arrive (docs/facts/nfeio.md §1.7). */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const uri = context.getNodeWebhookUrl('default');
	if (uri === undefined) return true;
	for (const { id } of await ownWebHooks(context, uri)) await new NfeIoApi(context).webhooks.remove(id);
	return true;
}
