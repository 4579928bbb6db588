import { ActionFailed } from '../../core/action.mts';
import { choice, text } from '../../core/fields.mts';
import type { Company, Deposit, Invoice, Order, Product } from '../shop/company.mts';
import { defaultDeposit } from '../shop/stock.mts';
import type { App } from '../app/app.mts';
import type { World } from '../world.mts';

/** The inputs that many actions share, and how they are resolved. */
export const createLookup = ({ companies, apps }: World) => {
	/** The value of the choice, or the first one. */
	const pick = <T,>(items: readonly T[], isIt: (item: T) => boolean, what: string): T => {
		const item = items.find(isIt);
		if (item === undefined) throw new ActionFailed(`no such ${what}`);
		return item;
	};
	return {
		companyField: choice('Account', () => companies.map(({ id, nome }) => ({ value: id, label: nome }))),
		appField: choice('App', () => apps.map(({ clientId, name }) => ({ value: clientId, label: name }))),
		productField: text('Product (SKU or id)', { value: 'CAN-300' }),
		depositField: choice(
			'Deposit',
			() =>
				companies.flatMap(({ nome, deposits }) =>
					deposits.map(({ id, descricao }) => ({ value: String(id), label: `${nome}: ${descricao}` })),
				),
			{ optional: true, hint: "Left open: the account's default deposit." },
		),
		orderField: text('Order (number or id)', { hint: 'Left open: the newest one.' }),
		invoiceField: text('Invoice (number or id)', { hint: 'Left open: the newest one.' }),
		company: (id: string): Company => pick(companies, (company) => company.id === id, 'account'),
		app: (clientId: string): App => pick(apps, (app) => app.clientId === clientId, 'app'),
		product: ({ products }: Company, wanted: string): Product =>
			pick([...products.values()], ({ id, codigo }) => codigo === wanted || String(id) === wanted, 'product'),
		deposit: (company: Company, id: string): Deposit =>
			id === '' ? defaultDeposit(company) : pick(company.deposits, (deposit) => String(deposit.id) === id, 'deposit in this account'),
		order: ({ orders }: Company, wanted: string): Order =>
			pick(
				[...orders.values()].reverse(),
				({ id, numero }) => wanted === '' || String(numero) === wanted || String(id) === wanted,
				'order',
			),
		invoice: ({ invoices }: Company, wanted: string): Invoice =>
			pick(
				[...invoices.values()].reverse(),
				({ id, numero }) => wanted === '' || Number(numero) === Number(wanted) || String(id) === wanted,
				'invoice',
			),
	};
};

/** The shared inputs of one world. */
export type Lookup = ReturnType<typeof createLookup>;
