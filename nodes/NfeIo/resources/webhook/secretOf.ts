import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { answerTo, parseAnswer } from '../../../shared/http/answer';
import type { Call } from '../../../shared/operations/operation';
import { probeBody } from '../../../shared/trigger/probes';
import { webhookBase } from '../../../instance/address';
import { identity } from '../../identity';
import type { NfeIoApi } from '../../api/client';
import { signedWith } from '../../webhook/endpoint';
import { deriveSecret } from '../../webhook/secret';

interface KnownSecret {
	secret: string;
	/** True if it is the secret of a trigger of this n8n. */
	ofOwnTrigger: boolean;
}

/**
 * The secret that an update must send again. NFE.io never shows it, and an update without it may
 * replace it, so that every later delivery would be refused (docs/facts/nfeio.md §1.7): it is
 * entered, or taken from a trigger of this n8n. One that a trigger at the address would answer with
 * 401 is refused.
 */
export async function secretOf({ param, context }: Call<NfeIoApi>, uri: string, entered: string | undefined): Promise<KnownSecret> {
	const derived = await derivedFor(context, uri);
	if (derived !== undefined && (await ask(context, uri, derived)) === 'taken') {
		if (entered !== undefined && entered !== derived) return param.refuse('secret', ...notTaken);
		return { secret: derived, ofOwnTrigger: true };
	}
	if (entered === undefined) return param.refuse('secret', ...empty);
	const verdict = derived === undefined ? 'none of ours' : await ask(context, uri, entered);
	if (verdict === 'not taken') return param.refuse('secret', ...notTaken);
	return { secret: entered, ofOwnTrigger: verdict === 'taken' };
}

/**
 * The secret of a new webhook: for the address of a trigger of this n8n that trigger's, as above;
 * else the entered one, or undefined to let NFE.io create one.
 */
export async function secretOfNew(call: Call<NfeIoApi>, uri: string, entered: string | undefined): Promise<Partial<KnownSecret>> {
	const isOwn = (await derivedFor(call.context, uri)) !== undefined;
	return isOwn ? await secretOf(call, uri, entered) : { secret: entered };
}

const empty = [
	'is empty',
	"NFE.io never shows a webhook's secret, and an update without it may replace it, so that all later deliveries are refused. Enter the secret that the receiver knows. It may only be empty for the address of a published NFE.io trigger of this n8n with the same credential.",
] as const;

const notTaken = [
	'is not that of the trigger at the address of this webhook, or the trigger could not be asked',
	'Nothing was changed: with a different secret every delivery would be answered with 401. Leave the field empty to use the secret that the trigger derives from its API key. If the trigger has another credential, choose that one in this node, or publish the trigger again: it registers itself.',
] as const;

const key = z.object({ apiKey: z.string().trim().min(1) });
const segment = /^([\w-]{8,64})\/nfeio$/;

/**
 * The secret of a trigger at this address with this node's credential; undefined if the address is
 * not below this n8n's own.
 */
async function derivedFor(context: IExecuteFunctions, uri: string): Promise<string | undefined> {
	const base = `${webhookBase(context)}/`;
	const webhookId = uri.startsWith(base) ? segment.exec(uri.slice(base.length))?.[1] : undefined;
	if (webhookId === undefined) return undefined;
	return deriveSecret(key.parse(await context.getCredentials(identity.credential)).apiKey, webhookId);
}

const ourAnswer = z.object({ status: z.string() });

/**
 * Sends a probe to the address, which starts no execution of a trigger: its credential may be a
 * different one. 'none of ours' if n8n or another workflow answers there; no answer, or that of a
 * server in front of n8n, counts as 'not taken'.
 */
async function ask(context: IExecuteFunctions, address: string, secret: string): Promise<'taken' | 'not taken' | 'none of ours'> {
	const body = probeBody();
	const answer = await answerTo(context.helpers.httpRequest, {
		method: 'POST',
		url: address,
		headers: { 'content-type': 'application/json', ...signedWith(secret, body) },
		body,
		timeout: 20_000,
	}).catch(() => undefined);
	if (answer === undefined) return 'not taken';
	const ours = ourAnswer.safeParse(parseAnswer(answer.bytes)).data?.status;
	if (ours === 'probe') return 'taken';
	return ours === undefined && answer.status < 500 ? 'none of ours' : 'not taken';
}
