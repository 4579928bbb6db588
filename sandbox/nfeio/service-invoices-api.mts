import { z } from 'zod';

import { json, redirect } from '../core/http.mts';
import type { Answer, Request, Router } from '../core/http.mts';
import { requireKey } from './account.mts';
import type { Account, Company } from './account.mts';
import { pdf, xml } from './blobs.mts';
import type { Blobs } from './blobs.mts';
import { errorList, problem, refuse, sentence } from './errors.mts';
import { page } from './paging.mts';
import type { Order, ServiceInvoice, ServiceInvoices } from './service-invoices.mts';

interface Parts {
	account: Account;
	invoices: ServiceInvoices;
	blobs: Blobs;
}

const text = z.string().min(1);
const orderSchema = z.object({
	externalId: z.string().min(1).nullish(),
	cityServiceCode: text,
	description: text,
	servicesAmount: z.number().positive(),
	borrower: z.record(z.string(), z.unknown()).nullish(),
});

const base = '/v1/companies/:company/serviceinvoices';

/** api.nfe.io, docs/facts/nfeio.md §4.4. */
export function serviceInvoiceRoutes(router: Router, { account, invoices, blobs }: Parts): void {
	const at = (handler: (company: Company, request: Request) => Answer) => (request: Request) => {
		requireKey(account, request, 'main');
		const company = account.companies.find(({ id }) => id === request.params.company);
		if (!company) throw refuse(sentence(404, 'Company not found.'));
		return handler(company, request);
	};
	const unknown = (request: Request) => sentence(404, `service invoice with id (${request.params.id}) was not found`);
	const of = (handler: (company: Company, invoice: ServiceInvoice) => Answer, notFound = unknown) =>
		at((company, request) => {
			const invoice = invoices.find(company, request.params.id);
			if (!invoice) throw refuse(notFound(request));
			return handler(company, invoice);
		});

	router
		.route(
			'GET',
			base,
			at((company, request) => {
				const begin = (name: string) => request.query.get(name) ?? '';
				const end = (name: string) => request.query.get(name) ?? '\uffff';
				const within = (value: string | null, from: string, to: string) =>
					(begin(from) === '' && !request.query.has(to)) ||
					(value !== null && value >= begin(from) && value.slice(0, end(to).length) <= end(to));
				const wanted = invoices
					.of(company)
					.filter(
						({ issuedOn, createdOn }) => within(issuedOn, 'issuedBegin', 'issuedEnd') && within(createdOn, 'createdBegin', 'createdEnd'),
					);
				const { items, index } = page(request, wanted, {
					smallest: 1,
					usual: 50,
					wrongIndex: 'page index must be greater then zero',
				});
				return json(200, { serviceInvoices: items, page: index });
			}),
		)
		.route(
			'POST',
			base,
			at((company, request) => {
				const order = readOrder(request);
				const taken = invoices.of(company).some(({ externalId }) => externalId !== null && externalId === order.externalId);
				if (taken) return sentence(400, `service invoice with external id (${order.externalId}) already exists`);
				const invoice = invoices.issue(company, order, invoices.next.issue);
				return json(202, invoice, location(request, `${request.path}/${invoice.id}`));
			}),
		)
		.route(
			'GET',
			`${base}/external/:externalId`,
			at((company, request) => {
				const found = invoices.of(company).filter(({ externalId }) => externalId === request.params.externalId);
				return json(200, { serviceInvoices: found, page: 1 });
			}),
		)
		.route(
			'GET',
			`${base}/:id`,
			of((_company, invoice) => json(200, invoice)),
		)
		.route(
			'DELETE',
			`${base}/:id`,
			at((company, request) => {
				const invoice = invoices.find(company, request.params.id);
				if (!invoice) throw refuse(unknown(request));
				// The vendor's answer to this is not published.
				if (invoice.status !== 'Issued') return errorList(400, 'Only issued invoices can be cancelled.');
				invoices.cancel(company, invoice, invoices.next.cancel);
				return json(202, invoice, location(request, request.path));
			}),
		)
		.route(
			'PUT',
			`${base}/:id/sendemail`,
			of((_company, invoice) => json(200, `service invoice (${invoice.id}) was sent`)),
		)
		.route(
			'GET',
			`${base}/:id/pdf`,
			of(
				(_company, invoice) =>
					downloadable(invoice)
						? redirect(302, blobs.link(`${invoice.id}.pdf`, pdf(`NFS-e ${invoice.number}`)))
						: sentence(404, 'pdf not found'),
				() => problem(404),
			),
		)
		.route(
			'GET',
			`${base}/:id/xml`,
			of((_company, invoice) =>
				downloadable(invoice)
					? redirect(302, blobs.link(`${invoice.id}.xml`, xml(`<Nfse><InfNfse><Numero>${invoice.number}</Numero></InfNfse></Nfse>`)))
					: sentence(404, 'xml not found'),
			),
		)
		// Only in the national environment, which no company here is in. §4.4
		.route(
			'GET',
			`${base}/:id/cancellation-xml`,
			of(() => sentence(404, 'cancellation xml not found')),
		);
}

/** Nothing to download before it is issued, nor after the special download failure. */
const downloadable = ({ status, flowStatus }: ServiceInvoice) =>
	(status === 'Issued' || status === 'Cancelled') && flowStatus !== 'IssueFailed';

/** "Location (http://)": live answers use http even on https. */
const location = (request: Request, path: string) => ({
	location: `http://${request.header('host')}${path}`,
});

function readOrder(request: Request): Order {
	const parsed = orderSchema.safeParse(request.json());
	if (!parsed.success) {
		const [{ path, message }] = parsed.error.issues;
		throw refuse(errorList(400, `${path.join('.')}: ${message}`));
	}
	const { externalId, borrower, ...rest } = parsed.data;
	return { ...rest, externalId: externalId ?? null, borrower: borrower ?? {} };
}
