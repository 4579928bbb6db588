import type { PersonalData } from '../../shared/privacy/personalData';
import { trackingEvent } from './events';

const events = [trackingEvent('')];

/**
 * A tracking notice names no customer, but carriers write free text, and proofs of delivery come as
 * attachments (docs/facts/intelipost.md §2.2). Other notices are not published (§2.3).
 */
export const personalData: PersonalData = {
	fields: [
		{ path: 'data.history.provider_message', events, holds: ['text'], certainty: 'certain' },
		{ path: 'data.history.esprinter_message', events, holds: ['message'], certainty: 'certain' },
		{ path: 'data.history.attachments.file_name', events, holds: ['document'], certainty: 'certain' },
		{ path: 'data.history.attachments.url', events, holds: ['document'], certainty: 'certain' },
		{ path: 'data.history.attachments.additional_information', events, holds: ['text'], certainty: 'certain' },
		{ path: 'data.history.location', events, holds: ['address'], certainty: 'unconfirmed' },
		{ path: 'data.history.extra', events, holds: ['text'], certainty: 'unconfirmed' },
	],
	kept: [
		'id',
		'data.order_number',
		'data.sales_order_number',
		'data.external_order_numbers',
		'data.volume_number',
		'data.tracking_code',
		'data.invoice',
		'data.history.shipment_volume_micro_state',
	],
	isUndocumented: (event) => !events.some((beginning) => event.startsWith(beginning)),
};
