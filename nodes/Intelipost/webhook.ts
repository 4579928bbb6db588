import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../shared/delivery';
import { flag, oneOf } from '../shared/readSetting';
import { verifyBasic, verifyToken } from '../shared/signature';
import type { Authentication, WebhookVendor } from '../shared/vendor';
import { credentialName } from './api';
import { confirm } from './confirm';
import { trackingEvent, trackingEvents, unknownEvent } from './events';
import { historyRow, occurredAt } from './order';
import { personalData } from './personalData';
import { setup } from './setup';

const authenticationMethods = ['basic', 'header', 'none'] as const;
type AuthenticationMethod = (typeof authenticationMethods)[number];

/** The node's parameter; whatever else it may hold is Basic, never less. */
export const authenticationMethod = z.enum(authenticationMethods).catch('basic');

const text = z.string().min(1).optional().catch(undefined);
const secretsSchema = z.object({
	accountName: text,
	webhookUser: text,
	webhookPassword: text,
	webhookHeaderName: text,
	webhookHeaderValue: text,
});
type Secrets = z.infer<typeof secretsSchema>;

/** What a credential holds, or undefined if it lacks what this method compares with. */
function secretsFor(
	method: AuthenticationMethod,
	credential: ICredentialDataDecryptedObject,
): Secrets | undefined {
	const secrets = secretsSchema.parse(credential);
	const complete: Record<AuthenticationMethod, boolean> = {
		basic: secrets.webhookUser !== undefined && secrets.webhookPassword !== undefined,
		header: secrets.webhookHeaderName !== undefined && secrets.webhookHeaderValue !== undefined,
		none: true,
	};
	return complete[method] ? secrets : undefined;
}

const challenge = { 'WWW-Authenticate': 'Basic realm="Intelipost webhook", charset="UTF-8"' };

export const intelipost: WebhookVendor<Secrets> = {
	vendor: 'intelipost',
	displayName: 'Intelipost',
	credential: credentialName,
	events: [...trackingEvents, unknownEvent],
	parameters: { authentication: { ...oneOf('Authentication', authenticationMethods), default: 'basic' } },
	options: {
		confirmByApi: flag('Confirm by API'),
		confirmNotFound: oneOf('If the API Does Not Know the Event', ['drop', 'emit']),
		confirmApiDown: oneOf('If the API Does Not Answer', ['fail', 'emit']),
	},
	duplicateWindow: { unit: 'minutes', default: 10 },
	page: setup,
	personalData,

	secretsOf: (credential, { parameter }) =>
		secretsFor(authenticationMethod.parse(parameter('authentication')), credential),

	authenticate({ headers }, secrets, { parameter }): Authentication {
		switch (authenticationMethod.parse(parameter('authentication'))) {
			case 'basic': {
				const verdict = verifyBasic(
					{ user: secrets.webhookUser, password: secrets.webhookPassword },
					headers.authorization,
				);
				return verdict.ok ? { ok: true, verifiedBy: ['basic'] } : { ...verdict, headers: challenge };
			}
			case 'header': {
				const name = (secrets.webhookHeaderName ?? '').toLowerCase();
				const verdict = verifyToken([secrets.webhookHeaderValue], headers[name]);
				return verdict.ok ? { ok: true, verifiedBy: ['header'] } : verdict;
			}
			case 'none':
				return { ok: true, verifiedBy: [] };
		}
	},

	read(body, { rawBody }, { accountName }) {
		const notice = readNotice(body, rawBody);
		return notice ? [{ ...notice, account: accountName, accountName }] : [];
	},

	enrich: confirm,
};

const scalar = z.union([z.string(), z.number()]).transform(String);

/** vendors/intelipost.md §2.2: all but these two is optional. */
const tracking = z.object({
	order_number: scalar,
	volume_number: scalar.nullish().catch(undefined),
	history: historyRow,
});

/**
 * The notice in a body. What has no history, such as the pre-invoice notice whose payload is not published, is one of event
 * `unknown`; what is no JSON object or list says nothing.
 */
export function readNotice(body: unknown, rawBody: Buffer): Notice | undefined {
	const hash = () => createHash('sha256').update(rawBody).digest('hex');
	if (typeof body !== 'object' || body === null) return undefined;
	const data = (Array.isArray(body) ? { body } : body) as IDataObject;
	const parsed = tracking.safeParse(body);
	if (!parsed.success) return { event: unknownEvent, id: hash(), data };

	const { order_number, volume_number, history } = parsed.data;
	const { shipment_order_volume_state: state, shipment_order_volume_state_history: historyId } = history;
	return {
		event: trackingEvent(state),
		id: historyId == null ? hash() : [order_number, volume_number ?? '', historyId].join('|'),
		state,
		reference: order_number,
		occurredAt: occurredAt(history),
		data,
	};
}
