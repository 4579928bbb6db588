import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { allEvents } from '../../shared/trigger/triggerParameters';
import { NfeIoApi } from './client';
import { companies, companyPage, largestPage } from './companies';
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
