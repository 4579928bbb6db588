import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Context } from './api';
import { nfeIoObject } from './api';
import type { EventType } from './events';

const texts = z.record(z.string(), z.string());

/** What a webhook holds, as far as it can be read: the secret is never shown again (vendors/nfeio.md §1.3). */
const webHookSchema = z.object({
	id: z.string(),
	uri: z.string().catch(''),
	contentType: z.string().catch('json'),
	insecureSsl: z.boolean().catch(false),
	status: z.string().catch(''),
	filters: z.array(z.string()).nullish().catch(undefined),
	headers: texts.nullish().catch(undefined),
	properties: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

/** A webhook as it is read; what is missing has its default. */
export type WebHook = z.infer<typeof webHookSchema>;

/** What is written. An update replaces everything: what is left out is lost, a missing status means Inactive (§1.7). */
export interface WebHookContent {
	uri: string;
	secret?: string;
	contentType: string;
	insecureSsl: boolean;
	status: 'Active' | 'Inactive';
	filters: string[];
	headers?: Record<string, string>;
	properties?: IDataObject;
}

const path = '/v2/webhooks';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;
const one = z.object({ webHook: z.record(z.string(), z.unknown()) });
const many = z.object({ webHooks: z.array(z.record(z.string(), z.unknown())) });
const types = z.object({
	eventTypes: z.array(z.object({ id: z.string(), description: z.string().nullish() }).passthrough()),
});

/** `{ webHook }` is the envelope of both directions. Empty filters mean all events, so they are left out. */
const envelope = ({ filters, headers, properties, ...rest }: WebHookContent): IDataObject => ({
	webHook: {
		...rest,
		...(filters.length > 0 ? { filters } : {}),
		...(headers && Object.keys(headers).length > 0 ? { headers } : {}),
		...(properties && Object.keys(properties).length > 0 ? { properties } : {}),
	},
});

/** `/v2/webhooks` of one account (vendors/nfeio.md §1.2); every method throws as `nfeIoRequest` does. */
export function webhookApi(context: Context, itemIndex = 0) {
	const host = 'webhooks' as const;
	return {
		async list(): Promise<IDataObject[]> {
			return many.parse(await nfeIoObject(context, { host, method: 'GET', path }, itemIndex))
				.webHooks as IDataObject[];
		},
		async get(id: string): Promise<IDataObject> {
			return one.parse(await nfeIoObject(context, { host, method: 'GET', path: pathOf(id) }, itemIndex))
				.webHook as IDataObject;
		},
		async create(content: WebHookContent): Promise<IDataObject> {
			const request = { host, method: 'POST' as const, path, body: envelope(content) };
			return one.parse(await nfeIoObject(context, request, itemIndex)).webHook as IDataObject;
		},
		async replace(id: string, content: WebHookContent): Promise<IDataObject> {
			const request = { host, method: 'PUT' as const, path: pathOf(id), body: envelope(content) };
			return one.parse(await nfeIoObject(context, request, itemIndex)).webHook as IDataObject;
		},
		async remove(id: string): Promise<void> {
			await nfeIoObject(context, { host, method: 'DELETE', path: pathOf(id) }, itemIndex);
		},
		async ping(id: string): Promise<void> {
			await nfeIoObject(context, { host, method: 'PUT', path: `${pathOf(id)}/pings`, body: {} }, itemIndex);
		},
		async eventTypes(): Promise<IDataObject[]> {
			return types.parse(
				await nfeIoObject(context, { host, method: 'GET', path: `${path}/eventtypes` }, itemIndex),
			).eventTypes as IDataObject[];
		},
	};
}

/** One webhook of an answer, as far as it can be read. Throws a ZodError if it has no id. */
export const readWebHook = (webHook: IDataObject): WebHook => webHookSchema.parse(webHook);

/** Active in either spelling (vendors/nfeio.md §1.3). */
export const isActive = ({ status }: WebHook): boolean => status.toLowerCase() === 'active';

/** The account's event types, in the order of NFE.io. */
export async function liveEventTypes(context: Context): Promise<EventType[]> {
	const found = await webhookApi(context).eventTypes();
	return found.map(({ id, description }) => ({
		name: String(id),
		description: typeof description === 'string' ? description : '',
	}));
}
