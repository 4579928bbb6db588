import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../shared/delivery';
import { list } from '../shared/settings';
import { verifyHmac } from '../shared/signature';
import type { WebhookVendor } from '../shared/vendor';
import { eventNames } from './events';
import { fetchResource } from './fetchResource';
import { setup } from './setup';

/** vendors/bling.md §2.2: `sha256=` + hex HMAC-SHA-256 of the raw bytes under the application's client secret. */
export const signatureHeader = 'x-bling-signature-256';
export const signatureScheme = { algorithm: 'sha256', prefix: 'sha256=' } as const;

const id = z.union([z.number(), z.string()]).transform(String).nullish().catch(undefined);
const entity = z.object({ id }).nullish().catch(undefined);

/** vendors/bling.md §2.3. Only what identifies a delivery is read; `data` passes as sent. */
const envelope = z.object({
	eventId: z.string().min(1).optional().catch(undefined),
	date: z.string().optional().catch(undefined),
	event: z.string().min(1).optional().catch(undefined),
	companyId: z.string().optional().catch(undefined),
	data: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** The ids in `data` (vendors/bling.md §2.4) that name what an event is about. */
const subject = z.object({ id, numero: id, produto: entity, deposito: entity, situacao: z.union([entity, id]) });

interface Secrets {
	clientSecret: string;
	previousClientSecret?: string;
}

const text = z.string().min(1).optional().catch(undefined);
const secretsSchema = z.object({ clientSecret: text, previousClientSecret: text });

export const bling: WebhookVendor<Secrets> = {
	vendor: 'bling',
	displayName: 'Bling',
	credential: 'blingOAuth2Api',
	events: eventNames,
	accountsParameter: 'accounts',
	duplicateWindow: { unit: 'hours', default: 72 },
	page: setup,

	secretsOf(credential) {
		const { clientSecret, previousClientSecret } = secretsSchema.parse(credential);
		return clientSecret === undefined ? undefined : { clientSecret, previousClientSecret };
	},

	authenticate({ rawBody, headers }, { clientSecret, previousClientSecret }) {
		const secrets = [clientSecret, previousClientSecret];
		const verdict = verifyHmac(signatureScheme, secrets, rawBody, headers[signatureHeader]);
		return verdict.ok ? { ok: true, verifiedBy: ['signature'] } : verdict;
	},

	read: (body, { rawBody }) => [readNotice(body, rawBody)],

	drops({ event, data }, { options }) {
		const depositId = subject.safeParse(data).data?.deposito?.id;
		return event.startsWith('stock.') && depositId != null && list.parse(options.ignoreDeposits).includes(depositId);
	},

	enrich: fetchResource,
};

/** A signed body that is no envelope still becomes a notice, of event `unknown`: the user decides what becomes of it. */
function readNotice(body: unknown, rawBody: Buffer): Notice {
	const hash = () => createHash('sha256').update(rawBody).digest('hex');
	const parsed = envelope.safeParse(body);
	if (!parsed.success) return { event: 'unknown', id: hash(), data: { body: body ?? rawBody.toString('utf8') } as IDataObject };
	const { eventId, date, event, companyId, data } = parsed.data;
	return {
		event: event ?? 'unknown',
		id: eventId ?? hash(),
		account: companyId,
		occurredAt: date !== undefined && !Number.isNaN(Date.parse(date)) ? new Date(date).toISOString() : null,
		...describe(event ?? '', data ?? {}),
		data: (data ?? body) as IDataObject,
	};
}

function describe(event: string, data: Record<string, unknown>): Pick<Notice, 'reference' | 'state'> {
	const { id: ownId, numero, produto, situacao } = subject.parse(data);
	const state = typeof situacao === 'object' ? situacao?.id : situacao;
	return { reference: (event.startsWith('order.') ? numero : produto?.id) ?? ownId, state };
}
