import { z } from 'zod';

import type { Clock } from '../core/clock.mts';
import type { Dispatches } from '../core/dispatch.mts';
import { answer, json } from '../core/http.mts';
import type { Answer, Request, Router } from '../core/http.mts';
import type { Random } from '../core/random.mts';
import { requireKey } from './account.mts';
import type { Account, Company } from './account.mts';
import { errorList, refuse } from './errors.mts';
import { whole } from './paging.mts';
import { deliveryStatus } from './publisher.mts';
import type { Publisher } from './publisher.mts';

const webhookStatuses = ['Pending', 'Delivered', 'Failed', 'DefinitivelyFailed'] as const;
type WebhookStatus = (typeof webhookStatuses)[number];

/** A received NFS-e, as the list shows it. docs/facts/nfeio.md §3.1 */
interface InboundDocument {
	readonly id: string;
	readonly companyId: string;
	readonly nsu: number;
	readonly type: 'serviceInvoice';
	readonly accessKey: string;
	readonly generatedOn: string;
	readonly issuedOn: string;
	readonly provider: Participant;
	readonly borrower: Participant;
	readonly servicesAmount: number;
	readonly environment: Company['environment'];
	readonly status: 'Pending' | 'Processed' | 'Failed' | 'PdfPending' | 'PdfFailed';
	webhookStatus: WebhookStatus;
}

interface Participant {
	federalTaxNumber: string;
	name: string;
	cityCode: string;
	state: string;
}

/** A received NF-e or CT-e: only what a resend needs. */
interface InboundKey {
	readonly companyId: string;
	readonly accessKey: string;
	readonly nsu: number;
	readonly kind: 'product' | 'transportation';
}

/** Received NFS-e, their keys, and the routes that serve them. */
export interface Inbound {
	documents(): readonly InboundDocument[];
	keys(): readonly InboundKey[];
	/** A new NFS-e arrives and is reported. */
	receive(company: Company): InboundDocument;
}

interface Parts {
	account: Account;
	clock: Clock;
	random: Random;
	publisher: Publisher;
	dispatches: Dispatches;
}

/**
 * Received documents and their resend calls. Their event types are unknown, so deliveries have
 * neither `action` nor `X-Hook-Event` and go to hooks without filters.
 */
export function createInbound({ account, clock, random, publisher, dispatches }: Parts): Inbound & { routes(router: Router): void } {
	const documents: InboundDocument[] = [];
	const keys: InboundKey[] = [];
	let nsu = 1000;

	const add = (company: Company, webhookStatus: WebhookStatus): InboundDocument => {
		const now = clock.iso();
		const document: InboundDocument = {
			id: random.hex(24),
			companyId: company.id,
			nsu: ++nsu,
			type: 'serviceInvoice',
			accessKey: random.digits(50),
			generatedOn: now,
			issuedOn: now,
			provider: {
				federalTaxNumber: '00000000000434',
				name: 'Fornecedor de Exemplo',
				cityCode: '3550308',
				state: 'SP',
			},
			borrower: {
				federalTaxNumber: String(company.federalTaxNumber).padStart(14, '0'),
				name: company.name,
				cityCode: '3304557',
				state: 'RJ',
			},
			servicesAmount: random.integer(100, 99_999) / 100,
			environment: company.environment,
			status: 'Processed',
			webhookStatus,
		};
		documents.push(document);
		return document;
	};
	for (const company of account.companies) {
		for (const status of ['Delivered', 'Failed', 'DefinitivelyFailed'] as const) add(company, status);
		for (const kind of ['product', 'transportation'] as const) {
			keys.push({ companyId: company.id, accessKey: random.digits(44), nsu: ++nsu, kind });
		}
	}

	const report = (companyId: string, reference: string, document: Record<string, unknown>) =>
		publisher.publish({ name: '', document, wrapped: false, companyId, reference });

	/** The seeded status, until something was sent. */
	const refresh = (document: InboundDocument) => {
		const [last] = dispatches.list({ reference: document.id, limit: 1 });
		document.webhookStatus = deliveryStatus(last) ?? document.webhookStatus;
		return document;
	};

	const at = (handler: (company: Company, request: Request) => Answer) => (request: Request) => {
		requireKey(account, request, 'main');
		const company = account.companies.find(({ id }) => id === request.params.company);
		if (!company) throw refuse(errorList(404, 'Empresa não encontrada.', 404));
		return handler(company, request);
	};
	const find = (company: Company, id: string) => {
		const document = documents.find((one) => one.companyId === company.id && (one.id === id || one.accessKey === id));
		if (!document) throw refuse(errorList(404, 'Documento não encontrado.', 404));
		return document;
	};

	return {
		documents: () => documents.map(refresh),
		keys: () => keys,
		receive(company) {
			const document = add(company, 'Pending');
			report(company.id, document.id, { ...document });
			return document;
		},
		routes(router) {
			router
				.route(
					'GET',
					'/v2/companies/:company/inbound/nfse',
					at((company, request) => list(documents.map(refresh), company, request)),
				)
				.route(
					'POST',
					'/v2/companies/:company/inbound/nfse/:id/resend-webhook',
					at((company, request) => {
						const document = find(company, request.params.id);
						document.webhookStatus = 'Pending';
						report(company.id, document.id, { ...document });
						return json(202, {
							message: 'Documento reenfileirado para entrega do webhook.',
							documentId: document.id,
						});
					}),
				)
				.route(
					'POST',
					'/v2/companies/:company/inbound/productinvoices/:key/processwebhook',
					at((company, request) => {
						const { key } = request.params;
						if (!/^(\d{44}|\d{1,15})$/.test(key)) return errorList(400, 'Chave de acesso ou NSU inválido.', 400);
						const found = keys.find(
							(one) => one.kind === 'product' && one.companyId === company.id && (one.accessKey === key || String(one.nsu) === key),
						);
						if (!found) return errorList(400, 'Documento não encontrado.', 400);
						report(company.id, found.accessKey, { ...found });
						return json(200, { message: 'Webhook reprocessado.' });
					}),
				)
				.route(
					'POST',
					'/v2/companies/:company/inbound/transportationinvoices/reprocess/webhook',
					at((company, request) => {
						const body = reprocessBody.safeParse(request.json());
						if (!body.success) return errorList(400, 'Parâmetros inválidos.', 400);
						const found = keys.find(
							(one) => one.kind === 'transportation' && one.companyId === company.id && one.accessKey === body.data.key,
						);
						if (!found) return errorList(404, 'CT-e não encontrado.', 404);
						report(company.id, found.accessKey, { ...found });
						return answer(204);
					}),
				);
		},
	};
}

const reprocessBody = z.object({
	key: z.string().regex(/^\d{44}$/),
	date: z.string().datetime({ offset: true }),
});

function list(all: readonly InboundDocument[], company: Company, request: Request): Answer {
	const status = request.query.get('webhookStatus');
	if (status !== null && !webhookStatuses.some((known) => known === status)) {
		return errorList(400, 'webhookStatus inválido.', 400);
	}
	const wanted = all.filter(({ companyId, webhookStatus }) => companyId === company.id && (status === null || webhookStatus === status));
	const index = whole(request, 'pageIndex', 1);
	const size = whole(request, 'pageCount', 100);
	if (index < 1 || size > 100) return errorList(400, 'Paginação inválida.', 400);
	const totals = request.query.get('hasTotals') === 'true';
	return json(200, {
		totalResults: totals ? wanted.length : null,
		totalPages: totals ? Math.ceil(wanted.length / Math.max(size, 1)) : null,
		page: index,
		documents: wanted.slice((index - 1) * size, index * size),
	});
}
