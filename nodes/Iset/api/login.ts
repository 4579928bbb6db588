import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { z } from 'zod';

import { wholeNumber } from '../../shared/wholeNumber';
import { answerTo, parseAnswer } from '../../shared/http/answer';
import { Withheld } from '../../shared/http/request';
import { clockMs } from '../../shared/clock';
import { withoutValues } from '../../shared/privacy/credentialSecrets';
import { rethrow } from '../../shared/rethrow';
import { state } from '../../state';
import { apiBaseUrl } from './store';

/** What the credential stores of a login. `expiresAt` is Unix milliseconds. */
type LiveToken = { accessToken: string; expiresAt: number };

/** No token is available now. */
export class LoginRefused extends Withheld {
	constructor(
		message: string,
		advice: string,
		/** True if a token is valid that iSET does not return again: waiting helps. */
		readonly tokenElsewhere: boolean,
	) {
		super(message, advice);
	}
}

/** What is known about the logins of a store. */
export interface StoreLogin {
	pending?: Promise<LiveToken>;
	last?: LiveToken;
	/** Tokens that `last` or an earlier one replaced. */
	replaced: string[];
	refused?: { error: LoginRefused; until: number };
}

/** Far more than running requests can still be using. */
const keptReplaced = 100;

/** After "already been created" nobody in this process asks again for this long: the answer would be the same. */
const refusalHoldsMs = 3000;

/** For an answer without `expires_in`: long enough for parallel requests that found the old token expired together. */
const unknownLifeMs = 60_000;

const credentialSchema = z.object({
	storeUrl: z.string().catch(''),
	storeId: z.coerce.string().trim().catch(''),
	accessKey: z.string().trim().catch(''),
	accessToken: z.string().catch(''),
	expiresAt: wholeNumber.catch(0),
});
type Credential = z.infer<typeof credentialSchema>;

/**
 * The valid token of a store: the one another caller of this process just got, or a new one by POST
 * /oauth. n8n calls it with the credential as it was read before, so its content may be stale
 * (docs/facts/n8n.md §9): 200 requests that find a token expired at once make one login. n8n stores
 * what it returns, so an old token is never returned, and nothing is returned if the caller's own
 * may be the valid one. Throws `LoginRefused`, or the network's error.
 */
export async function obtainToken({ helpers }: IHttpRequestHelper, data: ICredentialDataDecryptedObject): Promise<Partial<LiveToken>> {
	const credential = credentialSchema.parse(data);
	const memory = memoryOf(credential);
	const { last, refused } = memory;
	if (last !== undefined && last.expiresAt > Date.now() && isOlder(credential, last, memory.replaced)) return last;
	if (refused !== undefined && clockMs() < refused.until) return await ownTokenOr(refused.error, credential);

	memory.pending ??= logIn(helpers, credential).finally(() => (memory.pending = undefined));
	try {
		memory.last = await memory.pending;
		memory.refused = undefined;
		memory.replaced = [credential.accessToken, ...memory.replaced].slice(0, keptReplaced);
		return memory.last;
	} catch (error) {
		if (!(error instanceof LoginRefused) || !error.tokenElsewhere) return rethrow(error);
		memory.refused = { error, until: clockMs() + refusalHoldsMs };
		return await ownTokenOr(error, credential);
	}
}

/** Whether a credential that was read earlier holds an older token than the last one, or none. */
function isOlder({ accessToken, expiresAt }: Credential, last: LiveToken, replaced: string[]): boolean {
	return accessToken === '' || replaced.includes(accessToken) || expiresAt < last.expiresAt;
}

/** The caller keeps its own token if it should still be valid: then it is most likely the one that iSET means. */
async function ownTokenOr(error: LoginRefused, { accessToken, expiresAt }: Credential): Promise<Partial<LiveToken>> {
	return accessToken !== '' && expiresAt > Date.now() ? {} : rethrow(error);
}

const memoryOf = ({ storeUrl, storeId, accessKey }: Credential): StoreLogin =>
	state.isetLogins.of({ storeAddress: apiBaseUrl(storeUrl) ?? '', storeId, accessKey }, () => ({ replaced: [] }));

/** `access_token` and a duration are unconfirmed variants (docs/facts/iset.md §4.1). */
const granted = z
	.object({
		token: z.string().min(1).optional(),
		access_token: z.string().min(1).optional(),
		expires_in: wholeNumber.pipe(z.number().positive()).optional().catch(undefined),
	})
	.transform(({ token, access_token, expires_in }) => ({ token: token ?? access_token, expires_in }));

const refusal = z.object({ message: z.string() });

/** POST /oauth with Basic storeId:accessKey and no body. Source: docs/facts/iset.md §4.1. */
async function logIn(helpers: IHttpRequestHelper['helpers'], credential: Credential): Promise<LiveToken> {
	const { storeUrl, storeId, accessKey } = credential;
	const base = apiBaseUrl(storeUrl);
	if (base === undefined)
		throw new LoginRefused(
			'The Store URL of the iSET credential is not a web address',
			'Enter it like https://www.minhaloja.com.br.',
			false,
		);
	const basic = Buffer.from(`${storeId}:${accessKey}`, 'utf8').toString('base64');
	const { status, bytes } = await answerTo(helpers.httpRequest, {
		method: 'POST',
		url: `${base}/oauth`,
		headers: { Authorization: `Basic ${basic}` },
		json: true,
		timeout: 30_000,
	});
	const body = parseAnswer(bytes);
	const answer = granted.safeParse(body).data;
	if (status < 300 && answer?.token !== undefined) {
		return { accessToken: answer.token, expiresAt: endOf(answer.expires_in) };
	}
	const said = refusal.safeParse(body).data?.message ?? '';
	// A shop that quotes its request would otherwise get it stored in the error.
	throw refusalOf(credential, status, withoutValues(said, [basic, accessKey]));
}

/**
 * `expires_in` is an absolute Unix time in seconds; a small value is treated as a duration
 * (docs/facts/iset.md §4.1).
 */
function endOf(expiresIn: number | undefined): number {
	if (expiresIn === undefined) return Date.now() + unknownLifeMs;
	return expiresIn < 1e9 ? Date.now() + expiresIn * 1000 : expiresIn * 1000;
}

function refusalOf({ storeUrl }: Credential, status: number, message: string): LoginRefused {
	const said = `${status}${message ? `: ${message}` : ''}`;
	if (status === 403 && /already been created/i.test(message)) {
		return new LoginRefused(
			`iSET is not issuing a token right now (${said})`,
			"iSET has one valid token per access key and returns it only once. Another program holds this key's token, or it was lost. Wait until it expires and retry, and give n8n its own access key: with a shared one, the ERP and n8n lock each other out.",
			true,
		);
	}
	if (status >= 300 && status < 400) {
		return new LoginRefused(
			`iSET answered the login with a redirect (${status})`,
			`Redirects are not followed. Enter the shop's exact address as Store URL in the credential, usually with "www." (now ${storeUrl}).`,
			false,
		);
	}
	return new LoginRefused(
		`iSET refused the login (${said})`,
		status >= 500
			? 'iSET failed. Try again later.'
			: 'Compare the credential\'s Store ID and Access Key with the panel ("Configurações" >> "API Rest"), and check that the API REST is active.',
		false,
	);
}
