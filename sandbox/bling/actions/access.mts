import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, flag, integer } from '../../core/fields.mts';
import { defaultSettings } from '../settings.mts';
import type { World } from '../world.mts';
import type { Lookup } from './lookup.mts';

/** Tokens, limits and the switches for what Bling's pages leave open. */
export function accessActions({ tokens, limits, settings, origins }: World, look: Lookup): Action[] {
	const { appField: app, companyField: company } = look;
	const defaults = defaultSettings();
	return [
		action({
			name: 'token',
			label: 'Hand out tokens',
			hint: 'What the authorisation would end with, ready for an n8n credential.',
			fields: { app, company, jwt: flag('JWT (as with enable-jwt: 1)') },
			run(input) {
				const one = look.app(input.app);
				const at = look.company(input.company);
				if (one.privateTo !== null && one.privateTo !== at.id) throw new ActionFailed('this app is private to another account');
				const base = `${origins.bling}/Api/v3`;
				return {
					message: `${one.name} may act for ${at.nome}.`,
					companyId: at.id,
					clientId: one.clientId,
					clientSecret: one.clientSecret,
					apiBaseUrl: base,
					authUrl: `${base}/oauth/authorize`,
					accessTokenUrl: `${base}/oauth/token`,
					oauthTokenData: tokens.issue({ app: one, companyId: at.id }, input.jwt),
				};
			},
		}),
		action({
			name: 'revoke-user',
			label: 'Revoke a user',
			hint: 'All tokens of the account for this app are gone, and its events stop.',
			fields: { app, company },
			run(input) {
				tokens.revokeGrant(look.app(input.app), look.company(input.company).id);
				return { message: 'Revoked.' };
			},
		}),
		action({
			name: 'expire-tokens',
			label: 'Let tokens expire now',
			fields: {
				kind: choice('Which', [
					{ value: 'access', label: 'access tokens' },
					{ value: 'refresh', label: 'refresh tokens' },
					{ value: 'codes', label: 'authorization codes' },
				]),
			},
			run({ kind }) {
				tokens.expire(kind === 'codes' ? 'codes' : kind === 'refresh' ? 'refresh' : 'access');
				return { message: 'Expired.' };
			},
		}),
		action({
			name: 'limits',
			label: 'Set the limits',
			fields: {
				perSecond: integer('Requests per second and account', {
					value: defaults.perSecond,
					min: 1,
					max: 100_000,
				}),
				dayQuota: integer('Requests per virtual day and account', {
					value: defaults.dayQuota,
					min: 0,
					max: 100_000_000,
				}),
				ipBlocks: flag('Block addresses that go too far', { value: defaults.ipBlocks }),
			},
			run(input) {
				Object.assign(settings, input);
				return { message: 'Limits set.', settings };
			},
		}),
		action({
			name: 'unblock',
			label: 'Unblock all addresses',
			fields: {},
			run() {
				limits.unblock();
				return { message: 'Unblocked.' };
			},
		}),
		action({
			name: 'behaviour',
			label: 'Set what is unknown about Bling',
			fields: {
				omittedFilterHides: flag('Without filtroSaldoEstoque, hide zero and negative balances', {
					value: defaults.omittedFilterHides,
				}),
				numbersAsStrings: flag('Product totals as strings', { value: defaults.numbersAsStrings }),
				escapedJson: flag('Escape webhook bodies (\\u00e7, \\/, 148.50)', { value: defaults.escapedJson }),
			},
			run(input) {
				Object.assign(settings, input);
				return { message: 'Set.', settings };
			},
		}),
	];
}
