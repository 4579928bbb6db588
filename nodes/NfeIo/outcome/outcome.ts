import { z } from 'zod';

import { actionOfFlow } from '../webhook/events';

/** What an invoice can come to, by the output of "Get Outcome" that it leaves through. */
export const outcomes = {
	issued: 'Issued',
	issuedWithoutPdf: 'Issued without PDF',
	refused: 'Refused',
	cancelled: 'Cancelled',
	cancellationRefused: 'Cancellation Refused',
} as const;

export type Outcome = keyof typeof outcomes;

/** `underWay`: nothing yet. `contradicted`: the event says that it ended, the invoice that it did not. */
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
 * What an invoice of any kind has come to: what it is now counts more than the event that told of it, which may be late or
 * out of order: while it is under way it must not be called refused, as who issues it again then has two. Where the two kinds of refusal, or goods that stay issued after a refused cancellation, look the same, the
 * event's action tells. Sources: docs/facts/nfeio.md §1.9, §2.3.
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
	// Issued for good, only its PDF is missing: never to be issued again.
	if (issued.includes(status ?? '')) return flow === 'issued_failed' ? 'issuedWithoutPdf' : 'issued';
	// It had been issued, or could not have been cancelled.
	return flow === null || failed ? 'refused' : { unknown: `${status}, ${flowStatus}` };
}

/** The bare `cancelled` is sent at the end, well or not; while the cancellation waits it says nothing yet. */
const isPending = (action: string, { flow, flowStatus }: { flow: string | null; flowStatus: string | null | undefined }) =>
	action === 'cancelled' && flow === null && (flowStatus ?? '') !== '';

/** Whether the invoice stands, whatever else failed. */
export const isAuthorized = (document: unknown): boolean => issued.includes(states.parse(document).status ?? '');
