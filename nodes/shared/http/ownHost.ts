import type { IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { originOf, withoutTrailingSlashes } from './baseUrl';

/** A redirect would take the key to another host; n8n's older and newer requests call the switch differently. */
const followsNone = { disableFollowRedirect: true, followRedirect: false, followAllRedirects: false };

/** n8n's HTTP Request node calls the address `uri`. */
const addressOf = (options: IHttpRequestOptions): unknown => options.url ?? ('uri' in options ? options.uri : undefined);

const isOn = (options: IHttpRequestOptions, name: string, value: boolean): boolean =>
	new Map<string, unknown>(Object.entries(options)).get(name) === value;

/** A proxy of the request's own, or a certificate that nobody checks, would hand the key to whoever stands in between. */
const isOverheard = (options: IHttpRequestOptions): boolean =>
	Boolean(options.proxy) || isOn(options, 'skipSslCertificateValidation', true) || isOn(options, 'rejectUnauthorized', false);

/**
 * The options of a request that may carry a credential: it goes to a host of the credential and to no other, whoever sends
 * it, n8n's HTTP Request node too. `addresses` are the credential's own base URLs. Throws UserError for another host,
 * and for a request with a proxy of its own or without a check of the certificate.
 */
export function onOwnHost(name: string, addresses: unknown[], options: IHttpRequestOptions): IHttpRequestOptions {
	const address = String(addressOf(options));
	// The base as people paste it, so that a path can follow.
	const base = options.baseURL?.trim();
	const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
	const own = addresses.map(originOf).filter((origin) => origin !== undefined);
	if (url === undefined || !own.includes(url.origin)) {
		throw new UserError(
			`The ${name} credential is for ${own.join(' and ') || 'no address'} and not for ${url?.origin ?? 'an address that is none'}`,
		);
	}
	if (isOverheard(options)) {
		throw new UserError(`The ${name} credential is not sent through a proxy of the request, nor without a check of the certificate`);
	}
	return { ...options, ...followsNone, ...(base === undefined ? {} : { baseURL: withoutTrailingSlashes(base) }) };
}
