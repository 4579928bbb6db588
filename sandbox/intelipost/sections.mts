import { html, pt } from '../core/html.mts';
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
			title: 'Regras de eventos',
			body: html`<p class="hint">${pt('Entregas > Configuração > Regras de eventos')}</p>
				<ul>
					${rules
						.all()
						.map(
							(rule) =>
								html`<li>
									${rule.id} ${rule.name} (${pt(rule.active ? 'ativa' : 'inativa')}):
									${pt(`Enviar por ${rule.sendBy}`)}, ${rule.states.length} macro
									states${rule.salesChannel ? html`, ${pt(`Canal de Vendas ${rule.salesChannel}`)}` : null}<br /><code
										>${urlOf(rule, settings)}</code
									>
								</li>`,
						)}
				</ul>`,
			actions: ruleActions,
		},
		{
			title: 'Pedidos de envio',
			body: html`<ul>
				${orders
					.all()
					.slice(-shownOrders)
					.reverse()
					.map(
						(order) =>
							html`<li>
								<strong>${order.order_number}</strong>:
								${order.volumes.map(
									(volume) => html`volume ${volume.number} ${pt(labelOf(stateOf(volume)))}; `,
								)}
							</li>`,
					)}
			</ul>`,
			actions: orderActions,
		},
		{ title: 'Enviar Webhook', actions: manualActions },
		{
			title: 'Conta',
			body: html`<p>API key: <code>${account.apiKey}</code></p>`,
			actions: accountActions,
		},
	];
}
