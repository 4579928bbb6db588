import { action, ActionFailed } from '../core/action.mts';
import type { Action } from '../core/action.mts';
import type { Clock } from '../core/clock.mts';
import { choice, choices, flag, integer, plain, text } from '../core/fields.mts';
import { macroStates } from '../../nodes/Intelipost/webhook/events.ts';
import type { Account } from './api.mts';
import type { Order, Orders, Volume } from './orders.mts';
import { madeUpInvoice, nextState, orderTypes } from './orders.mts';
import type { Rule, Rules } from './rules.mts';
import { urlOf } from './rules.mts';
import type { Settings } from './settings.mts';

interface Parts {
	account: Account;
	orders: Orders;
	rules: Rules;
	settings: Settings;
	clock: Clock;
}

export const ruleActions = ['add-rule', 'change-rule'];
export const orderActions = ['create-order', 'add-event', 'walk'];
export const manualActions = ['send-manually', 'send-raw'];
export const accountActions = ['account', 'unknowns', 'api-answers'];

const stateOptions = macroStates.map(({ code, label }) => ({ value: code, label: `${label} (${code})` }));
const allStates = macroStates.map(({ code }) => code);

/** What a person can do on the panel. Portuguese labels are those of Intelipost's own panel. */
export function createActions({ account, orders, rules, settings, clock }: Parts): Action[] {
	const orderField = () =>
		choice('Pedido', () =>
			plain(
				orders
					.all()
					.map(({ order_number }) => order_number)
					.reverse(),
			),
		);
	const volumeField = text('Volume', { hint: 'Empty = all volumes' });
	const ruleOptions = () => rules.all().map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));
	const orderOf = (orderNumber: string): Order => {
		const order = orders.find(orderNumber);
		if (!order) throw new ActionFailed(`no order ${orderNumber}`);
		return order;
	};
	const volumesOf = (order: Order, volumeNumber: string): Volume[] => {
		const volumes = order.volumes.filter(({ number }) => volumeNumber === '' || number === volumeNumber);
		if (volumes.length === 0) throw new ActionFailed(`order ${order.order_number} has no volume ${volumeNumber}`);
		return volumes;
	};
	const ruleOf = (id: string): Rule => {
		const rule = rules.find(Number(id));
		if (!rule) throw new ActionFailed(`no rule ${id}`);
		return rule;
	};
	let created = orders.all().length;

	/** One step for each volume, then the next one later, until it is delivered. */
	const walk = (order: Order, minutes: number) => {
		const happenings = order.volumes.flatMap((volume) => {
			const state = nextState(volume);
			return state ? [orders.move(order, volume, state)] : [];
		});
		rules.tell(happenings);
		if (order.volumes.some(nextState)) clock.after(minutes * 60_000, () => walk(order, minutes));
	};

	return [
		action({
			name: 'add-rule',
			label: 'Adicionar nova regra',
			hint: 'The URL is typed in pieces and joined as they are: a host that ends in a slash gives //.',
			fields: {
				name: text('Nome', { value: 'Regra de teste' }),
				states: choices('Evento Entrando', stateOptions, { hint: 'None ticked = all' }),
				salesChannel: text('Canal de Vendas', { hint: 'Empty = no condition' }),
				sendBy: choice('Enviar por', plain(['Pedido', 'Volumes'])),
				protocolo: choice('Protocolo', plain(['http', 'https'])),
				host: text('Host', { value: 'localhost', hint: 'Without a slash' }),
				path: text('Path', { value: 'webhook/…/intelipost' }),
				porta: text('Porta', { value: '5678' }),
				usuario: text('Usuário'),
				senha: text('Senha', { secret: true }),
				headerName: text('Header name', { hint: 'Not in the panel of today: for accounts that push one' }),
				headerValue: text('Header value', { secret: true }),
			},
			run({ states, sendBy, protocolo, ...own }) {
				const rule: Omit<Rule, 'id'> = {
					...own,
					active: true,
					states: states.length > 0 ? states : allStates,
					sendBy: sendBy === 'Volumes' ? 'Volumes' : 'Pedido',
					protocolo: protocolo === 'https' ? 'https' : 'http',
				};
				if (!URL.canParse(urlOf({ id: 0, ...rule }, settings))) throw new ActionFailed('the pieces make no URL');
				const { id } = rules.add(rule);
				return { message: `Rule ${id} added.`, id };
			},
		}),
		action({
			name: 'change-rule',
			label: 'Switch a rule',
			fields: { rule: choice('Regra', ruleOptions), active: flag('Ativa', { value: true }) },
			run({ rule: id, active }) {
				const rule = ruleOf(id);
				rule.active = active;
				return { message: `Rule ${rule.id} is ${active ? 'on' : 'off'}.` };
			},
		}),
		action({
			name: 'create-order',
			label: 'Create a shipment order',
			fields: {
				orderNumber: text('Pedido', { hint: 'Empty = a new number' }),
				salesOrderNumber: text('Pedido de venda', { hint: "The store's number; empty = made up" }),
				type: choice('Tipo de Pedido', plain(orderTypes)),
				estimatedDays: integer('Days until the promised delivery', { value: 5, min: -60, max: 60 }),
				volumes: integer('Volumes', { value: 1, min: 1, max: 50 }),
				salesChannel: text('Canal de Vendas', { value: 'loja' }),
			},
			run({ orderNumber, salesOrderNumber, type, estimatedDays, volumes, salesChannel }) {
				created++;
				const order_number = orderNumber || `PEDIDO${String(created).padStart(4, '0')}`;
				if (orders.find(order_number)) throw new ActionFailed(`there is an order ${order_number} already`);
				const order = orders.add({
					order_number,
					sales_order_number: salesOrderNumber || `VENDA-${order_number}`,
					sales_channel: salesChannel,
					type: orderTypes.find((one) => one === type),
					estimatedDays,
					volumes: Array.from({ length: volumes }, (_, index) => ({
						number: String(index + 1),
						trackingCode: `TESTE${created}${index + 1}BR`,
						invoice: madeUpInvoice(String(2000 + created), clock.now()),
					})),
				});
				const sent = rules.tell(order.volumes.map((volume) => orders.move(order, volume, 'NEW')));
				return { message: `Order ${order_number} created, ${sent} dispatched.`, order_number, sent };
			},
		}),
		action({
			name: 'add-event',
			label: 'Add a tracking event',
			fields: {
				orderNumber: orderField(),
				volume: volumeField,
				state: choice('Macro state', stateOptions),
				otherState: text('Or another state code', { hint: 'Unknown codes exist' }),
				microCode: text('Micro state code'),
				microName: text('Micro state name'),
				providerMessage: text('Carrier message', { value: 'em processo de entrega' }),
				minutesAgo: integer('Happened so many minutes ago', { value: 0, min: 0, max: 60 * 24 * 60 }),
			},
			run({ orderNumber, volume, state, otherState, microCode, microName, providerMessage, minutesAgo }) {
				const order = orderOf(orderNumber);
				const happenings = volumesOf(order, volume).map((one) =>
					orders.move(order, one, otherState || state, {
						providerMessage: providerMessage || null,
						eventAt: clock.now() - minutesAgo * 60_000,
						...(microCode || microName ? { micro: { code: microCode, name: microName } } : {}),
					}),
				);
				const sent = rules.tell(happenings);
				return { message: `${sent} dispatched.`, sent, historyIds: happenings.map(({ row }) => row.id) };
			},
		}),
		action({
			name: 'walk',
			label: 'Walk to "Entregue"',
			hint: 'One macro state now, the next ones in virtual time.',
			fields: {
				orderNumber: orderField(),
				minutes: integer('Virtual minutes between two states', { value: 60, min: 1, max: 60 * 24 * 10 }),
			},
			run({ orderNumber, minutes }) {
				walk(orderOf(orderNumber), minutes);
				return { message: `${orderNumber} is on its way.` };
			},
		}),
		action({
			name: 'send-manually',
			label: 'Enviar Webhook manualmente',
			hint: 'Sends the latest matching event of each volume again, whatever the conditions of the rule.',
			fields: {
				orderNumber: orderField(),
				state: choice('Evento', stateOptions, { optional: true, hint: 'Empty = the latest' }),
				rule: choice('Regra', ruleOptions),
			},
			run({ orderNumber, state, rule: id }) {
				const rule = ruleOf(id);
				const order = orderOf(orderNumber);
				const rows = order.volumes.flatMap((volume) => {
					const row = volume.history.findLast((one) => state === '' || one.state === state);
					return row ? [{ order, volume, row }] : [];
				});
				if (rows.length === 0) throw new ActionFailed(`${orderNumber} has no such event`);
				for (const row of rows) rules.sendBy(rule, row);
				return { message: `${rows.length} sent.`, sent: rows.length };
			},
		}),
		action({
			name: 'send-raw',
			label: 'Send any body',
			hint: 'By all active rules. The pre-invoice notice exists, but its payload is not published.',
			fields: {
				body: text('Body', { value: '{"sandbox":"a notice without history"}', lines: 4 }),
			},
			run({ body }) {
				const sent = rules.sendRaw(body);
				return { message: `${sent} dispatched.`, sent };
			},
		}),
		action({
			name: 'account',
			label: 'Change the API key',
			fields: { apiKey: text('API key', { value: account.apiKey }) },
			run({ apiKey }) {
				if (apiKey === '') throw new ActionFailed('an empty key would let everybody in');
				account.apiKey = apiKey;
				return { message: 'API key changed.' };
			},
		}),
		action({
			name: 'unknowns',
			label: 'Decide what is not documented',
			fields: {
				timeoutMs: integer('Timeout (real ms)', { value: settings.timeoutMs, min: 50, max: 120_000 }),
				retries: integer('Automatic repeats', { value: settings.retries, min: 0, max: 20 }),
				retryMinutes: integer('Virtual minutes between repeats', {
					value: settings.retryMinutes,
					min: 1,
					max: 10_000,
				}),
				dropsLeadingSlash: flag('Drop a slash at the start of Path'),
				minimalBody: flag('Send only the fields of the 2015 variant'),
			},
			run(input) {
				Object.assign(settings, input);
				return { message: 'Set.', ...input };
			},
		}),
		action({
			name: 'api-answers',
			label: 'Odd answers of the API',
			fields: {
				errorsWithOk: integer('Answer HTTP 200 with status ERROR to the next', {
					value: 0,
					min: 0,
					max: 1000,
				}),
				tooMany: integer('Answer 429 to the next', { value: 0, min: 0, max: 1000 }),
				resetSeconds: integer('Seconds in ratelimit-reset', {
					value: settings.resetSeconds,
					min: 0,
					max: 3600,
				}),
			},
			run(input) {
				Object.assign(settings, input);
				return { message: 'Set.', ...input };
			},
		}),
	];
}
