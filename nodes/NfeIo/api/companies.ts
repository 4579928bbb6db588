import { z } from 'zod';

import type { NfeIoApi } from './client';

const company = z
	.object({
		id: z.string(),
		name: z.string().catch(''),
		federalTaxNumber: z.union([z.number(), z.string()]).nullish().catch(undefined),
	})
	.passthrough();
type Company = z.infer<typeof company>;

const answer = z.object({ hasMore: z.boolean().catch(false), companies: z.array(company) });

/** GET /v2/companies takes 1 to 50 (docs/facts/nfeio.md §4.4). */
export const largestPage = 50;

/** One page of the account's companies, starting after the company with that ID. */
export async function companyPage(api: NfeIoApi, size: number, after: string | undefined) {
	const query = { limit: size, ...(after === undefined ? {} : { startingAfter: after }) };
	return await api.ask({ host: 'webhooks', method: 'GET', path: '/v2/companies', query }, answer);
}

/** The account's companies, at most `limit`; all if undefined. */
export async function companies(api: NfeIoApi, limit: number | undefined): Promise<Company[]> {
	const found: Company[] = [];
	while (limit === undefined || found.length < limit) {
		const size = Math.min(largestPage, (limit ?? Infinity) - found.length);
		const page = await companyPage(api, size, found.at(-1)?.id);
		for (const one of page.companies) found.push(one);
		// An empty page that promises more is still the end.
		if (!page.hasMore || page.companies.length === 0) break;
	}
	return found;
}

const one = z.object({ company: z.object({ name: z.string().catch('') }) });

/** The name of a company at NFE.io; undefined if it has none, or is not of this account (docs/facts/nfeio.md §4.4). */
export async function companyName(api: NfeIoApi, id: string): Promise<string | undefined> {
	const found = await api.find({ host: 'webhooks', method: 'GET', path: `/v2/companies/${encodeURIComponent(id)}` }, one);
	return found?.company.name || undefined;
}
