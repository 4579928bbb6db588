import { z } from 'zod';

import { eventNames, eventTypes } from '../../nodes/NfeIo/webhook/events.ts';
import { answer, json } from '../core/http.mts';
import type { Answer, Request, Router } from '../core/http.mts';
import { requireKey } from './account.mts';
import type { Account } from './account.mts';
import { errorList, problem, refuse } from './errors.mts';
import { view } from './hooks.mts';
import type { HookContent, Hooks, WebHook } from './hooks.mts';
import type { Publisher } from './publisher.mts';
import type { Settings } from './settings.mts';
import type { Verify } from './verification.mts';

interface Parts {
	account: Account;
	hooks: Hooks;
	publisher: Publisher;
	verify: Verify;
	settings: Settings;
}

const contentSchema = z.object({
	uri: z.string({ required_error: 'The Uri field is required.' }).min(1, 'The Uri field is required.').url(),
	secret: z.string().min(32, 'Secret must have 32 to 64 characters.').max(64, 'Secret must have 32 to 64 characters.').nullish(),
	contentType: z.enum(['json', 'form-urlencoded']).nullish(),
	insecureSsl: z.boolean().nullish(),
	status: z
		.string()
		.regex(/^(active|inactive)$/i)
		.nullish(),
	filters: z.array(z.string()).nullish(),
	headers: z.record(z.string(), z.string()).nullish(),
	properties: z.record(z.string(), z.unknown()).nullish(),
});

/** `/v2/webhooks`, docs/facts/nfeio.md §1.2 to §1.7. */
export function webhookRoutes(router: Router, { account, hooks, publisher, verify, settings }: Parts): void {
	const found = (request: Request): WebHook => {
		const hook = hooks.find(request.params.id);
		if (!hook) throw refuse(problem(404));
		return hook;
	};
	const guarded = (handler: (request: Request) => Answer | Promise<Answer>) => (request: Request) => {
		requireKey(account, request, 'any');
		return handler(request);
	};

	const mustAnswer = async (content: HookContent): Promise<void> => {
		const refusal = await verify(content);
		if (refusal !== null) throw refuse(errorList(400, refusal, 40001));
	};

	router
		.route(
			'GET',
			'/v2/webhooks/eventtypes',
			guarded(() => json(200, { eventTypes: eventTypes.map(eventType) })),
		)
		.route(
			'GET',
			'/v2/webhooks',
			guarded(() => json(200, { webHooks: hooks.all().map(view) })),
		)
		.route(
			'POST',
			'/v2/webhooks',
			guarded(async (request) => {
				const content = readContent(envelope(request, 'POST'));
				await mustAnswer(content);
				const hook = hooks.create(content);
				// The only answer that contains the secret. §1.3
				return json(201, { webHook: { ...view(hook), secret: hook.secret } });
			}),
		)
		.route(
			'DELETE',
			'/v2/webhooks',
			guarded(() => {
				hooks.removeAll();
				return answer(204);
			}),
		)
		.route(
			'GET',
			'/v2/webhooks/:id',
			guarded((request) => json(200, { webHook: view(found(request)) })),
		)
		.route(
			'PUT',
			'/v2/webhooks/:id',
			guarded(async (request) => {
				const hook = found(request);
				const content = readContent(envelope(request, 'PUT'));
				if (settings.verifyOnUpdate) await mustAnswer(content);
				hooks.replace(hook, content, settings.rotateSecret);
				return json(200, { webHook: view(hook) });
			}),
		)
		.route(
			'DELETE',
			'/v2/webhooks/:id',
			guarded((request) => {
				hooks.remove(found(request).id);
				return answer(204);
			}),
		)
		.route(
			'PUT',
			'/v2/webhooks/:id/pings',
			guarded((request) => {
				publisher.ping(found(request));
				return answer(204);
			}),
		);
}

const eventType = ({ name, description }: (typeof eventTypes)[number]) => ({
	id: name,
	description,
	status: 'Active',
	createdOn: '2019-03-13T00:00:00+00:00',
});

/** Create and update report a missing envelope in different words. §1.5 */
function envelope(request: Request, method: 'POST' | 'PUT'): unknown {
	const body = z.object({ webHook: z.unknown() }).safeParse(request.json());
	if (body.success && typeof body.data.webHook === 'object' && body.data.webHook !== null) return body.data.webHook;
	throw refuse(
		method === 'POST'
			? errorList(400, "JSON deserialization failed: missing required properties: 'webHook'.")
			: problem(400, { WebHook: ['The WebHook field is required.'] }),
	);
}

function readContent(input: unknown): HookContent {
	const parsed = contentSchema.safeParse(input);
	if (!parsed.success) {
		const fields: Record<string, string[]> = {};
		for (const { path, message } of parsed.error.issues) {
			const name = `WebHook.${String(path[0]).replace(/^./, (letter) => letter.toUpperCase())}`;
			(fields[name] ??= []).push(message);
		}
		throw refuse(problem(400, fields));
	}
	const { uri, secret, contentType, insecureSsl, status, filters, headers, properties } = parsed.data;
	const unknown = (filters ?? []).filter((filter) => !known.has(filter.toLowerCase()));
	// Whether the vendor checks them is unknown; refusing is the most hostile reading.
	if (unknown.length > 0) throw refuse(problem(400, { 'WebHook.Filters': [`Unknown event type: ${unknown.join(', ')}`] }));
	return {
		uri,
		secret: secret ?? undefined,
		contentType: contentType ?? 'json',
		insecureSsl: insecureSsl ?? false,
		// Missing in a PUT, it means Inactive. §1.3
		status: status?.toLowerCase() === 'active' ? 'Active' : 'Inactive',
		filters: [...new Set(filters ?? [])],
		headers: headers ?? null,
		properties: properties ?? null,
	};
}

const known = new Set(eventNames.map((name) => name.toLowerCase()));
