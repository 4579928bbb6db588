import { createHash, createHmac } from 'node:crypto';

import { umbrellaOf } from '../../nodes/NfeIo/webhook/events.ts';
import type { Dispatch, Dispatches, Policy } from '../core/dispatch.mts';
import type { Random } from '../core/random.mts';
import type { Hooks, WebHook } from './hooks.mts';
import type { Settings } from './settings.mts';

/** Something that happened to a document of the account. */
interface Event {
	/** The full event type; empty if it is unknown. */
	readonly name: string;
	readonly document: Record<string, unknown>;
	/** NFS-e deliveries wrap the document in `payload`, all others are flat. docs/facts/nfeio.md §2.3 */
	readonly wrapped: boolean;
	readonly companyId: string;
	readonly reference: string;
}

/** Sends webhooks to the account's hooks. */
export interface Publisher {
	/** Sends the event to every active hook that wants it, and returns to which. */
	publish(event: Event): Array<{ webHookId: string; id: string }>;
	/** Sends a signed ping to one hook, whatever its filters. */
	ping(hook: WebHook): void;
	/** Sends given bytes, signed, to every active hook; returns to how many. */
	publishRaw(eventHeader: string, body: string): number;
}

interface Parts {
	hooks: Hooks;
	dispatches: Dispatches;
	random: Random;
	settings: Settings;
}

/** docs/facts/nfeio.md §2.2: upper-case hex HMAC-SHA-1 of the raw bytes. */
const sign = (body: string, secret: string): string => `sha1=${createHmac('sha1', secret).update(body).digest('hex').toUpperCase()}`;

/** Posts events to the webhooks that want them, signed, and repeats them at doubling intervals. */
export function createPublisher({ hooks, dispatches, random, settings }: Parts): Publisher {
	const policyOf = (hook: WebHook): Policy => ({
		timeoutMs: settings.timeoutMs,
		retryAfter: (attempts) => (attempts >= settings.attempts ? null : settings.firstRetryMinutes * 60_000 * 2 ** (attempts - 1)),
		onGiveUp() {
			if (settings.disableAfterGiveUp) hook.status = 'Inactive';
		},
	});

	const send = (hook: WebHook, { event, eventHeader, body, companyId, reference }: Outgoing): { webHookId: string; id: string } => {
		const hookId = random.hex(32);
		dispatches.send({
			event,
			url: hook.uri,
			body,
			account: companyId,
			reference,
			insecureTls: hook.insecureSsl,
			policy: policyOf(hook),
			// X-Hook-Id is the same in all attempts, X-Hook-Attempts starts at 0. §2.1
			headers: (attempt) => ({
				...hook.headers,
				'content-type': 'application/json; charset=utf-8',
				'user-agent': 'HookShoot/2.0',
				'x-hub-signature': sign(body, hook.secret),
				'x-hook-id': hookId,
				'x-hook-attempts': String(attempt),
				...(eventHeader !== '' && { 'x-hook-event': eventHeader }),
				'content-md5': createHash('md5').update(body).digest('base64'),
			}),
		});
		return { webHookId: hook.id, id: hookId };
	};

	return {
		publish(event) {
			const wanting = hooks.all().filter((hook) => hook.status === 'Active' && wants(hook, event.name));
			return wanting.map((hook) => {
				const name = reportedName(hook, event.name, settings);
				return send(hook, {
					event: event.name,
					eventHeader: headerFor(name, settings),
					body: bodyFor(hook, { ...event, name }, settings),
					companyId: event.companyId,
					reference: event.reference,
				});
			});
		},
		ping(hook) {
			send(hook, {
				event: 'ping',
				eventHeader: settings.eventHeader === 'none' ? '' : 'ping',
				body: pingBody(hook),
			});
		},
		publishRaw(eventHeader, body) {
			const active = hooks.all().filter(({ status }) => status === 'Active');
			for (const hook of active) send(hook, { event: eventHeader || 'raw', eventHeader, body });
			return active.length;
		},
	};
}

interface Outgoing {
	event: string;
	eventHeader: string;
	body: string;
	companyId?: string;
	reference?: string;
}

/** Filters ignore case; an empty one means all; an umbrella event includes what it covers. §1.3, §1.9 */
function wants(hook: WebHook, event: string): boolean {
	return hook.filters.length === 0 || asksFor(hook, event) || asksFor(hook, umbrellaOf(event));
}

const asksFor = ({ filters }: WebHook, event: string | undefined): boolean => filters.some((filter) => filter.toLowerCase() === event);

function reportedName(hook: WebHook, event: string, { umbrellaReportedAs }: Settings): string {
	const umbrella = umbrellaOf(event);
	const asUmbrella = umbrellaReportedAs === 'umbrella' && asksFor(hook, umbrella) && !asksFor(hook, event);
	return umbrella !== undefined && asUmbrella ? umbrella : event;
}

const headerFor = (name: string, { eventHeader }: Settings): string =>
	eventHeader === 'none' ? '' : eventHeader === 'full' ? name : name.split(/[.:]/)[0];

function bodyFor(hook: WebHook, { name, document, wrapped }: Event, { serviceAction, propertiesAt }: Settings): string {
	const [, shortName = name] = name.split('.');
	const inDocument = propertiesAt === 'document' ? hook.properties : null;
	const atRoot = propertiesAt === 'root' ? hook.properties : null;
	if (!wrapped) return JSON.stringify({ ...document, ...hook.properties, ...(name !== '' && { action: name }) });
	const action = { short: { action: shortName }, long: { action: name }, none: {} }[serviceAction];
	return JSON.stringify({ ...atRoot, ...action, payload: { ...document, ...inDocument } });
}

/** PascalCase, with the secret in plain text. §2.3 */
const pingBody = (hook: WebHook): string =>
	JSON.stringify({
		action: 'ping',
		webHook: {
			Id: hook.id,
			Uri: hook.uri,
			Secret: hook.secret,
			ContentType: hook.contentType,
			InsecureSsl: hook.insecureSsl,
			Status: hook.status.toLowerCase(),
			Filters: hook.filters,
			CreatedOn: hook.createdOn,
			ModifiedOn: hook.modifiedOn,
		},
	});

/** The result of the last notice about something, in the words of an inbound document. §3 */
export function deliveryStatus(last: Pick<Dispatch, 'state' | 'attempts'> | undefined) {
	if (last === undefined) return undefined;
	if (last.state === 'success') return 'Delivered' as const;
	if (last.state === 'failure') return 'DefinitivelyFailed' as const;
	return last.attempts.length > 0 ? ('Failed' as const) : ('Pending' as const);
}
