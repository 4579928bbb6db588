import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';

import type { Answer } from '../shared/http/answer';
import { answerTo, answerTooLarge, parseAnswer } from '../shared/http/answer';
import type { Delivery } from '../shared/trigger/delivery';
import { webhookEndpoint } from './address';
import type { InstanceApi } from './api';
import { apiFailure } from '../shared/http/apiFailure';
import { blockedReason, markUnsent, networkCode, neverWentOut, Unreachable } from '../shared/http/request';
import { minResendSecretLength, redeliveryHeader, signRedelivery } from '../shared/trigger/redelivery';

/** An address of a trigger of this n8n: `/webhook/<webhookId>/<route>`, or as named by N8N_ENDPOINT_WEBHOOK. */
interface ResendTarget {
	webhookId: string;
	/** The trigger's own part, such as `iset/order.saved`. */
	route: string;
	/** For messages. */
	workflowName: string;
}

/** What the trigger answered: stored, or ignored because of its own settings. */
type ResendAnswer = 'accepted' | 'ignored';

/**
 * Posts stored deliveries to a trigger of this n8n with the resend header, one by one. The host is
 * always that of the "N8n Instance API" credential: neither a parameter nor a delivery can name
 * another. Throws with advice; the error is marked as `isUnsent` if the trigger certainly did not
 * accept the delivery it is about.
 */
export async function resend(api: InstanceApi, target: ResendTarget, deliveries: Delivery[]): Promise<ResendAnswer[]> {
	if (api.resendSecret.length < minResendSecretLength) {
		throw api.refusal(
			'The "N8n Instance API" credential lacks what a resend needs',
			`It needs the Base URL of this n8n and a Resend Secret of at least ${minResendSecretLength} random characters.`,
		);
	}
	const answers: ResendAnswer[] = [];
	for (const delivery of deliveries) answers.push(await post(api, target, delivery));
	return answers;
}

const advice: Record<number, string> = {
	401: 'The trigger needs the same "N8n Instance API" credential as this node, whose Resend Secret signs the resend.',
	404: "Publish the trigger's workflow: its address answers only then.",
	// n8n 2.41.1 does not say why its webhook could not read the body; only its log does.
	500: 'Check n8n\'s log. If it says "request entity too large", the resend is larger than n8n accepts: raise N8N_PAYLOAD_SIZE_MAX (in MiB, 16 by default), restart n8n and run this again.',
	503: 'The trigger could not store the delivery now. Run this again.',
};

const tooLargeAdvice =
	"The resend is larger than this n8n, or the proxy in front of it, accepts: raise N8N_PAYLOAD_SIZE_MAX (in MiB, 16 by default) or the proxy's limit, restart n8n and run this again.";

/** A proxy answers 413 to a body above its limit; n8n answers 500, with these words. */
const isTooLarge = (status: number, body: unknown) => status === 413 || (status === 500 && tooLargeSchema.safeParse(body).success);

const tooLargeSchema = z.object({ message: z.literal('request entity too large') });
/** The trigger's own confirmation that it stored nothing. */
const unavailableSchema = z.object({ status: z.literal('unavailable') });
/** Whether an answer proves that the delivery was not accepted. After a proxy's timeout (408) it may still arrive. */
const isRefusal = (status: number, body: unknown) =>
	(status >= 300 && status < 500 && status !== 408) ||
	isTooLarge(status, body) ||
	(status === 503 && unavailableSchema.safeParse(body).success);

const answerSchema = z.object({ status: z.enum(['accepted', 'ignored']) });

/** What may end a request although the trigger has the delivery already. */
const brokenOff = ['ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET', 'EPIPE', answerTooLarge];

async function post(
	{ context, itemIndex, baseUrl, resendSecret }: InstanceApi,
	{ webhookId, route, workflowName }: ResendTarget,
	delivery: Delivery,
): Promise<ResendAnswer> {
	const path = `${webhookEndpoint(context)}/${encodeURIComponent(webhookId)}/${route}`;
	const body = Buffer.from(JSON.stringify(delivery));
	const signature = signRedelivery(resendSecret, { path, body });
	let response: Answer;
	try {
		response = await answerTo(context.helpers.httpRequest, {
			method: 'POST',
			url: baseUrl + path,
			headers: { 'content-type': 'application/json', [redeliveryHeader]: signature },
			body,
			timeout: 30_000,
		});
	} catch (error) {
		const code = networkCode(error);
		if (code !== undefined && brokenOff.includes(code)) {
			throw apiFailure(context.getNode(), {
				itemIndex,
				cause: new Unreachable(code, true),
				message: `The trigger of the workflow "${workflowName}" did not answer: the outcome of the resend of ${delivery.id} is unknown (${code})`,
				description:
					'It may be stored or queued and be processed later: look at the newest executions of that workflow before you send it again. With a concurrency limit (N8N_CONCURRENCY_PRODUCTION_LIMIT), the execution that resends counts too: raise the limit, or run this manually while nothing else is running.',
			});
		}
		const failure = new NodeApiError(
			context.getNode(),
			{ message: 'unreachable' },
			{
				itemIndex,
				message: 'The trigger could not be reached',
				description:
					blockedReason(error) ?? 'Check the Base URL of the "N8n Instance API" credential: n8n itself must be able to reach it.',
			},
		);
		throw neverWentOut(error) ? markUnsent(failure) : failure;
	}
	const said = parseAnswer(response.bytes);
	const answer = answerSchema.safeParse(said);
	if (response.status === 200 && answer.success) return answer.data.status;
	const failure = new NodeApiError(
		context.getNode(),
		{ message: `HTTP ${response.status}` },
		{
			itemIndex,
			httpCode: String(response.status),
			message: `The trigger of the workflow "${workflowName}" answered ${response.status} to the resend of ${delivery.id}`,
			description: isTooLarge(response.status, said)
				? tooLargeAdvice
				: (advice[response.status] ?? "Open the trigger's address in a browser to see its status."),
		},
	);
	throw isRefusal(response.status, said) ? markUnsent(failure) : failure;
}
