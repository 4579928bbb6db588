import type { IAllExecuteFunctions, IDataObject } from 'n8n-workflow';

import { baseUrlIn, originOf } from '../../shared/http/baseUrl';
import type { ApiResponse } from '../../shared/http/request';
import type { VendorRules } from '../../shared/http/transport';
import { VendorApi } from '../../shared/http/transport';
import { identity } from '../identity';
import { readEnvelope } from './envelope';

/** The address before all paths (docs/facts/intelipost.md §4, certain). */
export const standardBaseUrl = 'https://api.intelipost.com.br/api/v1';

const attempts = 5;
/** A longer wait would block an execution for minutes: the error then says when to try again. */
const longestWaitSeconds = 60;

/** The unit of `ratelimit-reset` is not documented: seconds, or a time in seconds since 1970. */
function waitSeconds({ headers }: ApiResponse, attempt: number): number {
	const given = Number(headers['ratelimit-reset'] ?? headers['retry-after'] ?? Number.NaN);
	if (!Number.isFinite(given)) return attempt;
	return Math.max(0, given > 1_000_000_000 ? given - Date.now() / 1000 : given);
}

const rules: VendorRules = {
	name: identity.displayName,
	credential: identity.credential,
	baseUrl({ apiBaseUrl }) {
		const url = baseUrlIn(apiBaseUrl, standardBaseUrl);
		// Only the host, as people paste it: every path is below /api/v1.
		return url !== undefined && url === originOf(url) ? `${url}/api/v1` : url;
	},
	baseUrlField: () => 'API Base URL',
	baseUrlExample: `${standardBaseUrl}, or leave it empty to use this one`,
	// No list is documented: unchanged since 0.1.0.
	arrayFormat: 'brackets',
	// An API key cannot be renewed, so no status asks for a new login.
	loginAgainOn: 0,
	/** Waits after a 429 as `ratelimit-reset` says (docs/facts/intelipost.md §4.6, unconfirmed). */
	repeatAfter(got, attempt) {
		if (got instanceof Error || got.status !== 429 || attempt === attempts) return undefined;
		const wait = waitSeconds(got, attempt);
		return wait > longestWaitSeconds ? undefined : wait * 1000;
	},
	read: ({ status, body }) => readEnvelope(status, body),
};

/** Intelipost's REST API for one input item; paths are below the base URL, such as `/shipment_order/PEDIDO0004`. */
export class IntelipostApi extends VendorApi {
	constructor(context: IAllExecuteFunctions, itemIndex: number) {
		super(rules, context, itemIndex);
	}

	/** A change of an order; the envelope's `content`. */
	async post(path: string, body: IDataObject | IDataObject[]): Promise<unknown> {
		const ifUnknown = 'The request may have been carried out anyway: check the order in Intelipost before you repeat it.';
		return await this.request({ method: 'POST', path, body, ifUnknown });
	}
}
