import { html, pt } from '../core/html.mts';
import { table } from '../core/table.mts';
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
		title: pt('Área do Integrador: Webhooks'),
		body: appsView(world),
		actions: ['subscribe', 'add-server', 'configure-resource', 'enable-resource', 'send-captured'],
	},
	{
		title: pt('Área do Integrador: Aplicativos'),
		actions: ['token', 'revoke-user', 'expire-tokens', 'set-redirect', 'set-scopes', 'reset-secret', 'add-app'],
	},
	{
		title: pt('Estoque'),
		body: stockView(world),
		actions: ['move-stock', 'correct-movement', 'delete-movement'],
	},
	{
		title: pt('Pedidos de Venda e notas'),
		body: ordersView(world),
		actions: ['create-order', 'change-order', 'order-situation', 'delete-order', 'create-invoice', 'invoice-situation', 'delete-invoice'],
	},
	{
		title: pt('Produtos'),
		actions: ['create-product', 'change-product', 'delete-product', 'change-supplier', 'generate-products'],
	},
	{
		title: pt('Callbacks'),
		body: callbacksView(world),
		actions: ['add-callback', 'remove-callbacks', 'send-tracking-callback'],
	},
	{ title: 'Limits and behaviour', actions: ['limits', 'unblock', 'behaviour'] },
];

const appsView = (world: World) =>
	html`${table(
		'Apps',
		['App', 'Client id', 'Client secret', 'Authorised by'],
		world.apps.map((app) => [
			app.name,
			html`<code>${app.clientId}</code>`,
			html`<code>${app.clientSecret}</code>`,
			authorisedBy(app, world),
		]),
	)}${world.apps.some(({ settings }) => settings.size > 0) ? settingsView(world) : null}`;

const authorisedBy = ({ authorised }: App, { companies }: World) =>
	companies
		.filter(({ id }) => authorised.has(id))
		.map(({ nome }) => nome)
		.join(', ') || 'nobody yet: no events are sent';

const settingsView = ({ apps }: World) =>
	table(
		'Webhooks',
		['App', pt('Recurso'), pt('Ações'), 'URL', 'State'],
		apps.flatMap(({ name, settings, servers }) =>
			[...settings].map(([resource, { server, actions, disabled }]) => [
				name,
				pt(resources[resource]),
				[...actions].join(', '),
				html`<code>${servers.get(server)}</code>`,
				disabled ? html`<span class="badge failure">disabled</span>` : 'on',
			]),
		),
	);

const stockView = ({ companies }: World) =>
	html`${companies.map(
		(company) =>
			html`<details>
				<summary>${company.nome}: ${company.products.size} products</summary>
				${table(
					`Stock of ${company.nome}`,
					['SKU', 'Id', pt('Formato'), pt('Saldo físico'), pt('Saldo virtual')],
					[...company.products.values()].slice(0, shownProducts).map((product) => {
						const { saldoFisicoTotal, saldoVirtualTotal } = balanceOf(company, product);
						return [product.codigo, product.id, product.formato, saldoFisicoTotal, saldoVirtualTotal];
					}),
				)}
			</details>`,
	)}`;

const ordersView = ({ companies }: World) =>
	html`${companies.map(
		(company) =>
			html`<details>
				<summary>${company.nome}: ${company.orders.size} orders</summary>
				${table(
					`Orders of ${company.nome}`,
					[pt('Número'), 'Id', pt('Situação'), 'Total'],
					[...company.orders.values()]
						.slice(-shownOrders)
						.reverse()
						.map((order) => [order.numero, order.id, pt(order.situacao.nome), total(order).toFixed(2)]),
				)}
			</details>`,
	)}`;

const callbacksView = ({ legacy }: World) =>
	table(
		'Old callbacks',
		['Callback', 'URL', pt('Tipo de retorno')],
		legacy.callbacks.map(({ kind, url, format }) => [kind, html`<code>${url}</code>`, format]),
	);
