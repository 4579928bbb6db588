import type { Dispatches, Policy } from '../core/dispatch.mts';
import { trackingEvent, unknownEvent } from '../../nodes/Intelipost/webhook/events.ts';
import type { Happening } from './orders.mts';
import type { Settings } from './settings.mts';
import { webhookBody } from './wire.mts';

/**
 * A "regra de evento" with the action "Notificação por Webhook", in the panel's own parts.
 * docs/facts/intelipost.md §1
 */
export interface Rule {
	readonly id: number;
	name: string;
	active: boolean;
	/** "Evento Entrando": macro states. */
	states: readonly string[];
	/** "Canal de Vendas": empty = no condition. An order without exactly this channel triggers nothing, silently. */
	salesChannel: string;
	/** The radio "Enviar por Pedido" or "Enviar por Volumes". */
	sendBy: 'Pedido' | 'Volumes';
	protocolo: 'http' | 'https';
	host: string;
	path: string;
	porta: string;
	usuario: string;
	senha: string;
	/** Seen in old and production receivers; how to set it in today's panel is unknown. docs/facts/intelipost.md §2.1 */
	headerName: string;
	headerValue: string;
}

/** Simply joined, as observed: a host that ends in a slash gives `//`. docs/facts/intelipost.md §1 */
export function urlOf({ protocolo, host, path, porta }: Rule, { dropsLeadingSlash }: Settings): string {
	const tail = dropsLeadingSlash ? path.replace(/^\//, '') : path;
	return `${protocolo}://${host}${porta ? `:${porta}` : ''}/${tail}`;
}

function headersOf({ usuario, senha, headerName, headerValue }: Rule): Record<string, string> {
	return {
		'content-type': 'application/json; charset=utf-8',
		...(usuario || senha ? { authorization: `Basic ${Buffer.from(`${usuario}:${senha}`).toString('base64')}` } : {}),
		...(headerName ? { [headerName]: headerValue } : {}),
	};
}

function policyOf({ timeoutMs, retries, retryMinutes }: Settings): Policy {
	return { timeoutMs, retryAfter: (attempts) => (attempts <= retries ? retryMinutes * 60_000 : null) };
}

/** The account's rules; they turn what happens into dispatches. */
export interface Rules {
	all(): readonly Rule[];
	add(rule: Omit<Rule, 'id'>): Rule;
	find(id: number): Rule | undefined;
	/** Applies every active rule to what happened together; returns how many dispatches were sent. */
	tell(happenings: readonly Happening[]): number;
	/** Sends rows regardless of conditions ("Enviar Webhook manualmente"), by one rule. */
	sendBy(rule: Rule, happening: Happening): void;
	/** Sends any body through all active rules: for kinds whose payload is not published. */
	sendRaw(body: string): number;
}

/** The event rules of the panel: each active one posts what happens to the volumes. */
export function createRules(dispatches: Dispatches, settings: Settings, nextId: () => number): Rules {
	const rules: Rule[] = [];
	const active = () => rules.filter((rule) => rule.active);

	const sendBy = (rule: Rule, { order, volume, row }: Happening) => {
		dispatches.send({
			event: trackingEvent(row.state),
			url: urlOf(rule, settings),
			body: webhookBody(order, volume, row, settings.minimalBody),
			headers: () => headersOf(rule),
			policy: policyOf(settings),
			account: `regra ${rule.id}`,
			reference: order.order_number,
		});
	};

	/** Whether the body differs between the two is unknown; per order, the first volume represents all. */
	const perRule = (rule: Rule, happenings: readonly Happening[]) =>
		rule.sendBy === 'Volumes'
			? happenings
			: happenings.filter(
					({ order, row }, index) => happenings.findIndex((other) => other.order === order && other.row.state === row.state) === index,
				);

	return {
		all: () => rules,
		add(own) {
			const rule = { id: nextId(), ...own };
			rules.push(rule);
			return rule;
		},
		find: (id) => rules.find((rule) => rule.id === id),
		tell(happenings) {
			let sent = 0;
			for (const rule of active()) {
				const matching = happenings.filter(
					({ order, row }) => rule.states.includes(row.state) && (rule.salesChannel === '' || rule.salesChannel === order.sales_channel),
				);
				for (const happening of perRule(rule, matching)) {
					sendBy(rule, happening);
					sent++;
				}
			}
			return sent;
		},
		sendBy,
		sendRaw(body) {
			for (const rule of active()) {
				dispatches.send({
					event: unknownEvent,
					url: urlOf(rule, settings),
					body,
					headers: () => headersOf(rule),
					policy: policyOf(settings),
					account: `regra ${rule.id}`,
				});
			}
			return active().length;
		},
	};
}
