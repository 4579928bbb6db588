import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';
import { instant } from '../../shared/instant';
import { textOf } from '../../shared/json';
import { entries, flag, settingOf } from '../../shared/trigger/readSetting';
import { secretText, tokenText } from '../../shared/trigger/secretText';
import { verifyHmac } from '../../shared/trigger/signature';
import type { WebhookVendor } from '../../shared/trigger/vendor';
import { withBeside } from '../../shared/trigger/wholeBody';
import { blingId } from '../api/blingId';
import { identity } from '../identity';
import { legacyEvents } from './events';
import { fetchResource } from './fetchResource';
import { authenticateLegacy, isLegacy, readLegacy } from './legacy';
import { personalData } from './personalData';
import { setup } from './setup';
import { describe, subject } from './subject';

/** docs/facts/bling.md §2.2: `sha256=` + hex HMAC-SHA-256 of the raw bytes under the application's client secret. */
export const signatureHeader = 'x-bling-signature-256';
export const signatureScheme = { algorithm: 'sha256', prefix: 'sha256=' } as const;

/** docs/facts/bling.md §2.3. Only what identifies a delivery is read; `data` is passed on as sent. */
const envelope = z.object({
	eventId: z.string().min(1).optional().catch(undefined),
	date: z.string().optional().catch(undefined),
	event: z.string().min(1).optional().catch(undefined),
	companyId: z
		.union([z.string(), blingId.transform(String)])
		.optional()
		.catch(undefined),
	data: z.record(z.string(), z.unknown()).optional().catch(undefined),
	version: z.string().optional().catch(undefined),
});

interface Secrets {
	clientSecret: string;
	previousClientSecret?: string;
	callbackToken?: string;
}

const secretsSchema = z.object({ clientSecret: secretText, previousClientSecret: secretText, callbackToken: tokenText });

const ignoreDeposits = entries('Ignore Warehouse Names or IDs');
const ignoreStores = entries('Ignore Store Names or IDs');

export const bling: WebhookVendor<Secrets> = {
	...identity,
	events: [...identity.events, ...legacyEvents.map(({ event }) => event)],
	options: { ignoreDeposits, ignoreStores, legacyCallbacks: flag('Legacy Callbacks') },
	page: setup,
	personalData,

	secretFields: ({ options }) => [
		{ field: 'clientSecret', label: 'Client Secret' },
		...(options.legacyCallbacks === true ? [{ field: 'callbackToken', label: 'Callback Token', isToken: true }] : []),
	],

	secretsOf(credential) {
		const { clientSecret, ...others } = secretsSchema.parse(credential);
		return clientSecret === undefined ? undefined : { clientSecret, ...others };
	},

	authenticate(request, { clientSecret, previousClientSecret, callbackToken }, settings) {
		const { rawBody, headers } = request;
		if (isLegacy(request, headers[signatureHeader], settings)) return authenticateLegacy(request, callbackToken);
		const secrets = [clientSecret, previousClientSecret];
		const verdict = verifyHmac(signatureScheme, secrets, rawBody, headers[signatureHeader]);
		return verdict.ok ? { ok: true, verifiedBy: ['signature'] } : verdict;
	},

	read: (body, request, _secrets, settings) =>
		isLegacy(request, request.headers[signatureHeader], settings) ? readLegacy(request.rawBody) : [readNotice(body, request.rawBody)],

	drops({ event, data }, { options }) {
		if (options.ignoreDeposits === undefined && options.ignoreStores === undefined) return false;
		const { deposito, loja } = subject.safeParse(data).data ?? {};
		const isIgnored = (ignored: typeof ignoreStores, value: unknown, id: string | null | undefined) =>
			value !== undefined && id != null && settingOf(ignored, value).includes(id);
		return event.startsWith('stock.')
			? isIgnored(ignoreDeposits, options.ignoreDeposits, deposito?.id)
			: event.startsWith('order.') && isIgnored(ignoreStores, options.ignoreStores, loja?.id);
	},

	enrich: fetchResource,
};

/** A signed body that is not an envelope becomes a notice of event `unknown`: the user decides what to do with it. */
function readNotice(body: unknown, rawBody: Buffer): Notice {
	const hash = () => createHash('sha256').update(rawBody).digest('hex');
	const parsed = envelope.safeParse(body);
	if (!parsed.success) return { event: 'unknown', id: hash(), data: { body: body ?? textOf(rawBody) } as IDataObject };
	const { eventId, date, event, companyId, data } = parsed.data;
	const occurredAt = instant(date);
	// Unreadable parts of the envelope become no fields of the delivery; they stay in `data`.
	const understood = Object.entries({ ...parsed.data, date: occurredAt }).flatMap(([key, value]) => (value == null ? [] : [key]));
	return {
		event: event ?? 'unknown',
		id: eventId ?? hash(),
		account: companyId,
		occurredAt,
		...describe(event ?? '', data ?? {}),
		data: data ? withBeside(data as IDataObject, body, understood) : (body as IDataObject),
	};
}
