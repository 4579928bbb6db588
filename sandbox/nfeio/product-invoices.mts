import { json, redirect } from '../core/http.mts';
import type { Answer, Request, Router } from '../core/http.mts';
import type { Clock } from '../core/clock.mts';
import type { Random } from '../core/random.mts';
import { requireKey } from './account.mts';
import type { Account, Company } from './account.mts';
import { pdf, xml } from './blobs.mts';
import type { Blobs } from './blobs.mts';
import { problem, refuse } from './errors.mts';
import { whole } from './paging.mts';
import type { Publisher } from './publisher.mts';
import type { Settings } from './settings.mts';

export const kinds = ['product', 'consumer'] as const;
type Kind = (typeof kinds)[number];

/** The outcome of an invoice: the second half of its event's name. */
export const outcomes = [
	'issued_successfully',
	'issued_failed',
	'issued_error',
	'cancelled_successfully',
	'cancelled_failed',
	'cancelled_error',
] as const;
type Outcome = (typeof outcomes)[number];

interface TraceEvent {
	sequence: number;
	type: string;
	data: Record<string, unknown>;
}

/** GET's answer, as far as the vendor's page shows it. docs/facts/nfeio.md §2.3 */
interface ProductInvoice {
	readonly id: string;
	serie: number;
	number: number;
	status: 'Created' | 'Issued' | 'Cancelled' | 'Error';
	environmentType: 'Test' | 'Production';
	operationNature: string;
	operationType: 'Outgoing';
	authorization: { receiptOn: string; accessKey: string; message: string } | null;
	issuer: { id: string; federalTaxNumber: number };
	buyer: { federalTaxNumber: number; name: string };
	totals: Record<string, unknown>;
	lastEvents: { hasMore: boolean; events: TraceEvent[] };
	readonly createdOn: string;
	modifiedOn: string;
}

/** The NF-e and NFC-e of all companies. */
export interface ProductInvoices {
	of(kind: Kind): readonly ProductInvoice[];
	create(kind: Kind, company: Company): ProductInvoice;
	/** The outcome at SEFAZ or of the process; notifies the webhooks at once. */
	conclude(kind: Kind, invoice: ProductInvoice, outcome: Outcome): void;
}

interface Parts {
	clock: Clock;
	random: Random;
	publisher: Publisher;
}

/** NF-e and NFC-e: created on the panel, since no page describes how they are requested. */
export function createProductInvoices({ clock, random, publisher }: Parts): ProductInvoices {
	const invoices: Record<Kind, ProductInvoice[]> = { product: [], consumer: [] };
	return {
		of: (kind) => invoices[kind],
		create(kind, company) {
			const now = clock.iso();
			const invoice: ProductInvoice = {
				id: random.hex(32),
				serie: 1,
				number: invoices[kind].length + 1,
				status: 'Created',
				environmentType: company.environment === 'Production' ? 'Production' : 'Test',
				operationNature: 'Venda de mercadoria',
				operationType: 'Outgoing',
				authorization: null,
				issuer: { id: company.id, federalTaxNumber: company.federalTaxNumber },
				buyer: { federalTaxNumber: 0, name: 'Comprador de Exemplo' },
				totals: {},
				lastEvents: { hasMore: false, events: [] },
				createdOn: now,
				modifiedOn: now,
			};
			invoices[kind].push(invoice);
			return invoice;
		},
		conclude(kind, invoice, outcome) {
			const name = `${kind}_invoice.${outcome}`;
			invoice.modifiedOn = clock.iso();
			if (outcome === 'issued_successfully') {
				invoice.status = 'Issued';
				invoice.authorization = {
					receiptOn: invoice.modifiedOn,
					accessKey: random.digits(44),
					message: 'Autorizado o uso da NF-e',
				};
			} else if (outcome.startsWith('issued')) invoice.status = 'Error';
			else if (outcome === 'cancelled_successfully') invoice.status = 'Cancelled';
			const webhookDispatches = publisher.publish({
				name,
				document: { ...invoice },
				wrapped: false,
				companyId: invoice.issuer.id,
				reference: invoice.id,
			});
			const { events } = invoice.lastEvents;
			events.push({
				sequence: events.length + 1,
				type: 'WebHooksDispatched',
				data: { action: name, webhookDispatches },
			});
		},
	};
}

interface RouteParts {
	account: Account;
	invoices: ProductInvoices;
	blobs: Blobs;
	settings: Settings;
}

/** api.nfse.io, docs/facts/nfeio.md §4.4. */
export function productInvoiceRoutes(router: Router, { account, invoices, blobs, settings }: RouteParts): void {
	const file = (url: string): Answer => (settings.productFiles === 'link' ? json(200, { uri: url }) : redirect(302, url));
	for (const kind of kinds) {
		const list = `/v2/companies/:company/${kind}invoices`;
		const base = `${list}/:id`;
		const of = (handler: (invoice: ProductInvoice) => Answer) => (request: Request) => {
			requireKey(account, request, 'main');
			const { company, id } = request.params;
			const invoice = invoices.of(kind).find((one) => one.id === id && one.issuer.id === company);
			if (!invoice) throw refuse(problem(404));
			return handler(invoice);
		};
		router
			.route('GET', list, (request) => {
				requireKey(account, request, 'main');
				const own = invoices.of(kind).filter(({ issuer }) => issuer.id === request.params.company);
				const start = own.findIndex(({ id }) => id === request.query.get('startingAfter')) + 1;
				const limit = whole(request, 'limit', 10);
				const items = own.slice(start, start + limit);
				return json(200, { [`${kind}Invoices`]: items, hasMore: own.length > start + limit });
			})
			.route(
				'GET',
				`${base}/items`,
				of(({ id, issuer }) => json(200, { companyId: issuer.id, id, items: [], hasMore: false })),
			)
			.route(
				'GET',
				base,
				of((invoice) => json(200, invoice)),
			)
			.route(
				'GET',
				`${base}/events`,
				of(({ lastEvents }) => json(200, lastEvents)),
			)
			.route(
				'GET',
				`${base}/pdf`,
				of(({ id, number }) => file(blobs.link(`${id}.pdf`, pdf(`DANFE ${number}`)))),
			)
			.route(
				'GET',
				`${base}/xml`,
				of(({ id, number }) => file(blobs.link(`${id}.xml`, xml(`<nfeProc><NFe><nNF>${number}</nNF></NFe></nfeProc>`)))),
			);
	}
}
