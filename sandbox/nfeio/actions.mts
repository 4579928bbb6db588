import { z } from 'zod';

import { eventNames } from '../../nodes/NfeIo/events.ts';
import { action, ActionFailed } from '../core/action.mts';
import type { Action } from '../core/action.mts';
import { choice, choices, flag, integer, number, plain, text } from '../core/fields.mts';
import type { Account } from './account.mts';
import type { Hooks, WebHook } from './hooks.mts';
import type { Inbound } from './inbound.mts';
import { kinds, outcomes } from './product-invoices.mts';
import type { ProductInvoices } from './product-invoices.mts';
import type { Publisher } from './publisher.mts';
import { cancelOutcomes, issueOutcomes } from './service-invoices.mts';
import type { ServiceInvoices } from './service-invoices.mts';
import { defaultSettings } from './settings.mts';
import type { Settings } from './settings.mts';
import type { Verify } from './verification.mts';

interface Parts {
	account: Account;
	hooks: Hooks;
	verify: Verify;
	publisher: Publisher;
	serviceInvoices: ServiceInvoices;
	productInvoices: ProductInvoices;
	inbound: Inbound;
	settings: Settings;
}

export const invoiceActions = [
	'issue-service-invoice',
	'cancel-service-invoice',
	'next-outcomes',
	'issue-product-invoice',
	'update-taxpayer',
];
export const hookActions = ['add-hook', 'change-hook', 'delete-hook', 'ping-hook', 'send-raw'];
export const accountActions = ['change-keys', 'settings'];
export const inboundActions = ['receive-document'];

const oneOf = <T extends string>(values: readonly [T, ...T[]], value: string): T =>
	z.enum(values).parse(value);

