import { macroStates } from '../../nodes/Intelipost/webhook/events.ts';
import { html, pt } from '../core/html.mts';
import { table } from '../core/table.mts';
import type { Section } from '../core/vendor.mts';
import { accountActions, manualActions, orderActions, ruleActions } from './actions.mts';
import type { Account } from './api.mts';
import type { Orders } from './orders.mts';
import { labelOf, stateOf } from './orders.mts';
import type { Rules } from './rules.mts';
import { urlOf } from './rules.mts';
import type { Settings } from './settings.mts';

const shownOrders = 30;

/** The panel: rules, orders, manual sending, the account. */
export function createSections({
	account,
	orders,
	rules,
	settings,
}: {
	account: Account;
	orders: Orders;
	rules: Rules;
	settings: Settings;
}): Section[] {
	return [
		{
			title: pt('Regras de eventos'),
			body: html`<p class="hint">${pt('Entregas > Configuração > Regras de eventos')}</p>
				${table(
					'Rules',
					['Id', pt('Nome'), pt('Enviar por'), pt('Evento Entrando'), pt('Canal de Vendas'), 'URL', pt('Ativa')],
					rules
						.all()
						.map((rule) => [
							rule.id,
							rule.name,
							pt(rule.sendBy),
							`${rule.states.length} of ${macroStates.length} macro states`,
							rule.salesChannel || 'any',
							html`<code>${urlOf(rule, settings)}</code>`,
							pt(rule.active ? 'sim' : 'não'),
						]),
				)}`,
			actions: ruleActions,
		},
		{
			title: pt('Pedidos de envio'),
			body: table(
				'Orders',
				[pt('Pedido'), pt('Canal de Vendas'), 'Volumes'],
				orders
					.all()
					.slice(-shownOrders)
					.reverse()
					.map((order) => [
						order.order_number,
						order.sales_channel,
						html`${order.volumes.map((volume) => html`<div>${volume.number}: ${pt(labelOf(stateOf(volume)))}</div>`)}`,
					]),
			),
			actions: orderActions,
		},
		{ title: pt('Enviar Webhook'), actions: manualActions },
		{
			title: pt('Conta'),
			body: html`<p>API key: <code>${account.apiKey}</code></p>`,
			actions: accountActions,
		},
	];
}
