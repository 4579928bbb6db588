import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';
import { contentHash } from '../../shared/json';
import { entries, flag, oneOf, settingOf } from '../../shared/trigger/readSetting';
import { tokenText } from '../../shared/trigger/secretText';
import { verifyToken } from '../../shared/trigger/signature';
import type { IncomingRequest, WebhookVendor } from '../../shared/trigger/vendor';
import { besideKey } from '../../shared/trigger/wholeBody';
import { identity } from '../identity';
import { readBody } from './body';
import { withinBudget } from './budget';
import { allowsWithoutToken, confirm } from './confirm';
import type { IsetEvent } from './events';
import { catalogue, idKeys, routeOf } from './events';
import { personalData } from './personalData';
import { setup } from './setup';
import { stateOf } from './state';
import { comparableHost, idPattern, storeOrigin } from '../api/store';

interface Secrets {
	/** Undefined only if notices may arrive without it. */
	webhookToken: string | undefined;
	/** Origin of the shop; undefined if the credential's Store URL is not an address. */
	origin: string | undefined;
}

/** A notice is a few hundred bytes. */
const largestBody = 1024 * 1024;

const secretsSchema = z.object({
	webhookToken: tokenText,
	storeUrl: z.unknown(),
});

/** The shop a notice claims to be from; what is next to a wrapped order counts too. */
const told = z.object({
	domain: z.unknown(),
	[besideKey]: z.object({ domain: z.unknown() }).optional().catch(undefined),
});

const onlyStatuses = entries('Only Statuses');

export const iset: WebhookVendor<Secrets> = {
	...identity,
	options: {
		onlyStatuses,
		confirmByApi: flag('Confirm by API'),
		confirmNoToken: oneOf('If No API Token Is Available', ['fail', 'emit']),
		allowWithoutToken: flag('Allow Without Token'),
	},
	page: setup,
	personalData,

	secretFields: (settings) => [{ field: 'webhookToken', label: 'Webhook Token', isToken: true, isOptional: allowsWithoutToken(settings) }],

	secretsOf(credential, settings) {
		const { webhookToken, storeUrl } = secretsSchema.parse(credential);
		if (webhookToken === undefined && !allowsWithoutToken(settings)) return undefined;
		return { webhookToken, origin: storeOrigin(storeUrl) };
	},

	authenticate({ query: { token }, webhookId }, { webhookToken }, settings) {
		if (token === undefined && allowsWithoutToken(settings)) {
			return withinBudget(webhookId) ? { ok: true, verifiedBy: [] } : { ok: false, reason: 'limit' };
		}
		const verdict = verifyToken([webhookToken], token);
		return verdict.ok ? { ok: true, verifiedBy: ['token'] } : verdict;
	},

	read: (body, request, secrets) => readNotices(body, request, secrets),

	/** Labels belong to the shop (docs/facts/iset.md §2.3), however it spells them. */
	drops({ event, state }, { options }) {
		const wanted = options.onlyStatuses === undefined ? [] : settingOf(onlyStatuses, options.onlyStatuses);
		return event === 'order.saved' && wanted.length > 0 && !wanted.some((status) => plain(status) === plain(state ?? ''));
	},

	mayRepeat,

	enrich: confirm,
};

/** What was removed cannot be removed again; everything else that is known may change again, with the same content. */
function mayRepeat(event: string): boolean {
	return event !== 'unknown' && !event.endsWith('.removed');
}

const plain = (label: string): string => label.trim().toLowerCase();

/**
 * The address says what happened, as a body need not. An unusable notice (not an object, or with an
 * invalid ID) has the event `unknown`: the user decides what to do with it. A notice of another
 * shop is dropped, as is a body of more than 1 MiB.
 */
function readNotices(body: unknown, request: IncomingRequest, { webhookToken, origin }: Secrets): Notice[] {
	if (request.rawBody.length > largestBody) return [];
	const entry: IsetEvent | undefined = catalogue.find(({ event }) => routeOf(event) === request.route);
	// What nothing proves may cost the shop only one request.
	const splits = request.query.token !== undefined;
	const contents = readBody(body, request, { subject: entry?.subject, token: webhookToken, splits });
	return contents
		.filter(({ data }) => isOfShop(data, origin))
		.map(({ data, isUnderstood }) => {
			const id = entry && isUnderstood ? idOf(data, entry) : undefined;
			const isUsable = entry !== undefined && isUnderstood && id !== 'hostile' && Object.keys(data).length > 0;
			const event = isUsable ? entry.event : 'unknown';
			const reference = isUsable ? (id ?? null) : null;
			return {
				event,
				id: [event, reference ?? '', contentHash(data)].join('|'),
				account: origin === undefined ? null : new URL(origin).host,
				versionless: mayRepeat(event),
				reference,
				state: stateOf(data),
				data,
			};
		});
}

/** The first key that may hold an ID decides; undefined if there is none. */
function idOf(data: IDataObject, { subject }: IsetEvent): string | 'hostile' | undefined {
	const key = idKeys[subject].find((candidate) => Object.hasOwn(data, candidate));
	if (key === undefined) return undefined;
	const value = data[key];
	const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
	return idPattern.test(text) ? text : 'hostile';
}

/** A sanity check only: whoever posts can write any domain. */
function isOfShop(data: IDataObject, origin: string | undefined): boolean {
	const { domain, [besideKey]: beside } = told.parse(data);
	return [domain, beside?.domain].every((one) => one == null || one === '' || isSameShop(one, origin));
}

function isSameShop(domain: unknown, origin: string | undefined): boolean {
	if (origin === undefined) return true;
	return typeof domain === 'string' && comparableHost(domain) === comparableHost(origin);
}
