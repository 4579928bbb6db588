import { z } from 'zod';

/**
 * Does on the sandbox's panel what a person would: `act(control, 'bling', 'move-stock', {…})`.
 * Returns the action's result.
 */
export async function act(
	control: string,
	vendor: string,
	action: string,
	input: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
	const response = await fetch(`${control}/sandbox/${vendor}/${action}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(input),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`Sandbox ${vendor}/${action}: ${response.status} ${text.slice(0, 500)}`);
	return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

/** The fields of a credential `blingOAuth2Api` for an app of the sandbox, from the answer of its action `token`. */
export const blingCredentialData = ({ clientId, clientSecret, apiBaseUrl, authUrl, accessTokenUrl }: Record<string, unknown>) => ({
	clientId,
	clientSecret,
	environment: 'custom',
	apiBaseUrl,
	customAuthUrl: authUrl,
	customAccessTokenUrl: accessTokenUrl,
});

/**
 * Opens Bling's authorize page of the sandbox and presses "Autorizar" for an account.
 * @returns the callback address that the browser would be sent to
 */
export async function pressAuthorize(authorizeUrl: string, companyId?: string): Promise<string> {
	const page = await (await fetch(authorizeUrl)).text();
	const value = (name: string) => new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? '';
	const company = companyId ?? /<option value="([^"]*)"/.exec(page)?.[1] ?? '';
	const form = { client_id: value('client_id'), state: decodeEntities(value('state')), company, decision: 'allow' };
	const response = await fetch(new URL('/Api/v3/oauth/authorize', authorizeUrl), {
		method: 'POST',
		body: new URLSearchParams(form),
		redirect: 'manual',
	});
	const target = response.headers.get('location');
	if (target === null) throw new Error(`The sandbox did not authorise: ${response.status} ${await response.text()}`);
	return target;
}

const decodeEntities = (text: string) =>
	text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
