import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { originOf, withoutTrailingSlashes } from './baseUrl';

/**
 * A redirect would take the key to another host; older and newer request helpers of n8n name the
 * option differently.
 */
const followsNone = { disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };

/** n8n's HTTP Request node calls the address `uri`. */
const addressOf = (options: IHttpRequestOptions): unknown => options.url ?? ('uri' in options ? options.uri : undefined);

const isOn = (options: IHttpRequestOptions, name: string, value: boolean): boolean =>
	new Map<string, unknown>(Object.entries(options)).get(name) === value;

/** A proxy set in the request, or an unchecked certificate, would reveal the key to anybody in between. */
const isOverheard = (options: IHttpRequestOptions): boolean =>
	Boolean(options.proxy) || isOn(options, 'skipSslCertificateValidation', true) || isOn(options, 'rejectUnauthorized', false);

/**
 * Checks the options of a request that may carry a credential: whoever sends it, including n8n's
 * HTTP Request node, it may only go to the credential's own hosts. `addresses` are the credential's
 * base URLs. Throws UserError for another host, and for a request with its own proxy or without
 * certificate checks.
 */
export function onOwnHost(name: string, addresses: unknown[], options: IHttpRequestOptions): IHttpRequestOptions {
	const address = String(addressOf(options));
	// The base as people paste it, so that a path can be appended.
	const base = options.baseURL?.trim();
	const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
	const own = addresses.map(originOf).filter((origin) => origin !== undefined);
	if (url === undefined || !own.includes(url.origin)) {
		throw new UserError(
			`The ${name} credential may only be used for ${own.join(' and ') || 'no address'}, not for ${url?.origin ?? 'an invalid address'}`,
		);
	}
	if (isOverheard(options)) {
		throw new UserError(`The ${name} credential is not sent through a proxy set in the request or without checking the certificate`);
	}
	return { ...options, ...followsNone, ...(base === undefined ? {} : { baseURL: withoutTrailingSlashes(base) }) };
}
