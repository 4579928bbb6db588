import { html, pt } from '../core/html.mts';
import { table } from '../core/table.mts';
import type { Section } from '../core/vendor.mts';
import type { Account } from './account.mts';
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

/** The account as a person sees it. */
export function sections({ account, hooks, serviceInvoices, productInvoices, inbound }: Parts): Section[] {
	return [
		{
			title: pt('Conta'),
			body: html`<dl>
					<dt>${pt('Chave de Nota Fiscal')}</dt>
					<dd><code>${account.mainKey}</code></dd>
					<dt>${pt('Chave de Dados')}</dt>
					<dd><code>${account.dataKey}</code></dd>
				</dl>
				${table(
					'Companies',
					[pt('Empresa'), 'Id'],
					account.companies.map(({ name, id }) => [name, html`<code>${id}</code>`]),
				)}`,
			actions: ['change-keys', 'settings'],
		},
		{
			title: 'Webhooks',
			body: table(
				'Webhooks',
				['URI', 'Status', 'Filters', 'Id'],
				hooks
					.all()
					.map(({ uri, status, filters, id }) => [
						html`<code>${uri}</code>`,
						status,
						filters.join(', ') || 'all events',
						html`<code>${id}</code>`,
					]),
			),
			actions: ['add-hook', 'change-hook', 'delete-hook', 'ping-hook', 'send-raw'],
		},
		{
			title: pt('Notas fiscais'),
			body: table(
				'Invoices',
				['Kind', 'Id', 'Status', 'Flow', 'External id'],
				[
					...account.companies.flatMap((company) =>
						serviceInvoices.of(company).map(({ id, status, flowStatus, externalId }) => ['NFS-e', id, status, flowStatus, externalId]),
					),
					...kinds.flatMap((kind) =>
						productInvoices.of(kind).map(({ id, status }) => [kind === 'product' ? 'NF-e' : 'NFC-e', id, status, null, null]),
					),
				],
			),
			actions: ['issue-service-invoice', 'cancel-service-invoice', 'next-outcomes', 'issue-product-invoice', 'update-taxpayer'],
		},
		{
			title: pt('Documentos recebidos'),
			body: table(
				'Inbound documents',
				['Company', 'Access key', 'Webhook'],
				inbound.documents().map(({ companyId, accessKey, webhookStatus }) => [companyId, accessKey, webhookStatus]),
			),
			actions: ['receive-document'],
		},
	];
}
