/**
 * NFE.io's known event types: the account lists 47, no public source names them all
 * (docs/facts/nfeio.md §1.9). The full list comes live from GET /v2/webhooks/eventtypes. Only this
 * file names events. It imports nothing, so that the sandbox can read it too.
 */
const actions = [
	{ action: 'issued', title: 'Issued or Not (Any Outcome)', meaning: 'issued, successfully or not' },
	{ action: 'issued_successfully', title: 'Issued', meaning: 'issued' },
	{ action: 'issued_failed', title: 'Issue Failed', meaning: 'not issued: retries exhausted or a technical problem' },
	{ action: 'issued_error', title: 'Rejected', meaning: 'not issued: rejected for its data' },
	{ action: 'cancelled', title: 'Canceled or Not (Any Outcome)', meaning: 'cancelled, successfully or not' },
	{ action: 'cancelled_successfully', title: 'Canceled', meaning: 'cancelled' },
	{ action: 'cancelled_failed', title: 'Cancellation Failed', meaning: 'not cancelled: retries exhausted or a technical problem' },
	{ action: 'cancelled_error', title: 'Cancellation Rejected', meaning: 'not cancelled: rejected' },
] as const;

const pulled = { action: 'pulled', title: 'Pulled From City Hall', meaning: 'pulled from the city hall' };

const documents = [
	{ resource: 'service_invoice', title: 'Service Invoice', label: 'NFS-e (service)' },
	{ resource: 'product_invoice', title: 'Product Invoice', label: 'NF-e (product)' },
	{ resource: 'consumer_invoice', title: 'Consumer Invoice', label: 'NFC-e (consumer)' },
] as const;

/** The first half of an invoice event's name; it also selects the host and path of that kind of invoice (`ids.ts`). */
export type InvoiceResource = (typeof documents)[number]['resource'];

/** The kind of invoice an event is about; undefined for all other events. */
export const invoiceResourceOf = (event: string): InvoiceResource | undefined =>
	documents.find(({ resource }) => event.startsWith(`${resource}.`))?.resource;

/** An event that a webhook can filter by. */
export interface EventType {
	name: string;
	description: string;
}

/** What the trigger offers if the account's own list cannot be read. Source: docs/facts/nfeio.md §1.9. */
export const eventTypes: ReadonlyArray<EventType & { title: string }> = [
	...documents.flatMap(({ resource, label, title }) =>
		[...actions, ...(resource === 'service_invoice' ? [pulled] : [])].map(({ action, meaning, title: outcome }) => ({
			title: `${title} ${outcome}`,
			name: `${resource}.${action}`,
			description: `${label} ${meaning}`,
		})),
	),
	// Misspelled by the vendor, and the only one with a colon.
	{
		title: 'Taxpayer Updated',
		name: 'legal_entity_taxpayer:updated_sucessfully',
		description: 'Data of a taxpayer (legal entity) updated',
	},
];

export const eventNames: string[] = eventTypes.map(({ name }) => name);

/** Every action that an event name ends with: the possible short names. */
export const actionNames: ReadonlySet<string> = new Set(eventNames.map((name) => name.split(/[.:]/)[1]));

/**
 * What a service invoice's `flowStatus` means, by name and number; null if it is still in progress
 * or ambiguous. A rejection (`issued_error`) and a failure share a status. Source:
 * docs/facts/nfeio.md §2.3.
 */
export function actionOfFlow(flowStatus: string | null | undefined): string | null {
	switch (flowStatus) {
		case 'Issued':
		case '1':
			return 'issued_successfully';
		case 'IssueFailed':
		case '-1':
			return 'issued_failed';
		case 'Cancelled':
		case '2':
			return 'cancelled_successfully';
		case 'CancelFailed':
		case '-2':
			return 'cancelled_failed';
		default:
			return null;
	}
}

/**
 * `service_invoice.issued_failed` is also sent to subscribers of `service_invoice.issued`;
 * undefined if there is no such event.
 */
export function umbrellaOf(event: string): string | undefined {
	return /^([a-z]+_invoice\.(?:issued|cancelled))_[a-z]+$/.exec(event)?.[1];
}

/** The format of every known name: resource, `.` or `:`, action. */
export const eventNamePattern = /^[a-z]\w*[.:][a-z]\w*$/i;

const outcomes = {
	issued_successfully: 'emitida',
	issued_failed: 'emissão com falha',
	issued_error: 'emissão rejeitada',
	cancelled_successfully: 'cancelada',
	cancelled_failed: 'cancelamento com falha',
	cancelled_error: 'cancelamento rejeitado',
} as const;

/** The outcomes of an invoice of any kind that can be fetched by its ID. */
export const rebuilds = documents.flatMap(({ resource, label }) =>
	Object.entries(outcomes).map(([action, outcome]) => ({ event: `${resource}.${action}`, label: `${label.split(' ')[0]}: ${outcome}` })),
);
