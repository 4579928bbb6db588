import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, number, plain, text } from '../../core/fields.mts';
import type { Account } from '../account.mts';
import { kinds, outcomes } from '../product-invoices.mts';
import type { ProductInvoices } from '../product-invoices.mts';
import type { Publisher } from '../publisher.mts';
import { cancelOutcomes, issueOutcomes } from '../service-invoices.mts';
import type { ServiceInvoices } from '../service-invoices.mts';
import { createCompanies } from './companies.mts';
import { oneOf } from './one-of.mts';

interface Parts {
	account: Account;
	publisher: Publisher;
	serviceInvoices: ServiceInvoices;
	productInvoices: ProductInvoices;
}

/** Invoices of the account's companies, and their outcomes. */
export function invoiceActions({ account, publisher, serviceInvoices, productInvoices }: Parts): Action[] {
	const { companyField, company } = createCompanies(account);
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
				const invoice = id ? productInvoices.of(kind).find((one) => one.id === id) : productInvoices.create(kind, company(companyId));
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
	];
}
