import type { Clock } from '../../core/clock.mts';
import type { Random } from '../../core/random.mts';
import { scopes } from './app.mts';
import type { App } from './app.mts';

/** Who a token speaks for. */
interface Grant {
	readonly app: App;
	readonly companyId: string;
}

interface Code extends Grant {
	/** Real time: people and clients exchange it by their own clocks. */
	readonly issued: number;
	expired: boolean;
	used: boolean;
}

interface Token extends Grant {
	/** Virtual time. */
	expiresAt: number;
	readonly jwt: boolean;
}

/** The answer of /oauth/token. docs/facts/bling.md §4.1 */
export interface TokenSet {
	access_token: string;
	expires_in: number;
	token_type: 'bearer';
	scope: string;
	refresh_token: string;
}

/** Why a code or a refresh token was not accepted. */
export type Refused = 'unknown' | 'expired' | 'used';

/** Codes and tokens of authorized users. */
export interface Tokens {
	newCode(grant: Grant): string;
	/** Using a still valid code again revokes the user. docs/facts/bling.md §4.1 */
	exchange(code: string, app: App, jwt: boolean): TokenSet | Refused;
	/** Returns a new pair; the refresh token is invalid afterwards. */
	refresh(token: string, app: App, jwt: boolean): TokenSet | Refused;
	issue(grant: Grant, jwt: boolean): TokenSet;
	find(accessToken: string): { grant: Grant; jwt: boolean } | 'unknown' | 'expired';
	/** Forgets all tokens of the grant the token belongs to. */
	revoke(token: string): Grant | undefined;
	revokeGrant(app: App, companyId?: string): void;
	/** Expires one kind of token, for tests. */
	expire(kind: 'codes' | 'access' | 'refresh'): void;
}

const codeLivesMs = 60_000;
const accessLivesS = 21_600;
const refreshLivesMs = 30 * 86_400_000;
/** Migration document: a JWT has 1,500 to 3,000 characters; an opaque token 40 hex. */
const jwtLength = 1800;

/** OAuth codes and tokens of all apps, kept in memory and dated by the sandbox's clock. */
export function createTokens(clock: Clock, random: Random): Tokens {
	const codes = new Map<string, Code>();
	const access = new Map<string, Token>();
	const refresh = new Map<string, Token>();

	const opaque = () => random.hex(40);
	const longToken = () => {
		const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const head = `${part({ typ: 'JWT', alg: 'RS256' })}.${part({ iat: Math.floor(clock.now() / 1000), jti: random.hex(32) })}.`;
		return head + random.hex(jwtLength - head.length);
	};

	const revokeGrant = (app: App, companyId?: string) => {
		const belongs = (grant: Grant) => grant.app === app && (companyId === undefined || grant.companyId === companyId);
		for (const store of [access, refresh]) {
			for (const [value, token] of store) if (belongs(token)) store.delete(value);
		}
		if (companyId === undefined) app.authorised.clear();
		else app.authorised.delete(companyId);
	};

	const issue = (grant: Grant, jwt: boolean): TokenSet => {
		const pair = { access_token: jwt ? longToken() : opaque(), refresh_token: opaque() };
		access.set(pair.access_token, { ...grant, jwt, expiresAt: clock.now() + accessLivesS * 1000 });
		refresh.set(pair.refresh_token, { ...grant, jwt, expiresAt: clock.now() + refreshLivesMs });
		grant.app.authorised.add(grant.companyId);
		const scope = [...grant.app.scopes].map((name) => scopes[name]).join(' ');
		return {
			access_token: pair.access_token,
			expires_in: accessLivesS,
			token_type: 'bearer',
			scope,
			refresh_token: pair.refresh_token,
		};
	};

	return {
		issue,
		revokeGrant,
		newCode(grant) {
			const code = random.hex(40);
			codes.set(code, { ...grant, issued: Date.now(), expired: false, used: false });
			return code;
		},
		exchange(value, app, jwt) {
			const code = codes.get(value);
			if (!code || code.app !== app) return 'unknown';
			if (code.expired || Date.now() - code.issued > codeLivesMs) return 'expired';
			if (code.used) {
				revokeGrant(code.app, code.companyId);
				return 'used';
			}
			code.used = true;
			return issue(code, jwt);
		},
		refresh(value, app, jwt) {
			const token = refresh.get(value);
			if (!token || token.app !== app) return 'unknown';
			refresh.delete(value);
			return token.expiresAt < clock.now() ? 'expired' : issue(token, jwt);
		},
		find(value) {
			const token = access.get(value);
			if (!token) return 'unknown';
			return token.expiresAt < clock.now() ? 'expired' : { grant: token, jwt: token.jwt };
		},
		revoke(value) {
			const token = access.get(value) ?? refresh.get(value);
			if (token) revokeGrant(token.app, token.companyId);
			return token;
		},
		expire(kind) {
			if (kind === 'codes') for (const code of codes.values()) code.expired = true;
			else for (const token of (kind === 'access' ? access : refresh).values()) token.expiresAt = 0;
		},
	};
}
