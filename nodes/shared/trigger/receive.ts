import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';

import type { Response } from './commit';
import { answer, commit, gather, unavailable } from './commit';
import { countsParameter, countsToken, opensCounts } from './countsLink';
import type { Delivery, Notice, Verification } from './delivery';
import { completeDelivery, storedDelivery } from './delivery';
import type { Key } from './duplicates';
import { inAccount, unprovenName } from './duplicates';
import { contentHash, parseJson } from '../json';
import type { TriggerMemory } from './memory';
import { isTest, memoryOf } from './memory';
import { pageHeaders, renderSetupPage } from './page';
import { languageOf } from './pageTexts';
import { withoutPersonalData } from '../privacy/personalData';
import { isProbe } from './probes';
import { redeliveryHeader, verifyRedelivery } from './redelivery';
import type { TriggerSettings } from './settings';
import { readSettings } from './settings';
import type { Authentication, IncomingRequest, WebhookVendor } from './vendor';

/**
 * The first phase of a trigger, in n8n's web process: authenticate, read, drop what is not wanted or known already, and
 * hand the rest, without personal data if the user wants that, to n8n, which answers 200 only when it has stored the execution. Never throws: n8n would answer 500
 * and start an execution. Source of the order and of the answers: docs/entregas.md.
 */
export async function receive<Secrets>(context: IWebhookFunctions, vendor: WebhookVendor<Secrets>): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const memory = memoryOf(context);
		// Test calls share the static data with production, so they leave it alone.
		if (isTest(context)) return await respond(context, response, memory, vendor);
		const staticData = () => context.getWorkflowStaticData('node');
		memory.counters.learn(staticData);
		const result = await respond(context, response, memory, vendor);
		memory.counters.save(staticData);
		return result;
	} catch (error) {
		context.logger.error(`${vendor.displayName} webhook could not be checked and was answered 503`, {
			workflow: context.getWorkflow().id,
			node: context.getNode().name,
			reason: error instanceof Error ? error.message : 'unknown',
		});
		countUnavailable(context);
		return answer(response, 503, unavailable);
	}
}

/** So that it is seen that nothing gets through. Never throws: the counters may be what could not be read. */
function countUnavailable(context: IWebhookFunctions): void {
	if (isTest(context)) return;
	try {
		const { counters } = memoryOf(context);
		counters.refused('unavailable');
		counters.save(() => context.getWorkflowStaticData('node'));
	} catch {
		context.logger.error('What was answered 503 could not be counted', { node: context.getNode().name });
	}
}

async function respond<Secrets>(
	context: IWebhookFunctions,
	response: Response,
	memory: TriggerMemory,
	vendor: WebhookVendor<Secrets>,
): Promise<IWebhookResponseData> {
	if (context.getWebhookName() === 'setup') return showPage(context, response, memory, vendor);
	return await decide(context, response, memory, vendor);
}

async function decide<Secrets>(
	context: IWebhookFunctions,
	response: Response,
	memory: TriggerMemory,
	vendor: WebhookVendor<Secrets>,
): Promise<IWebhookResponseData> {
	const request = await readRequest(context);
	if (request === undefined) {
		memory.counters.refused('malformed');
		return answer(response, 401, { status: 'unauthorized' });
	}
	if (vendor.handshake?.(request)) return answer(response, 200, { status: 'accepted' });

	const { typeVersion } = context.getNode();
	const settings = readSettings((name, fallback) => context.getNodeParameter(name, fallback), vendor, typeVersion);
	const redelivery = request.headers[redeliveryHeader] !== undefined;
	const secrets = redelivery ? undefined : await memory.secrets.of(context, vendor, settings);
	const proof =
		secrets === undefined ? await authenticateRedelivery(context, request, memory) : vendor.authenticate(request, secrets, settings);
	if (!proof.ok) {
		if (!memory.probes.isForgedOnPurpose(request.rawBody)) memory.counters.refused(proof.reason);
		if (proof.reason === 'limit') return answer(response, 503, unavailable);
		return answer(response, 401, { status: 'unauthorized' }, proof.headers);
	}

	const body = parseJson(request.rawBody);
	if (isProbe(body)) {
		if (proof.verifiedBy.length === 0) return answer(response, 200, { status: 'probe' });
		memory.probes.genuine(request.rawBody);
		const link = isTest(context) ? {} : { countsToken: countsToken(context.getWorkflowStaticData('node')) };
		return answer(response, 200, { status: 'probe', ...memory.counters.snapshot(), ...link });
	}

	const notices = secrets === undefined ? readStored(body, vendor.vendor) : vendor.read(body, request, secrets, settings);
	for (const { warning } of notices) {
		if (warning !== undefined) context.logger.warn(`${vendor.displayName} webhook: ${warning}`, { node: context.getNode().name });
	}
	const accountName = context.getNode().credentials?.[vendor.credential]?.name ?? null;
	const arrival = { accountName, verifiedBy: proof.verifiedBy, redelivery };
	const keysOf = keysFor(proof.verifiedBy, settings);
	const wanted = notices
		.map((notice) => ({ delivery: completeDelivery(vendor.vendor, notice, arrival), keys: keysOf(notice) }))
		.filter(({ delivery }) => isWanted(delivery, vendor, settings));
	if (wanted.length === 0) {
		memory.counters.ignored();
		return answer(response, 200, { status: 'ignored' });
	}

	const repeatable = redelivery || !settings.ignoreDuplicates || isTest(context);
	const claim = repeatable ? { fresh: wanted, keys: [], othersStored: true } : await claimNew(memory, wanted);
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
	// Only now: what a delivery is and whether it came before was told by all of its bytes.
	const deliveries = claim.fresh.map(({ delivery }) =>
		withoutPersonalData(delivery, settings.personalData, vendor.personalData, accountName),
	);
	const claimed = { deliveries, keys: claim.keys };
	if (settings.gatherWindowMs === 0) return commit(response, memory, claimed);
	const gatherer = proof.verifiedBy.length > 0 ? memory.gatherer : memory.unprovenGatherer;
	return await gather(response, memory, gatherer, claimed, settings);
}

