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

/** iSET answers 403, not 401, if a token is missing or has expired (docs/facts/iset.md §4.1). */
const loginAgainOn = 403;

/** While another process stores its new token, it is enough to wait a little and read the credential again. */
const waitsMs = [1000, 2000, 4000, 8000];

/** docs/facts/iset.md §4.1: `{ status, reason, message }`, where `status` repeats the HTTP status. */
const errorBody = z
	.object({
		status: wholeNumber.optional().catch(undefined),
		reason: z.string().catch(''),
		message: z.string().catch(''),
	})
	.catch({ reason: '', message: '', status: undefined });

const redirected = 'Redirects are not followed. Enter the shop\'s exact address as Store URL in the credential, usually with "www.".';
const advice: Record<number, string> = {
	400: 'iSET did not accept the input: check it.',
	403: 'iSET does not allow this with this access key. The permissions of a key are not documented: look under "Configurações" >> "API Rest", or ask iSET.',
	404: 'Not found in this shop: check the ID and the path.',
};

const rules: VendorRules = {
	name: identity.displayName,
	credential: identity.credential,
	baseUrl: ({ storeUrl }) => apiBaseUrl(storeUrl),
	baseUrlField: () => 'Store URL',
	baseUrlExample: 'https://www.minhaloja.com.br',
	// No list is documented: unchanged since 0.1.0.
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
		// An error in the body alone counts as much as one in the HTTP status.
		const status = ofHttp < 300 && told !== undefined && told >= 400 ? told : ofHttp;
		if (status < 300) return { content: body };
		return { status, code: reason, text: message, isOwn: told === status, advice: status < 400 ? redirected : advice[status] };
	},
	hint: 'If the shop itself answered, "Custom API Call" shows the whole answer: report its format, without personal data, to the authors of this node.',
};

/** A token that iSET still refuses after the login: another program has replaced it in the meantime. */
function deadToken({ status, body }: ApiResponse): LoginRefused | undefined {
	const { message } = errorBody.parse(body);
	if (status !== loginAgainOn || !/access token/i.test(message)) return undefined;
	return new LoginRefused(
		`iSET refuses this credential's token (${status}: ${message})`,
		"Another program has taken this access key's only valid token. Wait until that token expires and retry, and give n8n its own access key. n8n before 2.40 never renews an expired iSET token: update it.",
		true,
	);
}

/**
 * The shop's API for one input item; paths are below `/ws/v1`, such as `/order/1326`. Every request
 * has the valid token: the credential renews an expired one, and while no token is available it
 * waits a little (see `isNoToken`).
 */
export class IsetApi extends VendorApi {
	constructor(context: IAllExecuteFunctions, itemIndex: number) {
		super(rules, context, itemIndex);
	}
}

/** True for the error that no token was available. */
export function isNoToken(error: unknown): boolean {
	return error instanceof NodeApiError && error.cause instanceof LoginRefused;
}

/** `/order/1326`. The ID is checked again here: nothing else may become part of a path. */
export function idPath(resource: 'order' | 'product', id: string): string {
	if (!idPattern.test(id)) throw new RangeError(`${JSON.stringify(id.slice(0, 40))} is not an iSET ID (1 to 12 digits)`);
	return `/${resource}/${id}`;
}
