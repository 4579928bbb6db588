import { randomBytes } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { answerTo, parseAnswer } from '../../../shared/answer';
import type { Call } from '../../../shared/operation';
import { webhookBase } from '../../../shared/instance';
import { credentialName } from '../../api';
import type { NfeIo } from '../../client';
import { signedWith } from '../../endpoint';
import { deriveSecret } from '../../secret';

interface KnownSecret {
	secret: string;
	/** True if it is the secret of a trigger of this n8n. */
	ofOwnTrigger: boolean;
}

/**
 * The secret that an update must resend. NFE.io never shows it, and an update without it may replace it, so that every
 * later delivery would be refused (docs/facts/nfeio.md §1.7): it is entered, or it is that of a trigger of this n8n.
 */
export async function secretOf(
	{ param, context }: Call<NfeIo>,
	uri: string,
	entered: string | undefined,
): Promise<KnownSecret> {
	if (entered !== undefined) return { secret: entered, ofOwnTrigger: false };
	const derived = await secretOfOwnTrigger(context, uri);
	if (derived !== undefined) return { secret: derived, ofOwnTrigger: true };
	return param.refuse(
		'secret',
		'is empty',
		'NFE.io never shows the secret of a webhook, and an update without it may replace it, so that all deliveries are refused afterwards. Enter the secret that the receiver knows. It may stay empty only for the address of a published NFE.io trigger of this n8n with the same credential.',
	);
}

const key = z.object({ apiKey: z.string().trim().min(1) });
const segment = /^([\w-]{8,64})\/nfeio$/;

/** The address must be below this n8n's own, and the trigger there must accept the secret. */
async function secretOfOwnTrigger(context: IExecuteFunctions, uri: string): Promise<string | undefined> {
	const base = `${webhookBase(context)}/`;
	const webhookId = uri.startsWith(base) ? segment.exec(uri.slice(base.length))?.[1] : undefined;
	if (webhookId === undefined) return undefined;
	const secret = deriveSecret(key.parse(await context.getCredentials(credentialName)).apiKey, webhookId);
	return (await accepts(context, `${base}${webhookId}/nfeio`, secret)) ? secret : undefined;
}

const probeAnswer = z.object({ status: z.literal('probe') });

/** Asks the trigger by a probe, which starts no execution: its credential may be another one. */
async function accepts(context: IExecuteFunctions, address: string, secret: string): Promise<boolean> {
	const body = Buffer.from(JSON.stringify({ n8nProbe: randomBytes(12).toString('hex') }));
	const answer = await answerTo(context.helpers.httpRequest, {
		method: 'POST',
		url: address,
		headers: { 'content-type': 'application/json', ...signedWith(secret, body) },
		body,
		timeout: 20_000,
	}).catch(() => undefined);
	return answer !== undefined && probeAnswer.safeParse(parseAnswer(answer.bytes)).success;
}