/** What a person or a test can make happen at the vendor's side. */
export function nfeioActions({
	account,
	hooks,
	verify,
	publisher,
	serviceInvoices,
	productInvoices,
	inbound,
	settings,
}: Parts): Action[] {
	const companyField = choice('Company', () =>
		account.companies.map(({ id, name }) => ({ value: id, label: name })),
	);
	const company = (id: string) => {
		const found = account.companies.find((one) => one.id === id);
		if (!found) throw new ActionFailed(`no company ${id}`);
		return found;
	};
	const hookField = choice('Webhook', () => hooks.all().map(({ id, uri }) => ({ value: id, label: uri })));
	const hook = (id: string): WebHook => {
		const found = hooks.find(id);
		if (!found) throw new ActionFailed('no such webhook');
		return found;
	};
	const eventOptions = plain(eventNames);
	const defaults = defaultSettings();

	return [
		action({
			name: 'issue-service-invoice',
			label: 'Issue a service invoice',
			fields: {
				company: companyField,
				externalId: text('External id'),
				amount: number('Amount', { value: 100, min: 0.01 }),
				email: text('E-mail of the customer'),
				outcome: choice('It comes to', plain(issueOutcomes)),
			},
			run({ company: companyId, externalId, amount, email, outcome }) {
				const invoice = serviceInvoices.issue(
					company(companyId),
					{
						externalId: externalId || null,
						cityServiceCode: '2690',
						description: 'Serviço de exemplo',
						servicesAmount: amount,
						borrower: {
							name: 'Tomador de Exemplo',
							federalTaxNumber: 12345678909,
							type: 'NaturalPerson',
							...(email && { email }),
						},
					},
					oneOf(issueOutcomes, outcome),
				);
				return { message: `Invoice ${invoice.id} is on its way.`, id: invoice.id };
			},
		}),
		action({
			name: 'cancel-service-invoice',
			label: 'Cancel a service invoice',
			fields: {
				company: companyField,
				id: text('Invoice id'),
				outcome: choice('It comes to', plain(cancelOutcomes)),
			},
			run({ company: companyId, id, outcome }) {
				const invoice = serviceInvoices.find(company(companyId), id);
				if (!invoice) throw new ActionFailed(`no invoice ${id}`);
				serviceInvoices.cancel(company(companyId), invoice, oneOf(cancelOutcomes, outcome));
				return { message: 'Cancellation is on its way.' };
			},
		}),
		action({
			name: 'next-outcomes',
			label: 'What invoices ordered by API come to',
			fields: {
				issue: choice('Issuing', plain(issueOutcomes)),
				cancel: choice('Cancelling', plain(cancelOutcomes)),
			},
			run({ issue, cancel }) {
				serviceInvoices.next.issue = oneOf(issueOutcomes, issue);
				serviceInvoices.next.cancel = oneOf(cancelOutcomes, cancel);
				return { message: `From now on: ${issue}, ${cancel}.` };
			},
		}),
		action({
			name: 'issue-product-invoice',
			label: 'Issue or cancel a product or consumer invoice',
			fields: {
				company: companyField,
				kind: choice('Kind', plain(kinds)),
				outcome: choice('Outcome', plain(outcomes)),
				id: text('Invoice id', { hint: 'Empty: a new one.' }),
			},
			run({ company: companyId, kind: kindName, outcome, id }) {
				const kind = oneOf(kinds, kindName);
				const invoice = id
					? productInvoices.of(kind).find((one) => one.id === id)
					: productInvoices.create(kind, company(companyId));
				if (!invoice) throw new ActionFailed(`no ${kind} invoice ${id}`);
				productInvoices.conclude(kind, invoice, oneOf(outcomes, outcome));
				return { message: `Invoice ${invoice.id}: ${outcome}.`, id: invoice.id };
			},
		}),
		action({
			name: 'update-taxpayer',
			label: 'Update the data of a taxpayer',
			hint: 'Its event type is known (with its typing error), its body is not.',
			fields: { company: companyField },
			run({ company: companyId }) {
				const { id, name, federalTaxNumber } = company(companyId);
				const sent = publisher.publish({
					name: 'legal_entity_taxpayer:updated_sucessfully',
					document: { federalTaxNumber, name, company: { id } },
					wrapped: false,
					companyId,
					reference: String(federalTaxNumber),
				});
				return { message: `Sent to ${sent.length}.`, sent: sent.length };
			},
		}),
		action({
			name: 'receive-document',
			label: 'Receive an NFS-e from a supplier',
			fields: { company: companyField },
			run({ company: companyId }) {
				const { id } = inbound.receive(company(companyId));
				return { message: `Document ${id} received.`, id };
			},
		}),
		action({
			name: 'add-hook',
			label: 'Register a webhook',
			hint: 'As POST /v2/webhooks does: the address must answer an unsigned, empty POST with 2xx first.',
			fields: {
				uri: text('URI', { value: 'http://localhost:5678/webhook/…/nfeio' }),
				secret: text('Secret', { hint: '32 to 64 characters. Empty: a new one.' }),
				filters: choices('Filters', eventOptions, { hint: 'None: all events.' }),
			},
			async run({ uri, secret, filters }) {
				if (!URL.canParse(uri)) throw new ActionFailed('that is not a URL');
				if (secret !== '' && (secret.length < 32 || secret.length > 64))
					throw new ActionFailed('the secret must have 32 to 64 characters');
				const refusal = await verify({ uri, insecureSsl: false });
				if (refusal !== null) throw new ActionFailed(refusal);
				const hook = hooks.create({
					uri,
					secret: secret || undefined,
					filters,
					contentType: 'json',
					insecureSsl: false,
					status: 'Active',
					headers: null,
					properties: null,
				});
				return { message: 'Webhook registered.', id: hook.id, secret: hook.secret };
			},
		}),
		action({
			name: 'ping-hook',
			label: 'Ping a webhook',
			hint: 'Signed, whatever its filters, with the secret in clear in the body.',
			fields: { id: hookField },
			run({ id }) {
				publisher.ping(hook(id));
				return { message: 'Ping sent.' };
			},
		}),
		action({
			name: 'change-hook',
			label: 'Change a webhook behind its owner’s back',
			fields: {
				id: hookField,
				status: choice('Status', plain(['Active', 'Inactive'])),
				filters: choices('Filters', eventOptions, { hint: 'None: all events.' }),
				newSecret: text('New secret', { hint: 'Empty: unchanged.' }),
				uri: text('URI', { hint: 'Empty: unchanged. Not verified.' }),
			},
			run({ id, status, filters, newSecret, uri }) {
				const found = hook(id);
				found.status = status === 'Inactive' ? 'Inactive' : 'Active';
				found.filters = filters;
				if (newSecret !== '') found.secret = newSecret;
				if (uri !== '') found.uri = uri;
				return { message: 'Webhook changed.' };
			},
		}),
		action({
			name: 'delete-hook',
			label: 'Delete a webhook',
			fields: { id: hookField },
			run({ id }) {
				hooks.remove(hook(id).id);
				return { message: 'Webhook deleted.' };
			},
		}),
		action({
			name: 'send-raw',
			label: 'Send any body, signed',
			hint: 'To every active webhook.',
			fields: {
				eventHeader: text('X-Hook-Event'),
				body: text('Body', { lines: 6, value: '{"payload":{}}' }),
			},
			run({ eventHeader, body }) {
				const sent = publisher.publishRaw(eventHeader, body);
				return { message: `Sent to ${sent}.`, sent };
			},
		}),
		action({
			name: 'change-keys',
			label: 'Change the API keys',
			hint: 'The old ones are refused from now on.',
			fields: {
				mainKey: text('Chave de Nota Fiscal', { value: account.mainKey }),
				dataKey: text('Chave de Dados', { value: account.dataKey }),
			},
			run(keys) {
				Object.assign(account, keys);
				return { message: 'Keys changed.' };
			},
		}),
		action({
			name: 'settings',
			label: 'What the vendor’s pages leave open',
			fields: {
				attempts: integer('Attempts of a delivery', { value: defaults.attempts, min: 1, max: 100 }),
				firstRetryMinutes: number('Minutes before the second', {
					value: defaults.firstRetryMinutes,
					min: 0.01,
				}),
				timeoutMs: integer('Timeout (real ms)', { value: defaults.timeoutMs, min: 50, max: 120_000 }),
				disableAfterGiveUp: flag('Webhook becomes inactive when a delivery is given up', {
					value: defaults.disableAfterGiveUp,
				}),
				echo: flag('Verification carries ?echo=', { value: defaults.echo }),
				verifyOnUpdate: flag('PUT verifies too', { value: defaults.verifyOnUpdate }),
				rotateSecret: flag('PUT without secret makes a new one', { value: defaults.rotateSecret }),
				serviceAction: choice('action of NFS-e', plain(['short', 'none', 'long'])),
				eventHeader: choice('X-Hook-Event', plain(['full', 'resource', 'none'])),
				sparse: choice('Cancellations and failures', plain(['bare', 'with-company', 'off'])),
				propertiesAt: choice('properties land', plain(['root', 'document'])),
				umbrellaReportedAs: choice('Umbrella events are reported as', plain(['specific', 'umbrella'])),
				productFiles: choice('PDF and XML of NF-e', plain(['link', 'redirect'])),
				stepSeconds: number('Seconds between two flow states', { value: defaults.stepSeconds, min: 0 }),
			},
			run(input) {
				const {
					serviceAction,
					eventHeader,
					sparse,
					propertiesAt,
					umbrellaReportedAs,
					productFiles,
					...rest
				} = input;
				Object.assign(settings, rest, {
					serviceAction: oneOf(['short', 'none', 'long'], serviceAction),
					eventHeader: oneOf(['full', 'resource', 'none'], eventHeader),
					sparse: oneOf(['bare', 'with-company', 'off'], sparse),
					propertiesAt: oneOf(['root', 'document'], propertiesAt),
					umbrellaReportedAs: oneOf(['specific', 'umbrella'], umbrellaReportedAs),
					productFiles: oneOf(['link', 'redirect'], productFiles),
				});
				return { message: 'Settings changed.', settings };
			},
		}),
	];
}