/**
 * Under which keys a notice may come again. What nobody has proven goes by all that it says, apart from what is proven:
 * whoever knows or guesses an id must not make the true delivery of that id a duplicate.
 */
function keysFor(verifiedBy: Verification[], { duplicateWindowMs }: TriggerSettings): (notice: Notice) => Key[] {
	return ({ id, account, versionless, data, sameAs = [] }) => {
		const mark = verifiedBy.length > 0 ? '' : `unproven|${contentHash(data)}|`;
		const own = { key: id, windowMs: versionless === true ? 0 : duplicateWindowMs };
		return [own, ...sameAs].map(({ key, windowMs }) => ({ key: mark + inAccount({ account }, key), windowMs }));
	};
}

/**
 * Claims each delivery once; what another request is just storing is waited for, so that nobody gets a 200 for nothing.
 * A repeat within the same body is not: it would wait for itself.
 */
async function claimNew(memory: TriggerMemory, candidates: Array<{ delivery: Delivery; keys: Key[] }>) {
	const fresh: typeof candidates = [];
	const pending: Array<Promise<boolean>> = [];
	const own = new Set<string>();
	for (const candidate of candidates) {
		if (candidate.keys.some(({ key }) => own.has(key))) continue;
		const claim = memory.seen.claim(candidate.keys, undefined, unprovenName(candidate.delivery));
		if (claim === 'new') {
			fresh.push(candidate);
			for (const { key } of candidate.keys) own.add(key);
		} else if (claim !== 'stored') pending.push(claim.pending);
	}
	const othersStored = (await Promise.all(pending)).every((stored) => stored);
	return { fresh, keys: [...own], othersStored };
}

function showPage<Secrets>(
	context: IWebhookFunctions,
	response: Response,
	memory: TriggerMemory,
	vendor: WebhookVendor<Secrets>,
): IWebhookResponseData {
	const { query, headers } = context.getRequestObject();
	const isKnown = !isTest(context) && opensCounts(context.getWorkflowStaticData('node'), query[countsParameter]);
	response
		.status(200)
		.set(pageHeaders())
		.send(renderSetupPage(vendor, isKnown ? memory.counters.snapshot() : undefined, languageOf(headers['accept-language'])));
	return { noWebhookResponse: true };
}

/** Undefined if the body cannot be unpacked (its content encoding is unknown or a lie): nothing of it can be verified. */
async function readRequest(context: IWebhookFunctions): Promise<IncomingRequest | undefined> {
	const request = context.getRequestObject();
	// n8n has read JSON, form, text and XML bodies; any other content type is still in the socket (typeVersion above 1).
	if (request.rawBody === undefined) {
		try {
			await request.readRawBody();
		} catch {
			return undefined;
		}
	}
	const { webhookId = '' } = context.getNode();
	return {
		path: request.path,
		route: request.path.split(`/${webhookId}/`)[1] ?? '',
		webhookId,
		headers: request.headers,
		query: z.record(z.string(), z.unknown()).catch({}).parse(request.query) as IDataObject,
		rawBody: request.rawBody ?? Buffer.alloc(0),
	};
}

/** Only the resend secret of this n8n authenticates a resend; the vendor's own secret is not asked for. */
async function authenticateRedelivery(
	context: IWebhookFunctions,
	request: IncomingRequest,
	{ nonces }: TriggerMemory,
): Promise<Authentication> {
	const slot = context.getNode().credentials?.n8nInstanceApi;
	const credential = slot ? await context.getCredentials('n8nInstanceApi') : {};
	const secret = typeof credential.resendSecret === 'string' ? credential.resendSecret : undefined;
	const valid = verifyRedelivery(secret, request.headers[redeliveryHeader], request.path, request.rawBody, nonces);
	return valid ? { ok: true, verifiedBy: ['resend'] } : { ok: false, reason: 'resend' };
}

function readStored(body: unknown, vendor: string): Notice[] {
	const stored = storedDelivery.safeParse(body);
	if (!stored.success || stored.data.vendor !== vendor) return [];
	return [{ ...stored.data, data: stored.data.data as IDataObject }];
}

function isWanted<Secrets>(delivery: Delivery, vendor: WebhookVendor<Secrets>, settings: TriggerSettings): boolean {
	const { event, account } = delivery;
	if (!(vendor.wants?.(event, settings) ?? isChosen(event, vendor.events, settings))) return false;
	const accountUntold = account === null && vendor.accountMayBeMissing === true;
	if (settings.accounts.size > 0 && !accountUntold && !settings.accounts.has(account ?? '')) return false;
	return !vendor.drops?.(delivery, settings);
}

function isChosen(event: string, catalogue: readonly string[], { events, emitUnknown }: TriggerSettings): boolean {
	return events.has('*') || events.has(event) || (emitUnknown && !catalogue.includes(event));
}
