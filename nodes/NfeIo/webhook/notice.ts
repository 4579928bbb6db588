import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';
import { instant } from '../../shared/instant';
import type { IncomingRequest } from '../../shared/trigger/vendor';
import { textOf } from '../../shared/json';
import { withBeside } from '../../shared/trigger/wholeBody';
import { withoutSecrets } from '../api/api';
import { actionNames, actionOfFlow } from './events';

/** The event of a ping, which is dropped unless the trigger includes pings. */
export const pingEvent = 'ping';

/** The event of a body without a recognizable name. */
export const unknownEvent = 'unknown';

/**
 * The same body within this time is the same delivery, whatever its unsigned headers say
 * (docs/facts/nfeio.md §2.4).
 */
const sameBodyWindowMs = 10 * 60_000;

const id = z
	.union([z.string().min(1), z.number().transform(String)])
	.nullish()
	.catch(undefined);
const company = z
	.object({ id, name: z.string().nullish().catch(undefined) })
	.nullish()
	.catch(undefined);
const text = z.string().nullish().catch(undefined);

/** A status is a name, or a number (docs/facts/nfeio.md §2.3). */
const status = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(undefined);

const envelope = z.object({
	action: text,
	payload: z.record(z.string(), z.unknown()).optional().catch(undefined),
	webHook: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
type Envelope = Partial<z.infer<typeof envelope>>;

/** What a document says about itself, in any variant of docs/facts/nfeio.md §2.3; everything may be missing. */
const documentSchema = z.object({
	id,
	accessKey: id,
	federalTaxNumber: id,
	companyId: id,
	provider: company,
	issuer: company,
	company,
	status,
	flowStatus: status,
	modifiedOn: text,
	issuedOn: text,
	createdOn: text,
});

const header = (request: IncomingRequest, name: string): string | undefined => {
	const value = request.headers[name];
	return typeof value === 'string' && value !== '' ? value : undefined;
};

/**
 * Turns an authentic body into a notice; every variant of docs/facts/nfeio.md §2.3 is accepted,
 * including sparse ones.
 */
export function readNotice(body: unknown, request: IncomingRequest): Notice {
	const parsed = envelope.safeParse(body);
	const content: Envelope = parsed.success ? parsed.data : {};
	const { action, payload } = content;
	const data = withoutSecrets(dataOf(body, request, content));
	const document = documentSchema.catch({}).parse(data);
	const isService = payload !== undefined || (document.flowStatus ?? '') !== '';
	const told: Told = {
		action: action || undefined,
		isNamed: hasAction(body),
		resource: isService ? serviceInvoice : undefined,
		flow: isService ? actionOfFlow(document.flowStatus) : null,
	};
	const { event, warning } = resolveEvent(told, header(request, 'x-hook-event')?.trim());
	const { provider, issuer } = document;
	// A received document names its sender without an ID: that company is not the account.
	const own = [provider, issuer, document.company].find((party) => party?.id != null);
	// A company's number may be shown in lists and tags; a person's may not.
	const legalEntity = event.startsWith('legal_entity') ? document.federalTaxNumber : undefined;
	const bodyHash = createHash('sha256').update(request.rawBody).digest('hex');
	const hookId = header(request, 'x-hook-id');
	return {
		event,
		id: hookId !== undefined && /^[\w-]{1,64}$/.test(hookId) ? hookId : bodyHash,
		sameAs: event === pingEvent ? [] : [{ key: `body:${bodyHash}`, windowMs: sameBodyWindowMs }],
		account: own?.id ?? document.companyId ?? null,
		accountName: own?.name ?? undefined,
		state: document.status ?? null,
		reference: document.id ?? document.accessKey ?? legalEntity ?? null,
		occurredAt: instant(document.modifiedOn ?? document.issuedOn ?? document.createdOn),
		attempt: attemptOf(header(request, 'x-hook-attempts')),
		data,
		warning,
	};
}

/** The document of a body, with what is next to it; a body without one is the document itself. */
function dataOf(body: unknown, { rawBody }: IncomingRequest, { action, payload, webHook }: Envelope): IDataObject {
	const document = payload ?? webHook;
	if (document !== undefined) {
		const name = payload === undefined ? 'webHook' : 'payload';
		return withBeside(document as IDataObject, body, typeof action === 'string' ? [name, 'action'] : [name]);
	}
	const whole = z.record(z.string(), z.unknown()).safeParse(body);
	return (whole.success ? whole.data : { body: body ?? textOf(rawBody) }) as IDataObject;
}

const hasAction = (body: unknown) =>
	z.object({ action: z.unknown().refine((action) => action !== undefined && action !== null && action !== '') }).safeParse(body).success;

const serviceInvoice = 'service_invoice';

/** What the signed body says about its event. */
interface Told {
	action: string | undefined;
	/** Whether it has an `action` at all: an unrecognized action is not replaced by the status. */
	isNamed: boolean;
	/** The resource, recognized by the body's format. */
	resource: string | undefined;
	/** The action according to a service invoice's `flowStatus`. */
	flow: string | null;
}

const isFull = (name: string) => /^\w+[.:]\w+$/.test(name);
const resourceOf = (name: string) => name.split(/[.:]/)[0];

/**
 * The event type, primarily from what is signed (docs/facts/nfeio.md §2.4): a full `action`, else a
 * short one with the resource recognized by the body's format. The header is not signed: it only
 * completes what the body lacks, and if they differ the body wins.
 */
function resolveEvent(told: Told, hookEvent: string | undefined): { event: string; warning?: string } {
	const { action, resource } = told;
	const named = fromBody(action, resource);
	if (named !== undefined) return { event: named, warning: conflict(named, hookEvent) };
	if (resource !== undefined && !told.isNamed) return ofServiceInvoice(resource, told.flow, hookEvent);
	if (hookEvent === undefined) return { event: unknownEvent };

	const headerResource = resourceOf(hookEvent);
	if (resource !== undefined && headerResource !== resource) {
		return { event: unknownEvent, warning: conflict(resource, hookEvent) };
	}
	if (action !== undefined) {
		const event = `${headerResource}.${action}`;
		return isFull(event) ? { event, warning: conflict(event, hookEvent) } : { event: unknownEvent };
	}
	return { event: isFull(hookEvent) ? hookEvent : unknownEvent };
}

function fromBody(action: string | undefined, resource: string | undefined): string | undefined {
	if (action === undefined) return undefined;
	if (action === pingEvent || isFull(action)) return action;
	return resource !== undefined && /^\w+$/.test(action) ? `${resource}.${action}` : undefined;
}

/**
 * A service invoice without `action` (docs/facts/nfeio.md §2.3): the header's full or short event
 * completes `flowStatus`, as only it distinguishes a rejection from a failure; a contradictory
 * header does not count.
 */
function ofServiceInvoice(resource: string, flow: string | null, hookEvent = ''): { event: string; warning?: string } {
	const byFlow = flow === null ? unknownEvent : `${resource}.${flow}`;
	const short = hookEvent.startsWith(`${resource}.`) ? hookEvent.slice(resource.length + 1) : hookEvent;
	const isShort = actionNames.has(short) || short !== hookEvent;
	if (isShort && /^\w+$/.test(short) && agrees(short, flow)) return { event: `${resource}.${short}` };
	if (['', resource].includes(hookEvent)) return { event: byFlow };
	return { event: byFlow, warning: conflict(flow === null ? resource : byFlow, hookEvent) };
}

/** `issued` and `issued_error` match `issued_failed`; events about neither issuing nor cancelling match all. */
function agrees(action: string, flow: string | null): boolean {
	const [kind, outcome] = action.split('_');
	if (flow === null || !['issued', 'cancelled'].includes(kind)) return true;
	const [flowKind, flowOutcome] = flow.split('_');
	return kind === flowKind && (outcome === undefined || (outcome === 'successfully') === (flowOutcome === 'successfully'));
}

/** A bare resource in the header matches any of its events. */
function conflict(told: string, hookEvent: string | undefined): string | undefined {
	if (hookEvent === undefined || told === pingEvent || [told, resourceOf(told)].includes(hookEvent)) return undefined;
	return `X-Hook-Event says ${JSON.stringify(hookEvent.slice(0, 80))}, the signed body says ${JSON.stringify(told)}: the body counts`;
}

function attemptOf(given: string | undefined): number | null {
	return given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) : null;
}
