import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../shared/delivery';
import { flag, oneOf } from '../shared/readSetting';
import { verifyToken } from '../shared/signature';
import type { IncomingRequest, WebhookVendor } from '../shared/vendor';
import { credentialName } from './api';
import { readBody } from './body';
import { withinBudget } from './budget';
import { allowsWithoutToken, confirm } from './confirm';
import type { IsetEvent } from './events';
import { catalogue, eventNames, idKeys, routeOf } from './events';
import { personalData } from './personalData';
import { setup } from './setup';
import { comparableHost, idPattern, storeOrigin } from './store';

interface Secrets {
	/** Undefined only where notices may come without it. */
	webhookToken: string | undefined;
	/** Origin of the shop; undefined if the credential's Store URL is no address. */
	origin: string | undefined;
}

/** A notice is a few hundred bytes (vendors/iset.md §6.2). */
const largestBody = 1024 * 1024;

const secretsSchema = z.object({
	webhookToken: z.string().min(1).optional().catch(undefined),
	storeUrl: z.unknown(),
});

/** vendors/iset.md §2.3: the label is the shop's own. */
const orderState = z.object({ status: z.object({ label: z.string() }) });

export const iset: WebhookVendor<Secrets> = {
	vendor: 'iset',
	displayName: 'iSET',
	credential: credentialName,
	events: eventNames,
	options: {
		confirmByApi: flag('Confirm by API'),
		confirmNoToken: oneOf('If No API Token Is to Be Had', ['fail', 'emit']),
		allowWithoutToken: flag('Allow Without Token'),
	},
	duplicateWindow: { unit: 'minutes', default: 1 },
	page: setup,
	personalData,

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

	read: (body, request, secrets) => readNotice(body, request, secrets),

	enrich: confirm,
};

/**
 * What happened is told by the address, as a body need not say it (vendors/iset.md §6.2). A body that cannot be used (not
 * an object, or with an id that is none) is of event `unknown`: the user decides what becomes of it. A notice of another
 * shop is none, and neither is a body of more than 1 MiB.
 */
function readNotice(body: unknown, request: IncomingRequest, { webhookToken, origin }: Secrets): Notice[] {
	if (request.rawBody.length > largestBody) return [];
	const data = readBody(body, request, webhookToken);
	const { domain } = data;
	if (domain !== undefined && domain !== null && domain !== '' && !isSameShop(domain, origin)) return [];

	const entry: IsetEvent | undefined = catalogue.find(({ event }) => routeOf(event) === request.route);
	const id = entry && idOf(data, entry);
	const event =
		entry === undefined || id === 'hostile' || Object.keys(data).length === 0 ? 'unknown' : entry.event;
	const reference = event === 'unknown' ? null : (id ?? null);
	const hash = createHash('sha256').update(request.rawBody).digest('hex');
	return [
		{
			event,
			id: [event, reference ?? '', hash].join('|'),
			account: origin === undefined ? null : new URL(origin).host,
			// What was removed cannot be removed again; everything else may change again, with the same words.
			versionless: event !== 'unknown' && !event.endsWith('.removed'),
			reference,
			state: orderState.safeParse(data).data?.status.label ?? null,
			data,
		},
	];
}

/** The first of the keys that may hold an id decides; undefined if none is there. */
function idOf(data: IDataObject, { subject }: IsetEvent): string | 'hostile' | undefined {
	const key = idKeys[subject].find((candidate) => Object.hasOwn(data, candidate));
	if (key === undefined) return undefined;
	const value = data[key];
	const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
	return idPattern.test(text) ? text : 'hostile';
}

/** Sanity only: whoever posts can write any domain (vendors/iset.md §6.2). */
function isSameShop(domain: unknown, origin: string | undefined): boolean {
	if (origin === undefined) return true;
	return typeof domain === 'string' && comparableHost(domain) === comparableHost(origin);
}
