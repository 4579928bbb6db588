import type { IAllExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';

import type { ApiResponse } from '../../shared/http/request';
import type { VendorRules } from '../../shared/http/transport';
import { VendorApi } from '../../shared/http/transport';
import { identity } from '../identity';
import { wholeNumber } from '../../shared/wholeNumber';
import { LoginRefused } from './login';
import { apiBaseUrl, idPattern } from './store';

/** iSET answers 403, not 401, when a token is missing or has expired (docs/facts/iset.md §4.1). */
const loginAgainOn = 403;

/** While another process stores the token it just got, waiting a little and reading the credential again is enough. */
const waitsMs = [1000, 2000, 4000, 8000];

/** docs/facts/iset.md §4.1: `{ status, reason, message }`, of which `status` mirrors the HTTP status. */
const errorBody = z
	.object({
		status: wholeNumber.optional().catch(undefined),
		reason: z.string().catch(''),
		message: z.string().catch(''),
	})
	.catch({ reason: '', message: '', status: undefined });

const redirected = 'Redirects are not followed. Put the exact address of the shop into Store URL of the credential, usually with "www.".';
const advice: Record<number, string> = {
	400: 'Check the input: iSET did not accept it.',
	403: 'iSET does not allow this with this access key. What a key may do is not documented: look under "Configurações" >> "API Rest", or ask iSET.',
	404: 'Check the id and the path: this shop has no such thing.',
};

const rules: VendorRules = {
	name: identity.displayName,
	credential: identity.credential,
	baseUrl: ({ storeUrl }) => apiBaseUrl(storeUrl),
	baseUrlField: () => 'Store URL',
	baseUrlExample: 'https://www.minhaloja.com.br',
	// No list is documented: as in 0.1.0.
	arrayFormat: 'brackets',
	loginAgainOn,
	async paced(request) {
		const answer = await request();
		const refused = deadToken(answer);
		if (refused) throw refused;
		return answer;
	},
	repeatAfter: (got, attempt) => (got instanceof LoginRefused && got.tokenElsewhere ? waitsMs[attempt - 1] : undefined),
	read({ status: ofHttp, body }) {
		const { status: told, reason, message } = errorBody.parse(body);
		// An error told in the body only counts as much as one in the HTTP status.
		const status = ofHttp < 300 && told !== undefined && told >= 400 ? told : ofHttp;
		if (status < 300) return { content: body };
		return { status, code: reason, text: message, isOwn: told === status, advice: status < 400 ? redirected : advice[status] };
	},
	hint: 'If the shop itself answered, "Custom API Call" shows the whole answer: report its shape, without personal data, to the authors of this node.',
};

/** A token that iSET still refuses after the log-in: another program has replaced it in the meantime. */
function deadToken({ status, body }: ApiResponse): LoginRefused | undefined {
	const { message } = errorBody.parse(body);
	if (status !== loginAgainOn || !/access token/i.test(message)) return undefined;
	return new LoginRefused(
		`iSET refuses the token of this credential (${status}: ${message})`,
		'Another program has taken the one live token of this access key. Wait until that token expires and retry, and give n8n an access key of its own. n8n before 2.40 never renews an expired token of iSET: update it.',
		true,
	);
}

/**
 * The shop's API for one input item; paths are below `/ws/v1`, such as `/order/1326`. Every request carries the live token:
 * an expired one is renewed by the credential, and while no token is to be had it waits a little (see `isNoToken`).
 */
export class IsetApi extends VendorApi {
	constructor(context: IAllExecuteFunctions, itemIndex: number) {
		super(rules, context, itemIndex);
	}
}

/** True for the error that says that no token was to be had. */
export function isNoToken(error: unknown): boolean {
	return error instanceof NodeApiError && error.cause instanceof LoginRefused;
}

/** `/order/1326`. The id is checked again here: nothing else may become part of a path. */
export function idPath(resource: 'order' | 'product', id: string): string {
	if (!idPattern.test(id)) throw new RangeError(`${JSON.stringify(id.slice(0, 40))} is no iSET id (1 to 12 digits)`);
	return `/${resource}/${id}`;
}
