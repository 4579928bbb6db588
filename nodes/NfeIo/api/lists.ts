import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { allEvents } from '../../shared/trigger/triggerParameters';
import { NfeIoApi } from './client';
import { companies, companyPage, largestPage } from './companies';
import { documentId } from './ids';
import { largestInvoicePage, serviceInvoicePage } from './serviceInvoices';
import { eventTypes } from '../webhook/events';
import { liveEventTypes, readWebHook } from '../webhook/webhookApi';

/** The account's event types; the known ones if the API fails (docs/facts/nfeio.md §1.9). */
export async function getEvents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const types = await liveEventTypes(new NfeIoApi(this)).catch((error: unknown) => {
		this.logger.warn('NFE.io event types could not be loaded, so only the known ones are offered', {
			reason: error instanceof Error ? error.message : 'unknown',
		});
		return eventTypes;
	});
	return [allEvents, ...types.map(({ name, description }) => ({ name, value: name, description }))];
}

/** The companies of the account as menu entries; the value is NFE.io's company ID. */
export async function getCompanies(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await companies(new NfeIoApi(this), undefined)).map(({ id, name, federalTaxNumber }) => ({
		name: name || id,
		value: id,
		description: federalTaxNumber ? `CNPJ or CPF ${federalTaxNumber}` : undefined,
	}));
}

/** Searches by name, tax number or ID; NFE.io cannot search, so the pages are filtered here. */
export async function searchCompanies(this: ILoadOptionsFunctions, filter?: string, after?: string): Promise<INodeListSearchResult> {
	const page = await companyPage(new NfeIoApi(this), largestPage, after);
	const sought = (filter ?? '').toLowerCase();
	const matching = page.companies.filter(({ id, name, federalTaxNumber }) =>
		[id, name, String(federalTaxNumber ?? '')].some((value) => value.toLowerCase().includes(sought)),
	);
	return {
		results: matching.map(({ id, name }) => ({ name: name || id, value: id })),
		paginationToken: page.hasMore ? page.companies.at(-1)?.id : undefined,
	};
}

const invoiceRow = z.object({
	id: z.string(),
	number: z.union([z.number(), z.string()]).nullish().catch(undefined),
	externalId: z.string().nullish().catch(undefined),
	issuedOn: z.string().nullish().catch(undefined),
	flowStatus: z.string().nullish().catch(undefined),
});

/** The service invoices of the chosen company, as NFE.io orders them; it cannot search, so each page is searched here. */
export async function searchServiceInvoices(this: ILoadOptionsFunctions, filter = '', page = '1'): Promise<INodeListSearchResult> {
	const company = documentId.safeParse(this.getNodeParameter('company', '', { extractValue: true }));
	if (!company.success)
		throw new NodeOperationError(this.getNode(), 'The field "Company" holds no ID', {
			description: 'Choose the company first, or name the invoice by its ID.',
		});
	const rows = await serviceInvoicePage(new NfeIoApi(this), company.data, { pageIndex: Number(page) });
	const entries = z
		.array(invoiceRow)
		.parse(rows)
		.map(({ id, number, externalId, issuedOn, flowStatus }) => {
			const beside = [externalId, issuedOn?.slice(0, 10), flowStatus].filter(Boolean).join(', ');
			return { name: `${number || id}${beside ? ` (${beside})` : ''}`, value: id };
		});
	return {
		results: entries.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(filter.toLowerCase())),
		paginationToken: rows.length < largestInvoicePage ? undefined : String(Number(page) + 1),
	};
}

/** The account's event types, for the filters of a webhook: without `*`, as empty filters mean all. */
export async function getEventTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return (await getEvents.call(this)).filter(({ value }) => value !== allEvents.value);
}

/** Searches by address or ID. The list of webhooks has no pages (docs/facts/nfeio.md §1.2). */
export async function searchWebhooks(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const sought = (filter ?? '').toLowerCase();
	const found = (await new NfeIoApi(this).webhooks.list()).map(readWebHook);
	return {
		results: found
			.filter(({ id, uri }) => `${uri} ${id}`.toLowerCase().includes(sought))
			.map(({ id, uri, status }) => ({ name: `${uri} (${status})`, value: id })),
	};
}
