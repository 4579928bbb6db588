import { html } from '../core/html.mts';
import type { Html } from '../core/html.mts';
import type { Section } from '../core/vendor.mts';
import type { Account } from './account.mts';
import { accountActions, hookActions, inboundActions, invoiceActions } from './actions.mts';
import type { Hooks } from './hooks.mts';
import type { Inbound } from './inbound.mts';
import { kinds } from './product-invoices.mts';
import type { ProductInvoices } from './product-invoices.mts';
import type { ServiceInvoices } from './service-invoices.mts';

interface Parts {
	account: Account;
	hooks: Hooks;
	serviceInvoices: ServiceInvoices;
	productInvoices: ProductInvoices;
	inbound: Inbound;
}

const table = (heads: readonly string[], rows: readonly Html[]): Html =>
	rows.length === 0
		? html`<p>None yet.</p>`
		: html`<div class="scroll">
				<table>
					<thead>
						<tr>
							${heads.map((head) => html`<th scope="col">${head}</th>`)}
						</tr>
					</thead>
					<tbody>
						${rows}
					</tbody>
				</table>
			</div>`;

const row = (cells: readonly (string | number | null)[]): Html =>
	html`<tr>
		${cells.map((cell) => html`<td>${cell}</td>`)}
	</tr>`;

/** The account as a person sees it. */
export function sections({ account, hooks, serviceInvoices, productInvoices, inbound }: Parts): Section[] {
	return [
		{
			title: 'Conta',
			body: html`<dl>
					<dt>Chave de Nota Fiscal</dt>
					<dd><code>${account.mainKey}</code></dd>
					<dt>Chave de Dados</dt>
					<dd><code>${account.dataKey}</code></dd>
				</dl>
				${table(
					['Empresa', 'Id'],
					account.companies.map(({ name, id }) => row([name, id])),
				)}`,
			actions: accountActions,
		},
		{
			title: 'Webhooks',
			body: table(
				['URI', 'Status', 'Filters', 'Id'],
				hooks
					.all()
					.map(({ uri, status, filters, id }) => row([uri, status, filters.join(', ') || 'all', id])),
			),
			actions: hookActions,
		},
		{
			title: 'Notas fiscais',
			body: table(
				['Kind', 'Id', 'Status', 'Flow', 'External id'],
				[
					...account.companies.flatMap((company) =>
						serviceInvoices
							.of(company)
							.map(({ id, status, flowStatus, externalId }) =>
								row(['NFS-e', id, status, flowStatus, externalId]),
							),
					),
					...kinds.flatMap((kind) =>
						productInvoices
							.of(kind)
							.map(({ id, status }) => row([kind === 'product' ? 'NF-e' : 'NFC-e', id, status, null, null])),
					),
				],
			),
			actions: invoiceActions,
		},
		{
			title: 'Documentos recebidos',
			body: table(
				['Company', 'Access key', 'Webhook'],
				inbound
					.documents()
					.map(({ companyId, accessKey, webhookStatus }) => row([companyId, accessKey, webhookStatus])),
			),
			actions: inboundActions,
		},
	];
}
