import { z } from 'zod';

import { answerTo, parseAnswer } from '../shared/http/answer';
import type { CounterValues } from '../shared/trigger/counters';
import { countersSchema } from '../shared/trigger/counters';
import { probeBody, provenProbeAnswer } from '../shared/trigger/probes';
import { instanceCredential, webhookEndpoint } from './address';
import { minResendSecretLength, redeliveryHeader, signRedelivery } from '../shared/trigger/redelivery';
import { blockedReason } from '../shared/http/request';
import type { InstanceApi } from './api';
import type { TrackedWorkflow, Trigger } from './workflows';

/** What a trigger's address answered. */
export interface Answering {
	/** Undefined if it answers like a trigger of this package. */
	problem: { kind: 'unregistered' | 'unreachable'; detail: string } | undefined;
	counters: CounterValues | undefined;
}

/** What a trigger keeps in its node's static data. */
const savedSchema = z.object({ counters: countersSchema });

const timeoutMs = 10_000;

async function call(
	{ context, baseUrl }: InstanceApi,
	path: string,
	proof?: { body: Buffer; header: string },
): Promise<{ status: number; body: unknown } | { failure: string }> {
	try {
		const { status, bytes } = await answerTo(context.helpers.httpRequest, {
			url: baseUrl + path,
			timeout: timeoutMs,
			...(proof
				? {
						method: 'POST',
						body: proof.body,
						headers: { 'content-type': 'application/json', [redeliveryHeader]: proof.header },
					}
				: { method: 'GET' }),
		});
		return { status, body: parseAnswer(bytes) };
	} catch (error) {
		return { failure: blockedReason(error) ?? (error instanceof Error ? error.message : 'no answer') };
	}
}

/**
 * Calls a trigger's address like a browser, since "active" proves nothing (docs/facts/n8n.md §9),
 * and asks for its counters with a signed probe. If the trigger lacks the credential for that,
 * n8n's saved copy is used, up to a minute old.
 */
export async function askTrigger(api: InstanceApi, workflow: TrackedWorkflow, trigger: Trigger): Promise<Answering> {
	const saved = savedSchema.safeParse(workflow.staticData[`node:${trigger.name}`]).data?.counters;
	const problem = (kind: 'unregistered' | 'unreachable', detail: string): Answering => ({
		problem: { kind, detail },
		counters: saved,
	});
	if (trigger.webhookId === undefined) {
		return problem('unregistered', 'The trigger has no address: open it once in the editor, save and publish the workflow');
	}
	if (!workflow.published) return problem('unregistered', 'The workflow is not published');
	const path = `${webhookEndpoint(api.context)}/${encodeURIComponent(trigger.webhookId)}/${trigger.type.routes[0].path}`;
	const page = await call(api, path);
	if ('failure' in page) return problem('unreachable', `The address could not be called: ${page.failure}`);
	if (page.status === 404 && typeof page.body === 'string')
		return problem('unreachable', "The address does not answer yet: n8n is starting, or it is not n8n's address");
	if (page.status === 404) {
		return problem(
			'unregistered',
			'n8n says that the workflow is published, but its address is not registered: unpublish and publish it again',
		);
	}
	if (page.status !== 200) return problem('unreachable', `The address answered ${page.status}`);
	return { problem: undefined, counters: (await probe(api, trigger, path)) ?? saved };
}

async function probe(api: InstanceApi, trigger: Trigger, path: string): Promise<CounterValues | undefined> {
	// With a different secret it would only count as a refusal.
	const ownId = api.context.getNode().credentials?.[instanceCredential]?.id;
	if (!ownId || trigger.credentials[instanceCredential]?.id !== ownId) return undefined;
	if (api.resendSecret.length < minResendSecretLength) return undefined;
	const body = probeBody();
	const header = signRedelivery(api.resendSecret, { path, body });
	const answer = await call(api, path, { body, header });
	if ('failure' in answer || answer.status !== 200) return undefined;
	return provenProbeAnswer.safeParse(answer.body).data;
}
