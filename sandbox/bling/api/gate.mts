import type { Request } from '../../core/http.mts';
import type { Scope } from '../app/app.mts';
import { oauthError } from '../errors.mts';
import type { World } from '../world.mts';
import { createCall } from './endpoint.mts';
import type { Call } from './endpoint.mts';

/** Who calls, by Bearer token; then the account's limits, then the scope. Otherwise answers with Bling's own error. */
export function admit(world: World, request: Request, scope: Scope): Call {
	const { tokens, companies, limits } = world;
	const header = request.header('authorization');
	if (header === '') throw oauthError(401, 'invalid_token', 'The access token provided is invalid');
	const bearer = /^Bearer ([A-Za-z0-9._-]+)$/.exec(header);
	if (!bearer) throw oauthError(400, 'invalid_request', 'Malformed auth header');
	const token = tokens.find(bearer[1]);
	if (token === 'unknown') throw oauthError(401, 'invalid_token', 'The access token provided is invalid');
	if (token === 'expired') throw oauthError(401, 'invalid_token', 'The access token provided has expired');
	// Unconfirmed, so the most hostile reading: an opaque token together with the header is
	// refused. docs/facts/bling.md §4.1
	if (!token.jwt && request.header('enable-jwt') === '1') {
		throw oauthError(401, 'invalid_token', 'The access token provided is invalid');
	}
	const { app, companyId } = token.grant;
	const company = companies.find(({ id }) => id === companyId);
	if (!company) throw oauthError(401, 'invalid_token', 'The access token provided is invalid');
	limits.countAccount(companyId);
	if (!app.scopes.has(scope)) {
		throw oauthError(403, 'insufficient_scope', 'The request requires higher privileges than provided by the access token');
	}
	return createCall(world, company, app, request);
}
