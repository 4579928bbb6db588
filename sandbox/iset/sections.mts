import { catalogue } from '../../nodes/Iset/webhook/events.ts';
import { html, pt } from '../core/html.mts';
import type { Html } from '../core/html.mts';
import { table } from '../core/table.mts';
import type { Section } from '../core/vendor.mts';
import type { Notifier } from './notifier.mts';
import { settingsActions, tokenActions, webhookActions } from './panel-actions.mts';
import type { Settings } from './settings.mts';
import type { Store } from './store.mts';
import type { LiveToken } from './token.mts';

interface Parts {
	store: Store;
	notifier: Notifier;
	token: LiveToken;
	settings: Settings;
	origin: () => string;
}

/** The shop's panel, in the panel's own words where they are known (docs/facts/iset.md §1). */
export function sections({ store, notifier, token, settings, origin }: Parts): Section[] {
	const expiresAt = token.expiresAt();
	return [
		{
			title: pt('Configurações >> API Rest'),
			body: html`<dl>
				<dt>Store URL</dt>
				<dd><code>${origin()}</code></dd>
				<dt>Store ID</dt>
				<dd><code>${store.id}</code></dd>
				<dt>Access key</dt>
				<dd><code>${store.accessKey}</code></dd>
				<dt>Live token</dt>
				<dd>
					${expiresAt === null ? 'none' : `until ${new Date(expiresAt * 1000).toISOString()}`},
					${token.issued} issued
				</dd>
			</dl>`,
			actions: tokenActions,
		},
		{
			title: pt('Configurações >> API Rest >> Webhooks'),
			body: html`<dl>
				${catalogue.map(
					({ event, panelGroup, panelLabel }) =>
						html`<dt>${pt(`${panelGroup}: ${panelLabel}`)}</dt>
							<dd>${urlList(notifier.urls(event))}</dd>`,
				)}
			</dl>`,
			actions: webhookActions,
		},
		{
			title: pt('Pedidos'),
			body: table(
				'Orders',
				[pt('Pedido'), pt('Status'), pt('Pago'), pt('Total')],
				[...store.orders.values()].map(({ id, status, paid, total }) => [id, status, paid ? 'sim' : 'não', total.toFixed(2)]),
			),
			actions: ['create-order', 'change-order', 'remove-order'],
		},
		{
			title: pt('Produtos'),
			body: table(
				'Products',
				[pt('Produto'), pt('Nome'), pt('Preço'), pt('Estoque')],
				[...store.products.values()].map(({ id, name, price, stock }) => [id, name, price.toFixed(2), stock]),
			),
			actions: ['save-product', 'remove-product'],
		},
		{
			title: pt('Categorias'),
			body: table(
				'Categories',
				[pt('Categoria'), pt('Nome'), pt('Acima')],
				[...store.categories.values()].map(({ id, name, parentId }) => [id, name, parentId ?? '–']),
			),
			actions: ['save-category', 'remove-category'],
		},
		{
			title: 'Unknown behaviour',
			body: html`<pre>${JSON.stringify(settings, null, 2)}</pre>`,
			actions: settingsActions,
		},
	];
}

const urlList = (urls: readonly string[]): Html =>
	urls.length === 0 ? html`–` : html`${urls.map((url) => html`<div><code>${url}</code></div>`)}`;
