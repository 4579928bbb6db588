import type { PersonalData } from '../shared/personalData';
import { trackingEvent } from './events';

/**
 * A tracking notice names no customer, but carriers write what they like, and proofs of delivery come as attachments
 * (vendors/intelipost.md §2.2). Notices of another kind are not published (§2.3).
 */
export const personalData: PersonalData = {
	fields: [
		{ path: 'data.history.provider_message', holds: ['text'], certainty: 'certain' },
		{ path: 'data.history.esprinter_message', holds: ['message'], certainty: 'certain' },
		{ path: 'data.history.attachments.file_name', holds: ['document'], certainty: 'certain' },
		{ path: 'data.history.attachments.url', holds: ['document'], certainty: 'certain' },
		{ path: 'data.history.attachments.additional_information', holds: ['text'], certainty: 'certain' },
		{ path: 'data.history.location', holds: ['address'], certainty: 'unconfirmed' },
		{ path: 'data.history.extra', holds: ['text'], certainty: 'unconfirmed' },
	],
	kept: [
		'id',
		'data.order_number',
		'data.sales_order_number',
		'data.external_order_numbers',
		'data.volume_number',
		'data.tracking_code',
		'data.invoice',
	],
	isUndocumented: (event) => !event.startsWith(trackingEvent('')),
};
