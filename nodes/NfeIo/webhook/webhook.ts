import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../../shared/trigger/delivery';
import { entries, filter, flag, oneOf } from '../../shared/trigger/readSetting';
import { redeliveryHeader } from '../../shared/trigger/redelivery';
import { secretText } from '../../shared/trigger/secretText';
import type { TriggerSettings } from '../../shared/trigger/settings';
import { carefulVersion } from '../../shared/trigger/settings';
import { matchesSecret, verifyHmac } from '../../shared/trigger/signature';
import type { IncomingRequest, WebhookVendor } from '../../shared/trigger/vendor';
import { identity } from '../identity';
import { completeDelivery } from './completeDelivery';
import { umbrellaOf } from './events';
import { pingEvent, readNotice, unknownEvent } from './notice';
import { deriveSecret } from './secret';
import { personalData } from './personalData';
import { setup } from './setup';

/** docs/facts/nfeio.md §2.2: `sha1=` + hex HMAC-SHA-1 of the raw bytes, upper case; no timestamp. */
export const signatureHeader = 'x-hub-signature';
export const signatureScheme = { algorithm: 'sha1', prefix: 'sha1=' } as const;

interface Secrets {
	apiKey: string;
	previousApiKey?: string;
}

const secretsSchema = z.object({ apiKey: secretText, previousApiKey: secretText });

export const nfeIo: WebhookVendor<Secrets> = {
	...identity,
	accountsSetting: filter('Company Names or IDs'),
	options: {
		environment: oneOf('Environment', ['production', 'test', 'both']),
		includePings: flag('Include Pings'),
		otherEvents: entries('Other Event Names or IDs'),
	},
	accountMayBeMissing: true,
	page: setup,
	personalData,

	secretFields: () => [{ field: 'apiKey', label: 'API Key' }],

	secretsOf(credential: ICredentialDataDecryptedObject) {
		const { apiKey, previousApiKey } = secretsSchema.parse(credential);
		return apiKey === undefined ? undefined : { apiKey, previousApiKey };
	},

	authenticate({ rawBody, headers, webhookId }, { apiKey, previousApiKey }) {
		// Without a webhook ID only the key would be signed: such a node has no address either.
		if (webhookId === '') return { ok: false, reason: 'mismatch' };
		const secrets = [apiKey, previousApiKey].map((key) => key && deriveSecret(key, webhookId));
		const verdict = verifyHmac(signatureScheme, secrets, rawBody, headers[signatureHeader]);
		if (!verdict.ok) return verdict;
		return hasRightMd5(rawBody, headers['content-md5']) ? { ok: true, verifiedBy: ['signature'] } : { ok: false, reason: 'mismatch' };
	},

	handshake: isVerification,

	read(body, request, _secrets, { options }) {
		const notice = readNotice(body, request);
		return notice.event === pingEvent && options.includePings !== true ? [] : [notice];
	},

	/** All events of the account means all: only the vendor knows which exist (docs/facts/nfeio.md §1.9). */
	wants(event, { events, emitUnknown, options }) {
		if (event === pingEvent) return options.includePings === true;
		if (event === unknownEvent && emitUnknown) return true;
		const chosen = new Set([...events].map((name) => name.toLowerCase()));
		const umbrella = umbrellaOf(event);
		return chosen.has('*') || chosen.has(event.toLowerCase()) || (umbrella !== undefined && chosen.has(umbrella));
	},

	drops: (delivery, settings) => !isOfEnvironment(delivery, settings),

	enrich: completeDelivery,
};

/** A non-empty value in lower case; anything but text names no environment. */
const environment = z
	.string()
	.nullish()
	.catch('?')
	.transform((name) => name?.trim().toLowerCase() || undefined);
/** docs/facts/nfeio.md §1.1: `environment` is Development or Production, `environmentType` Test or Production. */
const environments = z.object({ environment, environmentType: environment });

/**
 * Whether the option "Environment" wants it. What names no environment is not known to be a test,
 * and passes; any environment other than Production does not count as Production. Triggers of 0.1
 * had no such option and accepted both.
 */
function isOfEnvironment({ data }: Delivery, { options, typeVersion }: TriggerSettings): boolean {
	const wanted = options.environment ?? (typeVersion < carefulVersion ? 'both' : 'production');
	if (wanted === 'both') return true;
	const told = Object.values(environments.parse(data)).filter((name) => name !== undefined);
	return told.length === 0 || (wanted === 'production') === told.every((name) => name === 'production');
}

/**
 * When creating a webhook NFE.io posts an unsigned, empty body, with or without `?echo`
 * (docs/facts/nfeio.md §1.6). Nothing else passes.
 */
function isVerification({ rawBody, headers, query }: IncomingRequest): boolean {
	return (
		rawBody.length === 0 &&
		headers[signatureHeader] === undefined &&
		headers[redeliveryHeader] === undefined &&
		Object.keys(query).every((name) => name === 'echo')
	);
}

/** `Content-MD5` is base64; it is not signed, so it can only reduce trust. */
function hasRightMd5(rawBody: Buffer, given: unknown): boolean {
	if (given === undefined) return true;
	return typeof given === 'string' && matchesSecret(given, [createHash('md5').update(rawBody).digest('base64')]);
}
