import { html, pt } from '../core/html.mts';
import type { Section } from '../core/vendor.mts';
import { resources } from './app/app.mts';
import type { App } from './app/app.mts';
import { total } from './shop/company.mts';
import { balanceOf } from './shop/stock.mts';
import type { World } from './world.mts';

const shownProducts = 25;
const shownOrders = 10;

/** Bling's part of the panel page. */
export const sections = (world: World): Section[] => [
	{
		title: 'Área do Integrador: Webhooks',
		body: appsView(world),
		actions: ['subscribe', 'add-server', 'configure-resource', 'enable-resource', 'send-captured'],
	},
	{
		title: 'Área do Integrador: Aplicativos',
		actions: [
			'token',
			'revoke-user',
			'expire-tokens',
			'set-redirect',
			'set-scopes',
			'reset-secret',
			'add-app',
		],
	},
	{
		title: 'Estoque',
		body: stockView(world),
		actions: ['move-stock', 'correct-movement', 'delete-movement'],
	},
	{
		title: 'Pedidos de Venda e notas',
		body: ordersView(world),
		actions: [
			'create-order',
			'change-order',
			'order-situation',
			'delete-order',
			'create-invoice',
			'invoice-situation',
			'delete-invoice',
		],
	},
	{
		title: 'Produtos',
		actions: ['create-product', 'change-product', 'delete-product', 'change-supplier', 'generate-products'],
	},
	{
		title: 'Callbacks',
		body: callbacksView(world),
		actions: ['add-callback', 'remove-callbacks', 'send-tracking-callback'],
	},
	{ title: 'Limites e comportamento', actions: ['limits', 'unblock', 'behaviour'] },
];

const appsView = ({ apps, companies }: World) =>
	html`<ul>
		${apps.map(
			(app) =>
				html`<li>
					<strong>${app.name}</strong>, client id <code>${app.clientId}</code>, client secret
					<code>${app.clientSecret}</code>. Authorised:
					${companies
						.filter(({ id }) => app.authorised.has(id))
						.map(({ nome }) => nome)
						.join(', ') || 'nobody yet (no events are sent)'}.${settingsView(app)}
				</li>`,
		)}
	</ul>`;

const settingsView = ({ settings, servers }: App) =>
	settings.size === 0
		? null
		: html`<ul>
				${[...settings].map(
					([resource, { server, actions, disabled }]) =>
						html`<li>
							${pt(resources[resource])}: ${[...actions].join(', ')} to ${server}
							<code>${servers.get(server)}</code>${disabled
								? html` <span class="badge failure">disabled</span>`
								: null}
						</li>`,
				)}
			</ul>`;

const stockView = ({ companies }: World) =>
	companies
		.map(
			(company) =>
				html`<details>
					<summary>${company.nome}: ${company.products.size} products</summary>
					<div class="scroll" role="region" aria-label="Stock of ${company.nome}" tabindex="0">
						<table>
							<thead>
								<tr>
									<th scope="col">SKU</th>
									<th scope="col">Id</th>
									<th scope="col">${pt('Formato')}</th>
									<th scope="col">${pt('Físico')}</th>
									<th scope="col">${pt('Virtual')}</th>
								</tr>
							</thead>
							<tbody>
								${[...company.products.values()].slice(0, shownProducts).map((product) => {
									const { saldoFisicoTotal, saldoVirtualTotal } = balanceOf(company, product);
									return html`<tr>
										<td>${product.codigo}</td>
										<td>${product.id}</td>
										<td>${product.formato}</td>
										<td>${saldoFisicoTotal}</td>
										<td>${saldoVirtualTotal}</td>
									</tr>`;
								})}
							</tbody>
						</table>
					</div>
				</details>`,
		)
		.reduce((all, one) => html`${all}${one}`);

const ordersView = ({ companies }: World) =>
	companies
		.map(
			(company) =>
				html`<details>
					<summary>${company.nome}: ${company.orders.size} orders</summary>
					<ul>
						${[...company.orders.values()]
							.slice(-shownOrders)
							.reverse()
							.map(
								(order) =>
									html`<li>
										${order.numero} (<code>${order.id}</code>),
										<span lang="pt-BR">${order.situacao.nome}</span>, ${total(order).toFixed(2)}
									</li>`,
							)}
					</ul>
				</details>`,
		)
		.reduce((all, one) => html`${all}${one}`);

const callbacksView = ({ legacy }: World) =>
	html`<ul>
		${legacy.callbacks.map(
			({ kind, url, format }) => html`<li>${kind}: <code>${url}</code> (${format})</li>`,
		)}
	</ul>`;
