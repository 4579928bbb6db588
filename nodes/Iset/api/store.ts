import { originOf } from '../../shared/http/baseUrl';

/** The API lives on each shop's own domain (docs/facts/iset.md §4). */
const apiPath = '/ws/v1';

/**
 * The origin of a shop from what people enter as its URL: with or without scheme, path or trailing
 * slash; https by default. Undefined if it is not an http or https address.
 */
export function storeOrigin(storeUrl: unknown): string | undefined {
	if (typeof storeUrl !== 'string' || storeUrl.trim() === '') return undefined;
	return originOf(toUrl(storeUrl.trim())?.href);
}

/** The base of all API calls: `https://www.example-store.com.br/ws/v1`. */
export function apiBaseUrl(storeUrl: unknown): string | undefined {
	const origin = storeOrigin(storeUrl);
	return origin === undefined ? undefined : origin + apiPath;
}

/** A host in the form that all spellings of one shop share: lower case, without `www.` and without port. */
export function comparableHost(hostOrUrl: string): string | undefined {
	return toUrl(hostOrUrl)
		?.hostname.toLowerCase()
		.replace(/^www\./, '');
}

function toUrl(text: string): URL | undefined {
	const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	return URL.canParse(address) ? new URL(address) : undefined;
}

/** The only IDs this package puts into a path. */
export const idPattern = /^[0-9]{1,12}$/;
