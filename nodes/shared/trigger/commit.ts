import type { IDataObject, IWebhookResponseData } from 'n8n-workflow';

import type { Call, Response } from './call';
import type { Delivery } from './delivery';
import { latestPerReference } from './gather';
import type { TriggerSettings } from './settings';

/** The answer while nothing can be decided: the vendor will send again. */
export const unavailable = { status: 'unavailable' };

/** The new deliveries of one request, and the keys under which they are claimed. */
interface Claimed {
	deliveries: Delivery[];
	keys: string[];
}

/** Answers without starting an execution. */
export function answer(response: Response, status: number, body: IDataObject, headers: Record<string, string> = {}): IWebhookResponseData {
	response.status(status).set(headers).json(body);
	return { noWebhookResponse: true };
}

/** Hands the new deliveries of one request to n8n: in an execution of their own, or grouped with others. */
export async function store<Secrets>(call: Call<Secrets>, settings: TriggerSettings, claimed: Claimed): Promise<IWebhookResponseData> {
	return settings.gatherWindowMs === 0 ? commit(call, claimed) : await gather(call, settings, claimed);
}

/** Waits for the window, then starts the execution of everything it collected, or answers like the request that did. */
async function gather<Secrets>(
	call: Call<Secrets>,
	{ gatherWindowMs, latestOnly }: TriggerSettings,
	claimed: Claimed,
): Promise<IWebhookResponseData> {
	const { response, memory } = call;
	let gone = false;
	response.once('close', () => (gone = true));
	const isProven = claimed.deliveries.every(({ verifiedBy }) => verifiedBy.length > 0);
	const gatherer = isProven ? memory.gatherer : memory.unprovenGatherer;
	const turn = await gatherer.join({ ...claimed, isGone: () => gone }, gatherWindowMs);
	if (turn.role === 'follow') {
		if (await turn.stored) return answer(response, 200, { status: 'accepted' });
		memory.counters.refused('unavailable');
		return answer(response, 503, unavailable);
	}
	const deliveries = latestOnly ? latestPerReference(turn.deliveries) : turn.deliveries;
	return commit(call, { deliveries, keys: turn.keys }, turn.settle);
}

/** Starts one execution and settles its deliveries according to n8n's answer. */
function commit<Secrets>(
	{ response, memory: { seen, counters } }: Call<Secrets>,
	{ deliveries, keys }: Claimed,
	settled: (stored: boolean) => void = () => {},
): IWebhookResponseData {
	whenAnswered(response, (status) => {
		const stored = status >= 200 && status < 300;
		if (stored) seen.stored(keys);
		else {
			seen.forget(keys);
			counters.refused('unavailable');
		}
		settled(stored);
	});
	return {
		workflowData: [deliveries.map((delivery) => ({ json: { ...delivery } }))],
		webhookResponse: { status: 'accepted' },
	};
}

/**
 * Resolves to the status n8n answers once it has stored the execution or failed to, which may take
 * as long as the execution waits for a free slot. If the client has left by then, the answer goes
 * nowhere and 'finish' is never emitted, but n8n still ends the response.
 */
function whenAnswered(response: Response, tell: (status: number) => void): void {
	response.once('finish', () => tell(response.statusCode));
	const watchEnd = () => {
		if (response.writableEnded) return;
		response.end = new Proxy(response.end, {
			apply(end, self, args) {
				tell(response.statusCode);
				return Reflect.apply(end, self, args);
			},
		});
	};
	if (response.destroyed) watchEnd();
	else response.once('close', watchEnd);
}
