import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseJson } from '../json';
import { withoutPersonalData } from '../privacy/personalData';
import type { Call } from './call';
import { answer, store, unavailable } from './commit';
import { countsParameter, countsToken, opensCounts } from './countsLink';
import type { Verification } from './delivery';
import { claimNew } from './duplicates';
import { isTest, memoryOf } from './memory';
import { pageHeaders, renderSetupPage } from './page';
import { languageOf } from './pageTexts';
import { isProbe } from './probes';
import { readRequest } from './readRequest';
import { senderOf } from './sender';
import type { Authentication, IncomingRequest, WebhookVendor } from './vendor';
import { wantedOf } from './wanted';

/**
 * The first phase of a trigger, in n8n's web process: authenticate, read, drop what is unwanted or
 * already known, and hand the rest to n8n, without personal data if the user wants that. n8n
 * answers 200 only once it has stored the execution. Never throws: n8n would answer 500 and start
 * an execution. Source of the order and the answers: docs/en/deliveries.md.
 */
export async function receive<Secrets>(context: IWebhookFunctions, vendor: WebhookVendor<Secrets>): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const memory = memoryOf(context);
		const call = { context, response, memory, vendor };
		// Test calls share the static data with production, so they leave it alone.
		if (isTest(context)) return await respond(call);
		const staticData = () => context.getWorkflowStaticData('node');
		memory.counters.learn(staticData);
		const result = await respond(call);
		memory.counters.save(staticData);
		return result;
	} catch (error) {
		context.logger.error(`${vendor.displayName} webhook could not be verified and was answered 503`, {
			workflow: context.getWorkflow().id,
			node: context.getNode().name,
			reason: error instanceof Error ? error.message : 'unknown',
		});
		countUnavailable(context);
		return answer(response, 503, unavailable);
	}
}

/** Shows that nothing gets through. Never throws: the counters may be what could not be read. */
function countUnavailable(context: IWebhookFunctions): void {
	if (isTest(context)) return;
	try {
		const { counters } = memoryOf(context);
		counters.refused('unavailable');
		counters.save(() => context.getWorkflowStaticData('node'));
	} catch {
		context.logger.error('A delivery answered 503 could not be counted', { node: context.getNode().name });
	}
}

async function respond<Secrets>(call: Call<Secrets>): Promise<IWebhookResponseData> {
	return call.context.getWebhookName() === 'setup' ? showPage(call) : await decide(call);
}

function showPage<Secrets>({ context, response, memory, vendor }: Call<Secrets>): IWebhookResponseData {
	const { query, headers } = context.getRequestObject();
	const isKnown = !isTest(context) && opensCounts(context.getWorkflowStaticData('node'), query[countsParameter]);
	const counters = isKnown ? memory.counters.snapshot() : undefined;
	const page = renderSetupPage(vendor, counters, languageOf(headers['accept-language']), context.getTimezone());
	response.status(200).set(pageHeaders()).send(page);
	return { noWebhookResponse: true };
}

/**
 * The steps of a request: its sender, the notices in it, which of them are wanted, which of those
 * are new, and storing them. Each step may be the last.
 */
async function decide<Secrets>(call: Call<Secrets>): Promise<IWebhookResponseData> {
	const { context, response, memory, vendor } = call;
	const node = context.getNode();
	const request = await readRequest(context);
	if (request === undefined) return refuse(call, { ok: false, reason: 'malformed' });
	if (vendor.handshake?.(request)) return answer(response, 200, { status: 'accepted' });
	const settings = memory.settings.of(node, (name, fallback) => context.getNodeParameter(name, fallback), vendor);

	const sender = await senderOf(call, request, settings);
	const proof = sender.authenticate();
	if (!proof.ok) return refuse(call, proof, request);
	const { verifiedBy } = proof;
	const body = parseJson(request.rawBody);
	if (isProbe(body)) return answerProbe(call, request, verifiedBy);

	const notices = sender.read(body);
	for (const { warning } of notices) {
		if (warning !== undefined) context.logger.warn(`${vendor.displayName} webhook: ${warning}`, { node: context.getNode().name });
	}

	const accountName = node.credentials?.[vendor.credential]?.name ?? null;
	const wanted = wantedOf(call, settings, notices, { accountName, verifiedBy, redelivery: sender.redelivery });
	if (wanted.length === 0) {
		memory.counters.ignored();
		return answer(response, 200, { status: 'ignored' });
	}

	const repeatable = sender.redelivery || !settings.ignoreDuplicates || isTest(context);
	const claim = repeatable ? { fresh: wanted, keys: [], othersStored: true } : await claimNew(memory.seen, wanted);
	if (!claim.othersStored) {
		memory.seen.forget(claim.keys);
		memory.counters.refused('unavailable');
		return answer(response, 503, unavailable);
	}
	if (claim.fresh.length === 0) {
		memory.counters.duplicate();
		return answer(response, 200, { status: 'duplicate' });
	}

	memory.counters.accepted();
	// Mask only now: identification and duplicate detection need the original bytes.
	const deliveries = claim.fresh.map(({ delivery }) =>
		withoutPersonalData(delivery, settings.personalData, vendor.personalData, accountName),
	);
	return await store(call, settings, { deliveries, keys: claim.keys });
}

type Refusal = Extract<Authentication, { ok: false }>;

/** Tells a stranger nothing more; the reason is counted, unless a test forged the request on purpose. */
function refuse<Secrets>(
	{ response, memory }: Call<Secrets>,
	{ reason, headers }: Refusal,
	request?: IncomingRequest,
): IWebhookResponseData {
	const isForgedOnPurpose = request !== undefined && memory.probes.isForgedOnPurpose(request.rawBody);
	if (!isForgedOnPurpose) memory.counters.refused(reason);
	return reason === 'limit' ? answer(response, 503, unavailable) : answer(response, 401, { status: 'unauthorized' }, headers);
}

/** A probe of "Webhook → Test" that has proven anything gets the counters, and starts nothing. */
function answerProbe<Secrets>(
	{ context, response, memory }: Call<Secrets>,
	{ rawBody }: IncomingRequest,
	verifiedBy: Verification[],
): IWebhookResponseData {
	if (verifiedBy.length === 0) return answer(response, 200, { status: 'probe' });
	memory.probes.genuine(rawBody);
	const link = isTest(context) ? {} : { countsToken: countsToken(context.getWorkflowStaticData('node')) };
	return answer(response, 200, { status: 'probe', ...memory.counters.snapshot(), ...link });
}
