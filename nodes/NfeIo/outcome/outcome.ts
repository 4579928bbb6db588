import { z } from 'zod';

import { actionOfFlow } from '../webhook/events';

/** The possible outcomes of an invoice, by the output of "Get Outcome" it leaves through. */
export const outcomes = {
	issued: 'Issued',
	issuedWithoutPdf: 'Issued without PDF',
	refused: 'Refused',
	cancelled: 'Cancelled',
	cancellationRefused: 'Cancellation Refused',
} as const;

export type Outcome = keyof typeof outcomes;

/** `underWay`: nothing yet. `contradicted`: the event says that it ended, the invoice says that it did not. */
type Verdict = Outcome | 'underWay' | 'contradicted' | { unknown: string };

const word = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(undefined);
const states = z.object({ status: word, flowStatus: word });

const issued = ['Issued', 'IssuedContingency'];
const refused = ['Error', 'IssueDenied'];
const open = ['None', 'Created', 'Processing', 'Disabled'];

/**
 * The outcome of an invoice of any kind. Its current state counts more than the event, which may be
 * late or out of order: an invoice still in progress must not be called refused, because whoever
 * issues it again then has two. The event's action decides where the state cannot: between the two
 * kinds of refusal, and for goods that stay issued after a refused cancellation. Sources:
 * docs/facts/nfeio.md §1.9, §2.3.
 */
export function outcomeOf(action: string, document: unknown): Verdict {
	const { status, flowStatus } = states.parse(document);
	const flow = actionOfFlow(flowStatus);
	const failed = flow === 'issued_failed' || flowStatus === 'Error';
	if (status === 'Cancelled') return 'cancelled';
	if (![...issued, ...refused, ...open].includes(status ?? '')) return { unknown: status ?? '' };
	if (open.includes(status ?? '') && !failed) return /^(?:issued|cancelled)/.test(action) ? 'contradicted' : 'underWay';
	if (action === 'cancelled_successfully') return 'cancelled';
	if (action.startsWith('cancelled')) return isPending(action, { flow, flowStatus }) ? 'contradicted' : 'cancellationRefused';
	// Finally issued, only its PDF is missing: it must never be issued again.
	if (issued.includes(status ?? '')) return flow === 'issued_failed' ? 'issuedWithoutPdf' : 'issued';
	// It had been issued, or it could not have been cancelled.
	return flow === null || failed ? 'refused' : { unknown: `${status}, ${flowStatus}` };
}

/**
 * The bare `cancelled` is sent at the end, successful or not; while the cancellation is waiting it
 * says nothing yet.
 */
const isPending = (action: string, { flow, flowStatus }: { flow: string | null; flowStatus: string | null | undefined }) =>
	action === 'cancelled' && flow === null && (flowStatus ?? '') !== '';

/** Whether the invoice is valid, whatever else failed. */
export const isAuthorized = (document: unknown): boolean => issued.includes(states.parse(document).status ?? '');
