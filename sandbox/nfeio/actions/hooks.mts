import { eventNames } from '../../../nodes/NfeIo/webhook/events.ts';
import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, choices, plain, text } from '../../core/fields.mts';
import type { Hooks, WebHook } from '../hooks.mts';
import type { Publisher } from '../publisher.mts';
import type { Verify } from '../verification.mts';

/** The account's webhooks, changed behind their owner's back, and what is sent to them. */
export function hookActions({ hooks, verify, publisher }: { hooks: Hooks; verify: Verify; publisher: Publisher }): Action[] {
	const hookField = choice('Webhook', () => hooks.all().map(({ id, uri }) => ({ value: id, label: uri })));
	const hook = (id: string): WebHook => {
		const found = hooks.find(id);
		if (!found) throw new ActionFailed('no such webhook');
		return found;
	};
	const eventOptions = plain(eventNames);

	return [
		action({
			name: 'add-hook',
			label: 'Register a webhook',
			hint: 'As POST /v2/webhooks does: the address must answer an unsigned, empty POST with 2xx first.',
			fields: {
				uri: text('URI', { value: 'http://localhost:5678/webhook/…/nfeio' }),
				secret: text('Secret', { hint: '32 to 64 characters. Empty: a new one.' }),
				filters: choices('Filters', eventOptions, { hint: 'None: all events.' }),
			},
			async run({ uri, secret, filters }) {
				if (!URL.canParse(uri)) throw new ActionFailed('that is not a URL');
				if (secret !== '' && (secret.length < 32 || secret.length > 64)) throw new ActionFailed('the secret must have 32 to 64 characters');
				const refusal = await verify({ uri, insecureSsl: false });
				if (refusal !== null) throw new ActionFailed(refusal);
				const hook = hooks.create({
					uri,
					secret: secret || undefined,
					filters,
					contentType: 'json',
					insecureSsl: false,
					status: 'Active',
					headers: null,
					properties: null,
				});
				return { message: 'Webhook registered.', id: hook.id, secret: hook.secret };
			},
		}),
		action({
			name: 'ping-hook',
			label: 'Ping a webhook',
			hint: 'Signed, whatever its filters, with the secret in clear in the body.',
			fields: { id: hookField },
			run({ id }) {
				publisher.ping(hook(id));
				return { message: 'Ping sent.' };
			},
		}),
		action({
			name: 'change-hook',
			label: 'Change a webhook behind its owner’s back',
			fields: {
				id: hookField,
				status: choice('Status', plain(['Active', 'Inactive'])),
				filters: choices('Filters', eventOptions, { hint: 'None: all events.' }),
				newSecret: text('New secret', { hint: 'Empty: unchanged.' }),
				uri: text('URI', { hint: 'Empty: unchanged. Not verified.' }),
			},
			run({ id, status, filters, newSecret, uri }) {
				const found = hook(id);
				found.status = status === 'Inactive' ? 'Inactive' : 'Active';
				found.filters = filters;
				if (newSecret !== '') found.secret = newSecret;
				if (uri !== '') found.uri = uri;
				return { message: 'Webhook changed.' };
			},
		}),
		action({
			name: 'delete-hook',
			label: 'Delete a webhook',
			fields: { id: hookField },
			run({ id }) {
				hooks.remove(hook(id).id);
				return { message: 'Webhook deleted.' };
			},
		}),
		action({
			name: 'send-raw',
			label: 'Send any body, signed',
			hint: 'To every active webhook.',
			fields: {
				eventHeader: text('X-Hook-Event'),
				body: text('Body', { lines: 6, value: '{"payload":{}}' }),
			},
			run({ eventHeader, body }) {
				const sent = publisher.publishRaw(eventHeader, body);
				return { message: `Sent to ${sent}.`, sent };
			},
		}),
	];
}
