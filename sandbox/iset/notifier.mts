import { eventNames } from '../../nodes/Iset/webhook/events.ts';
import type { EventName } from '../../nodes/Iset/webhook/events.ts';
import type { Clock } from '../core/clock.mts';
import type { Dispatches, Policy } from '../core/dispatch.mts';
import type { Random } from '../core/random.mts';
import type { Settings } from './settings.mts';

type Body = Record<string, unknown>;

/** The panel's lists of URLs, one list per webhook, and the notices sent to them. */
export interface Notifier {
	urls(event: EventName): readonly string[];
	/** False if the URL is already there. */
	add(event: EventName, url: string): boolean;
	/** False if it was not there. */
	remove(event: EventName, url: string): boolean;
	/** Posts to every URL of the event. Unsigned: iSET has no place for a secret (docs/facts/iset.md §1). */
	notify(event: EventName, reference: string, body: Body): void;
}

/** Repeats follow within this time (virtual). */
const repeatWithinMs = 30_000;

interface Parts {
	clock: Clock;
	random: Random;
	dispatches: Dispatches;
	settings: Settings;
	/** The shop's name in the log. */
	account: string;
}

/** The panel's webhook addresses, and the notices sent to them: `copies` times, never again after a failure. */
export function createNotifier({ clock, random, dispatches, settings, account }: Parts): Notifier {
	const lists = new Map<EventName, string[]>(eventNames.map((event) => [event, []]));
	const listOf = (event: EventName) => lists.get(event) ?? [];
	const policy = (): Policy => ({ timeoutMs: settings.timeoutMs, retryAfter: () => null });

	const send = (event: EventName, url: string, reference: string, body: Body) => {
		const form = settings.encoding === 'form';
		dispatches.send({
			event,
			url: settings.dropsQuery ? withoutQuery(url) : url,
			account,
			reference,
			body: form ? asForm(body) : JSON.stringify(body),
			headers: () => ({ 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
			policy: policy(),
		});
	};

	return {
		urls: listOf,
		add(event, url) {
			const list = listOf(event);
			if (list.includes(url)) return false;
			list.push(url);
			return true;
		},
		remove(event, url) {
			const list = listOf(event);
			const at = list.indexOf(url);
			if (at >= 0) list.splice(at, 1);
			return at >= 0;
		},
		notify(event, reference, body) {
			for (const url of listOf(event)) {
				send(event, url, reference, body);
				for (let copy = 1; copy < settings.copies; copy++) {
					clock.after(random.integer(0, repeatWithinMs), () => send(event, url, reference, body));
				}
			}
		},
	};
}

function withoutQuery(url: string): string {
	const [address] = url.split('?');
	return address;
}

/** Nested values as PHP shops post them: `status[label]=PAGO`. */
function asForm(body: Body): string {
	const params = new URLSearchParams();
	const append = (key: string, value: unknown) => {
		if (typeof value === 'object' && value !== null) {
			for (const [name, inner] of Object.entries(value)) append(`${key}[${name}]`, inner);
		} else params.append(key, String(value));
	};
	for (const [key, value] of Object.entries(body)) append(key, value);
	return params.toString();
}
