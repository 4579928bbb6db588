import { catalogue } from '../../nodes/Iset/events.ts';
import { html, pt } from '../core/html.mts';
import type { Html } from '../core/html.mts';
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

/** The shop's panel, in the panel's own words where they are known (vendors/iset.md §1). */
export function sections({ store, notifier, token, settings, origin }: Parts): Section[] {
	const expiresAt = token.expiresAt();
	return [
		{
			title: 'Configurações >> API Rest',
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
			title: 'Configurações >> API Rest >> Webhooks',
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
			title: 'Pedidos',
			body: table(
				['Pedido', 'Status', 'Pago', 'Total'],
				[...store.orders.values()].map(({ id, status, paid, total }) => [
					id,
					status,
					paid ? 'sim' : 'não',
					total.toFixed(2),
				]),
			),
			actions: ['create-order', 'change-order', 'remove-order'],
		},
		{
			title: 'Produtos',
			body: table(
				['Produto', 'Nome', 'Preço', 'Estoque'],
				[...store.products.values()].map(({ id, name, price, stock }) => [id, name, price.toFixed(2), stock]),
			),
			actions: ['save-product', 'remove-product'],
		},
		{
			title: 'Categorias',
			body: table(
				['Categoria', 'Nome', 'Acima'],
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

const table = (heads: string[], rows: Array<Array<string | number>>): Html =>
	html`<div class="scroll">
		<table lang="pt-BR">
			<thead>
				<tr>
					${heads.map((head) => html`<th scope="col">${head}</th>`)}
				</tr>
			</thead>
			<tbody>
				${rows.map(
					(row) =>
						html`<tr>
							${row.map((cell) => html`<td>${cell}</td>`)}
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;
