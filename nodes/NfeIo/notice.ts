import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../shared/delivery';
import type { IncomingRequest } from '../shared/vendor';
import { withoutSecrets } from './api';

/** The event of a ping, which is dropped unless the trigger includes pings. */
export const pingEvent = 'ping';

/** The event of a body from which no name can be told. */
export const unknownEvent = 'unknown';

/** The same body within this time is the same delivery, whatever its unsigned headers say (vendors/nfeio.md §2.4). */
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

const envelope = z.object({
	action: text,
	payload: z.record(z.string(), z.unknown()).optional().catch(undefined),
	webHook: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** What a document says of itself, in any of the variants of vendors/nfeio.md §2.3; all of it may be missing. */
const documentSchema = z.object({
	id,
	accessKey: id,
	federalTaxNumber: id,
	companyId: id,
	provider: company,
	issuer: company,
	company,
	status: text,
	flowStatus: text,
	modifiedOn: text,
	issuedOn: text,
	createdOn: text,
});

const header = (request: IncomingRequest, name: string): string | undefined => {
	const value = request.headers[name];
	return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Turns an authentic body into a notice; every variant of vendors/nfeio.md §2.3 is accepted, sparse ones too. */
export function readNotice(body: unknown, request: IncomingRequest): Notice {
	const parsed = envelope.safeParse(body);
	const { action, payload, webHook } = parsed.success ? parsed.data : {};
	const data = withoutSecrets(
		payload ?? webHook ?? (parsed.success ? body : { body: body ?? request.rawBody.toString('utf8') }),
	);
	const document = documentSchema.catch({}).parse(data);
	const resource = payload !== undefined || document.flowStatus ? 'service_invoice' : undefined;
	const { event, warning } = resolveEvent(action ?? undefined, resource, header(request, 'x-hook-event'));
	const { provider, issuer } = document;
	// A received document names its sender without an id: that company is not the account.
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
		occurredAt: isoTime(document.modifiedOn ?? document.issuedOn ?? document.createdOn),
		attempt: attemptOf(header(request, 'x-hook-attempts')),
		data: data as IDataObject,
		warning,
	};
}

const isFull = (name: string) => /^\w+[.:]\w+$/.test(name);
const resourceOf = (name: string) => name.split(/[.:]/)[0];

/**
 * The event type, from what is signed first (vendors/nfeio.md §2.4): a full `action`; else a short one with the resource
 * that the shape tells. The header is not signed: it only completes what the body lacks, and where both speak the body wins.
 */
function resolveEvent(
	action: string | undefined,
	resource: string | undefined,
	hookEvent: string | undefined,
): { event: string; warning?: string } {
	const told = fromBody(action, resource);
	if (told !== undefined) return { event: told, warning: conflict(told, hookEvent) };
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

/** A bare resource in the header agrees with any event of it. */
function conflict(told: string, hookEvent: string | undefined): string | undefined {
	if (hookEvent === undefined || told === pingEvent || [told, resourceOf(told)].includes(hookEvent))
		return undefined;
	return `X-Hook-Event says ${JSON.stringify(hookEvent.slice(0, 80))}, the signed body says ${JSON.stringify(told)}: the body counts`;
}

function isoTime(time: string | null | undefined): string | null {
	const parsed = Date.parse(time ?? '');
	return Number.isNaN(parsed) ? null : new Date(parsed).toISOString();
}

function attemptOf(given: string | undefined): number | null {
	return given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) : null;
}
