import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import { flag, oneOf } from '../../shared/trigger/readSetting';
import { secretText } from '../../shared/trigger/secretText';
import { verifyBasic, verifyHeader } from '../../shared/trigger/signature';
import type { Authentication, SecretField, WebhookVendor } from '../../shared/trigger/vendor';
import { identity } from '../identity';
import { confirm } from './confirm';
import { unknownEvent } from './events';
import { readNotices } from './notice';
import { personalData } from './personalData';
import { setup } from './setup';

const authenticationMethods = ['basic', 'header', 'none'] as const;
type AuthenticationMethod = (typeof authenticationMethods)[number];

/** The node's parameter; any unknown value counts as Basic, never as less. */
export const authenticationMethod = z.enum(authenticationMethods).catch('basic');

/** What proves a delivery, and the name of the account; "Webhook → Test" uses the same proof. */
export const secretsSchema = z.object({
	accountName: secretText,
	webhookUser: secretText,
	webhookPassword: secretText,
	webhookHeaderName: secretText,
	webhookHeaderValue: secretText,
});
type Secrets = z.infer<typeof secretsSchema>;

/** What each method compares. */
const fieldsOf = {
	basic: [
		{ field: 'webhookUser', label: 'Webhook User' },
		{ field: 'webhookPassword', label: 'Webhook Password' },
	],
	header: [
		{ field: 'webhookHeaderName', label: 'Webhook Header Name' },
		{ field: 'webhookHeaderValue', label: 'Webhook Header Value' },
	],
	none: [],
} as const satisfies Record<AuthenticationMethod, SecretField[]>;

/** What a credential holds, or undefined if it lacks what this method compares. */
function secretsFor(method: AuthenticationMethod, credential: ICredentialDataDecryptedObject): Secrets | undefined {
	const secrets = secretsSchema.parse(credential);
	return fieldsOf[method].every(({ field }) => secrets[field] !== undefined) ? secrets : undefined;
}

const challenge = { 'WWW-Authenticate': 'Basic realm="Intelipost webhook", charset="UTF-8"' };

export const intelipost: WebhookVendor<Secrets> = {
	...identity,
	events: [...identity.events, unknownEvent],
	parameters: { authentication: { ...oneOf('Authentication', authenticationMethods), default: 'basic' } },
	options: {
		confirmByApi: flag('Confirm by API'),
		confirmNotFound: oneOf('If the Event Is Not Found', ['drop', 'emit']),
		confirmApiDown: oneOf('If the API Does Not Answer', ['fail', 'emit']),
	},
	page: setup,
	personalData,

	secretFields: ({ parameter }) => [...fieldsOf[authenticationMethod.parse(parameter('authentication'))]],
	secretsOf: (credential, { parameter }) => secretsFor(authenticationMethod.parse(parameter('authentication')), credential),

	authenticate({ headers }, secrets, { parameter }): Authentication {
		switch (authenticationMethod.parse(parameter('authentication'))) {
			case 'basic': {
				const verdict = verifyBasic({ user: secrets.webhookUser, password: secrets.webhookPassword }, headers.authorization);
				return verdict.ok ? { ok: true, verifiedBy: ['basic'] } : { ...verdict, headers: challenge };
			}
			case 'header': {
				const name = (secrets.webhookHeaderName ?? '').toLowerCase();
				const verdict = verifyHeader(secrets.webhookHeaderValue, headers[name]);
				return verdict.ok ? { ok: true, verifiedBy: ['header'] } : verdict;
			}
			case 'none':
				return { ok: true, verifiedBy: [] };
		}
	},

	read: (body, { rawBody }, { accountName }) =>
		readNotices(body, rawBody).map((notice) => ({ ...notice, account: accountName, accountName })),

	enrich: confirm,
};
