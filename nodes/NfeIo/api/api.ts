import { z } from 'zod';

import { baseUrlIn } from '../../shared/http/baseUrl';
import type { ApiResponse } from '../../shared/http/request';
import type { ApiCall, Refusal, VendorRules } from '../../shared/http/transport';
import { withoutValues } from '../../shared/privacy/credentialSecrets';
import { wholeNumber } from '../../shared/wholeNumber';
import { identity } from '../identity';
import { adviceFor, readError } from './errors';

/** Only reads are repeated: a repeated POST could issue twice. */
const attempts = 3;
const busy = [408, 429, 502, 503, 504];

/** `webhooks` is api.nfse.io, `invoices` is api.nfe.io (docs/facts/nfeio.md §1.1, §4.4). */
export type Host = 'webhooks' | 'invoices';

/** One call of one of NFE.io's two hosts; `path` is below the host, such as `/v2/webhooks`. */
export interface NfeIoRequest extends ApiCall {
	host: Host;
}

/** NFE.io's own two hosts. */
export const standardBaseUrls = { webhooks: 'https://api.nfse.io', invoices: 'https://api.nfe.io' };

const retryAfter = wholeNumber.pipe(z.number().min(0).max(30));

/** What the transport needs to know about NFE.io. */
export const nfeIoRules: VendorRules<NfeIoRequest> = {
	name: identity.displayName,
	credential: identity.credential,
	// As people paste it: perhaps with the version that the paths start with.
	baseUrl: (credential, { host }) => baseUrlIn(credential[`${host}BaseUrl`], standardBaseUrls[host])?.replace(/\/v\d+$/i, ''),
	baseUrlField: ({ host }) => `${host === 'webhooks' ? 'Webhooks' : 'Invoices'} Base URL`,
	baseUrlExample: `${standardBaseUrls.webhooks}, or leave it empty to use the public one`,
	// No list is documented: unchanged since 0.1.0.
	arrayFormat: 'brackets',
	// Creating and reading webhooks can take over 5 s; 30 s is the minimum that works
	// (docs/facts/nfeio.md §4.3).
	timeoutMs: 60_000,
	repeatAfter(got, attempt, { method }) {
		if (got instanceof Error || method !== 'GET' || !busy.includes(got.status) || attempt === attempts) return undefined;
		const seconds = retryAfter.safeParse(got.headers['retry-after']);
		return seconds.success ? seconds.data * 1000 : attempt * (500 + Math.random() * 500);
	},
	read: (answer, call) => (answer.status < 300 ? { content: answer.body } : refusalOf(answer, call)),
};

/** What the receiver of a webhook knows: sent to NFE.io, and to be stored as little as the key. */
const ownSecret = z.object({ webHook: z.object({ secret: z.string() }) });

function refusalOf({ status, headers, body }: ApiResponse, call: NfeIoRequest): Refusal {
	const error = readError(body);
	const secret = ownSecret.safeParse(call.body).data?.webHook.secret;
	const { 'x-request-id': requestId } = headers;
	return {
		status,
		code: error.code && `(code ${error.code})`,
		text: secret === undefined ? error.text : withoutValues(error.text, [secret]),
		trace: [typeof requestId === 'string' && `x-request-id ${requestId}`, error.traceId && `traceId ${error.traceId}`]
			.filter(Boolean)
			.join(', '),
		advice: adviceFor(status, error),
	};
}

const hidden = /^(secret|loginPassword|authIssueValue)$/i;

/**
 * A copy without the secrets in NFE.io's documents: the key of a ping (docs/facts/nfeio.md §2.3),
 * and a provider's city hall logins.
 */
export function withoutSecrets<T>(value: T): T {
	if (Array.isArray(value)) return value.map((entry: unknown) => withoutSecrets(entry)) as T;
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([key]) => !hidden.test(key));
	return Object.fromEntries(entries.map(([key, entry]) => [key, withoutSecrets<unknown>(entry)])) as T;
}
