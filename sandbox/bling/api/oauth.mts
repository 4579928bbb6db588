import { createHash, timingSafeEqual } from 'node:crypto';

import { html, pt } from '../../core/html.mts';
import { answer, html as page, json, redirect } from '../../core/http.mts';
import type { Answer, Request, Router } from '../../core/http.mts';
import type { App } from '../app/app.mts';
import type { Refused, TokenSet } from '../app/tokens.mts';
import { oauthError, refuse } from '../errors.mts';
import type { World } from '../world.mts';

/** OAuth2 as in docs/facts/bling.md §4.1: authorization_code and refresh_token only, Basic client authentication only. */
export function routeOAuth(router: Router, world: World): void {
	router
		.route('GET', '/Api/v3/oauth/authorize', (request) => askForConsent(world, request))
		.route('POST', '/Api/v3/oauth/authorize', (request) => decide(world, request))
		.route('POST', '/Api/v3/oauth/token', (request) => giveToken(world, request))
		.route('POST', '/Api/v3/oauth/revoke', (request) => revoke(world, request))
		// The address in the docs' cURL samples, which does not work.
		.route('POST', '/oauth/token', () => {
			throw oauthError(403, 'FORBIDDEN', 'Forbidden');
		});
}

const messagePage = (status: number, message: string): Answer =>
	page(
		status,
		html`<!doctype html>
			<html lang="en">
				<head>
					<meta charset="utf-8" />
					<meta name="viewport" content="width=device-width,initial-scale=1" />
					<title>Bling (sandbox)</title>
				</head>
				<body>
					<main>
						<h1>Bling (sandbox)</h1>
						<p>${message}</p>
					</main>
				</body>
			</html>`.text,
	);

/** redirect_uri and scope of the request are ignored: both come from the app's registration. */
function askForConsent({ apps, companies }: World, { query }: Request): Answer {
	const app = apps.find(({ clientId }) => clientId === query.get('client_id'));
	const state = query.get('state') ?? '';
	if (!app) return messagePage(400, 'Unknown client_id.');
	if (query.get('response_type') !== 'code') return messagePage(400, 'response_type must be "code".');
	if (state === '') return messagePage(400, 'state must not be empty.');
	const choices = companies.filter(({ id }) => app.privateTo === null || app.privateTo === id);
	return page(
		200,
		html`<!doctype html>
			<html lang="en">
				<head>
					<meta charset="utf-8" />
					<meta name="viewport" content="width=device-width,initial-scale=1" />
					<title>Authorise ${app.name} · Bling (sandbox)</title>
					<style>
						body {
							font:
								16px/1.5 system-ui,
								sans-serif;
							margin: 0;
							background: #f4f6f8;
							color: #1b1f24;
						}
						main {
							max-width: 28rem;
							margin: 2rem auto;
							padding: 1rem;
							background: #fff;
							border: 1px solid #c9d1d9;
						}
						select,
						button {
							font: inherit;
							min-height: 44px;
							padding: 0.4rem 1rem;
							margin: 0.5rem 0.5rem 0 0;
							max-width: 100%;
						}
						.yes {
							background: #0b5cad;
							color: #fff;
							border: 0;
						}
					</style>
				</head>
				<body>
					<main>
						<h1>Bling (sandbox)</h1>
						<p>${app.name} asks for access to an account.</p>
						<form method="post" action="/Api/v3/oauth/authorize">
							<input type="hidden" name="client_id" value="${app.clientId}" /><input
								type="hidden"
								name="state"
								value="${state}"
							/>
							<p>
								<label for="company">Account</label><br /><select id="company" name="company">
									${choices.map(({ id, nome }) => html`<option value="${id}">${nome}</option>`)}
								</select>
							</p>
							<button class="yes" name="decision" value="allow">${pt('Autorizar')}</button
							><button name="decision" value="deny">${pt('Cancelar')}</button>
						</form>
					</main>
				</body>
			</html>`.text,
	);
}

function decide({ apps, companies, tokens }: World, request: Request): Answer {
	const form = request.form();
	const app = apps.find(({ clientId }) => clientId === form.get('client_id'));
	const company = companies.find(({ id }) => id === form.get('company'));
	const state = form.get('state') ?? '';
	if (!app || state === '') return messagePage(400, 'This form is not complete.');
	const back = (values: Record<string, string>): Answer => {
		const target = new URL(app.redirectUri);
		for (const [name, value] of Object.entries({ ...values, state })) target.searchParams.set(name, value);
		return redirect(302, target.href);
	};
	if (form.get('decision') !== 'allow') {
		return back({ error: 'access_denied', error_description: 'The user denied access to your application' });
	}
	if (!company || (app.privateTo !== null && app.privateTo !== company.id)) {
		return back({ error: 'UNAUTHORIZED_ERROR', error_description: 'Empresa inativa' });
	}
	return back({ code: tokens.newCode({ app, companyId: company.id }) });
}

function giveToken(world: World, request: Request): Answer {
	const { tokens, limits } = world;
	limits.countTokenCall(request.remote);
	const app = authenticate(world, request);
	const form = request.form();
	const jwt = request.header('enable-jwt') === '1';
	switch (form.get('grant_type')) {
		case 'authorization_code':
			return tokenAnswer(tokens.exchange(form.get('code') ?? '', app, jwt), 'authorization code');
		case 'refresh_token':
			return tokenAnswer(tokens.refresh(form.get('refresh_token') ?? '', app, jwt), 'refresh token');
		default:
			throw oauthError(400, 'unsupported_grant_type', 'The grant type is not supported');
	}
}

function tokenAnswer(result: TokenSet | Refused, what: string): Answer {
	if (typeof result === 'object') return json(200, result);
	if (result === 'used') {
		throw refuse(400, {
			type: 'VALIDATION_ERROR',
			message: 'Invalid authorization code',
			description: 'The authorization code has already been used, for security reasons the user has been revoked',
		});
	}
	throw oauthError(400, 'invalid_grant', result === 'expired' ? `The ${what} has expired` : `The ${what} provided is invalid`);
}

/** `revoke_action` and `revoke_target` are accepted; either way the account's tokens for this app are gone. */
function revoke(world: World, request: Request): Answer {
	authenticate(world, request);
	world.tokens.revoke(request.form().get('token') ?? '');
	return answer(200);
}

/** Credentials count only in the header. */
function authenticate({ apps }: World, request: Request): App {
	const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.header('authorization'));
	if (!basic) throw oauthError(401, 'invalid_client', 'Client authentication failed');
	const decoded = Buffer.from(basic[1], 'base64').toString('utf8');
	const colon = decoded.indexOf(':');
	const app = apps.find(({ clientId }) => clientId === decoded.slice(0, colon));
	if (!app || !same(decoded.slice(colon + 1), app.clientSecret)) {
		throw oauthError(401, 'invalid_client', 'Client authentication failed');
	}
	return app;
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (left: string, right: string) => timingSafeEqual(digest(left), digest(right));
