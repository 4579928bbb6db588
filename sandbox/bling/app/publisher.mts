import { createHmac } from 'node:crypto';

import type { Clock } from '../../core/clock.mts';
import type { Dispatches, Policy } from '../../core/dispatch.mts';
import type { Random } from '../../core/random.mts';
import type { Settings } from '../settings.mts';
import { utcSeconds } from '../time.mts';
import type { App, EventAction, EventResource, Resource, ResourceSetting } from './app.mts';
import { escapedJson } from './wire.mts';

interface Event {
	readonly companyId: string;
	readonly resource: EventResource;
	readonly action: EventAction;
	/** Built when it is sent, so that it contains the state of that moment. */
	readonly data: unknown;
	readonly reference: string;
}

/** Sends webhooks to the servers of the apps. */
export interface Publisher {
	/** Sends the event to every app that is set up and authorized for it. */
	publish(event: Event): void;
	/** Sends given bytes, signed, to every app that has the resource turned on; returns to how many. */
	publishRaw(resource: Resource, event: string, body: string): number;
}

interface Parts {
	apps: readonly App[];
	clock: Clock;
	random: Random;
	dispatches: Dispatches;
	settings: Settings;
}

/** Success is a 2xx within five seconds. docs/facts/bling.md §3 */
const timeoutMs = 5000;
const hour = 3_600_000;
const giveUpAfterMs = 72 * hour;
/** "May grow each time"; the exact schedule is not published. */
const longestDelayMs = 12 * hour;
const delayAfter = (attempts: number) => Math.min(60_000 * 3 ** (attempts - 1), longestDelayMs);

/** "sha256=" + hex HMAC of the raw bytes with the app's client secret. docs/facts/bling.md §2.2 */
const sign = (body: string, secret: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/**
 * Sends events to the servers of every app that has the resource, its scope and the company's
 * authorization, and repeats them as Bling does.
 */
export function createPublisher({ apps, clock, random, dispatches, settings }: Parts): Publisher {
	const policyOf = (setting: ResourceSetting): Policy => ({
		timeoutMs,
		retryAfter(attempts, sinceFirstMs) {
			const delay = delayAfter(attempts);
			return setting.disabled || sinceFirstMs + delay > giveUpAfterMs ? null : delay;
		},
		onGiveUp() {
			setting.disabled = true;
		},
	});

	const send = (app: App, setting: ResourceSetting, notice: { event: string; body: string; account?: string; reference?: string }) => {
		const url = app.servers.get(setting.server);
		if (!url) return;
		dispatches.send({
			...notice,
			url,
			policy: policyOf(setting),
			headers: () => ({
				'content-type': 'application/json',
				'user-agent': 'bling-webhook',
				'x-bling-signature-256': sign(notice.body, app.clientSecret),
			}),
		});
	};

	const settingFor = (app: App, resource: Resource): ResourceSetting | undefined => {
		const setting = app.settings.get(resource);
		return setting && !setting.disabled && app.scopes.has(resource) ? setting : undefined;
	};

	return {
		publish({ companyId, resource, action, data, reference }) {
			const event = `${resource}.${action}`;
			const switchedBy = resource === 'virtual_stock' ? 'stock' : resource;
			for (const app of apps) {
				const setting = settingFor(app, switchedBy);
				if (!setting || !app.authorised.has(companyId)) continue;
				if (resource !== 'virtual_stock' && !setting.actions.has(action)) continue;
				const envelope = {
					eventId: random.uuidV7(clock.now()),
					date: utcSeconds(clock.now()),
					version: 'v1',
					event,
					companyId,
					data,
				};
				const body = settings.escapedJson ? escapedJson(envelope) : JSON.stringify(envelope);
				send(app, setting, { event, body, account: companyId, reference });
			}
		},
		publishRaw(resource, event, body) {
			const ready = apps.flatMap((app) => {
				const setting = settingFor(app, resource);
				return setting ? [{ app, setting }] : [];
			});
			for (const { app, setting } of ready) send(app, setting, { event, body });
			return ready.length;
		},
	};
}
