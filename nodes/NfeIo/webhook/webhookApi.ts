import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { nothing } from '../api/answers';
import type { NfeIoApi } from '../api/client';
import type { EventType } from './events';

const texts = z.record(z.string(), z.string());

/** The readable fields of a webhook: the secret is never shown again (docs/facts/nfeio.md §1.3). */
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

/** A webhook as read; missing fields have their defaults. */
export type WebHook = z.infer<typeof webHookSchema>;

/** What is written. An update replaces everything: omitted fields are lost, a missing status means Inactive (§1.7). */
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
const object = z.record(z.string(), z.unknown()).and(z.object({ id: z.string().min(1) }));
const one = z.object({ webHook: object });
const many = z.object({ webHooks: z.array(object) });
const types = z.object({
	eventTypes: z.array(z.object({ id: z.string(), description: z.string().nullish() }).passthrough()),
});

/** `{ webHook }` is the envelope in both directions. Empty filters mean all events, so they are omitted. */
const envelope = ({ filters, headers, properties, ...rest }: WebHookContent): IDataObject => ({
	webHook: {
		...rest,
		...(filters.length > 0 ? { filters } : {}),
		...(headers && Object.keys(headers).length > 0 ? { headers } : {}),
		...(properties && Object.keys(properties).length > 0 ? { properties } : {}),
	},
});

const ifUnknown = "It may have been carried out anyway: list the account's webhooks (Webhook → Get Many) before you repeat it.";

/** `/v2/webhooks` of one account (docs/facts/nfeio.md §1.2); every method throws as `ask` does. */
export function webhookApi(api: Pick<NfeIoApi, 'ask'>) {
	const host = 'webhooks' as const;
	return {
		async list(): Promise<IDataObject[]> {
			return (await api.ask({ host, method: 'GET', path }, many)).webHooks as IDataObject[];
		},
		async get(id: string): Promise<IDataObject> {
			return (await api.ask({ host, method: 'GET', path: pathOf(id) }, one)).webHook as IDataObject;
		},
		async create(content: WebHookContent): Promise<IDataObject> {
			const request = { host, method: 'POST' as const, path, body: envelope(content), ifUnknown };
			return (await api.ask(request, one)).webHook as IDataObject;
		},
		async replace(id: string, content: WebHookContent): Promise<IDataObject> {
			const request = { host, method: 'PUT' as const, path: pathOf(id), body: envelope(content), ifUnknown };
			return (await api.ask(request, one)).webHook as IDataObject;
		},
		async remove(id: string): Promise<void> {
			await api.ask({ host, method: 'DELETE', path: pathOf(id), ifUnknown }, nothing);
		},
		async ping(id: string): Promise<void> {
			await api.ask({ host, method: 'PUT', path: `${pathOf(id)}/pings`, body: {} }, nothing);
		},
		async eventTypes(): Promise<IDataObject[]> {
			const request = { host, method: 'GET' as const, path: `${path}/eventtypes` };
			return (await api.ask(request, types)).eventTypes as IDataObject[];
		},
	};
}

/** One webhook of an answer, as far as it can be read. Every webhook in an answer has an ID. */
export const readWebHook = (webHook: IDataObject): WebHook => webHookSchema.parse(webHook);

/** Active in either spelling (docs/facts/nfeio.md §1.3). */
export const isActive = ({ status }: WebHook): boolean => status.toLowerCase() === 'active';

/** The account's event types, in the order of NFE.io. */
export async function liveEventTypes({ webhooks }: NfeIoApi): Promise<EventType[]> {
	const found = await webhooks.eventTypes();
	return found.map(({ id, description }) => ({
		name: String(id),
		description: typeof description === 'string' ? description : '',
	}));
}
