import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Call } from './call';
import type { Notice } from './delivery';
import { storedDelivery } from './delivery';
import { redeliveryHeader, verifyRedelivery } from './redelivery';
import type { TriggerSettings } from './settings';
import type { Authentication, IncomingRequest } from './vendor';

/** The claimed sender of a request: the vendor, or a resend of this n8n. */
export interface Sender {
	/** Whether it is a resend: sent on purpose, so it may arrive again. */
	redelivery: boolean;
	/** Whether that is proven, and by what. Nothing of the body is read before. */
	authenticate(): Authentication;
	/** The notices in its authentic body; empty for a body that says nothing. */
	read(body: unknown): Notice[];
}

/** The resend header alone makes a request a resend, which then has to prove it. */
export async function senderOf<Secrets>(call: Call<Secrets>, request: IncomingRequest, settings: TriggerSettings): Promise<Sender> {
	if (request.headers[redeliveryHeader] !== undefined) return await ownResend(call, request, settings);
	const { context, memory, vendor } = call;
	const secrets = await memory.secrets.of(context, vendor, settings);
	return {
		redelivery: false,
		authenticate: () => vendor.authenticate(request, secrets, settings),
		read: (body) => vendor.read(body, request, secrets, settings),
	};
}

/** Only this n8n's resend secret authenticates a resend; the vendor's own secret is not used. */
async function ownResend<Secrets>(
	{ context, memory, vendor }: Call<Secrets>,
	{ headers, path, rawBody }: IncomingRequest,
	{ acceptResends }: TriggerSettings,
): Promise<Sender> {
	const secret = acceptResends ? await resendSecretOf(context) : undefined;
	return {
		redelivery: true,
		authenticate: () => {
			const valid = verifyRedelivery(secret, { header: headers[redeliveryHeader], path, body: rawBody }, memory.nonces);
			return valid ? { ok: true, verifiedBy: ['resend'] } : { ok: false, reason: 'resend' };
		},
		read: (body) => readStored(body, vendor.vendor),
	};
}

async function resendSecretOf(context: IWebhookFunctions): Promise<string | undefined> {
	const slot = context.getNode().credentials?.n8nInstanceApi;
	const { resendSecret } = slot ? await context.getCredentials('n8nInstanceApi') : {};
	return typeof resendSecret === 'string' ? resendSecret : undefined;
}

function readStored(body: unknown, vendor: string): Notice[] {
	const stored = storedDelivery.safeParse(body);
	if (!stored.success || stored.data.vendor !== vendor) return [];
	return [{ ...stored.data, data: stored.data.data as IDataObject }];
}
