import type { IHttpRequestOptions } from 'n8n-workflow';

import { contractOf } from '../../support/contract.mts';
import type { Mismatch } from '../../support/contract.mts';

/** By credential. Intelipost and iSET publish no description. */
const vendorOf: Record<string, 'bling' | 'nfeio'> = { blingOAuth2Api: 'bling', nfeIoApi: 'nfeio' };
const mismatches: Mismatch[] = [];

/** Checks what a node asks of a vendor against what the vendor publishes; a mismatch fails the test that asked. */
export function recordRequest(credential: string, { method = 'GET', url, qs = {}, arrayFormat, body }: IHttpRequestOptions): void {
	const vendor = vendorOf[credential];
	if (vendor === undefined) return;
	const { pathname, searchParams } = new URL(url);
	for (const [name, value] of Object.entries(qs)) {
		if (Array.isArray(value)) for (const one of value) searchParams.append(arrayFormat === 'repeat' ? name : `${name}[]`, String(one));
		else if (value !== undefined) searchParams.append(name, String(value));
	}
	mismatches.push(...contractOf(vendor).checkRequest({ method, path: decodeURI(pathname), query: searchParams, body }));
}

afterEach(() => {
	expect(mismatches.splice(0)).toEqual([]);
});
