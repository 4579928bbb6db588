import type { PersonalData } from '../../shared/privacy/personalData';
import { catalogue, idKeys } from './events';

const orderEvents: readonly string[] = catalogue.filter(({ subject }) => subject === 'order').map(({ event }) => event);
const known: readonly string[] = catalogue.map(({ event }) => event);

/**
 * iSET has published almost nothing about the order in notices and API: only what implementers read
 * is known (docs/facts/iset.md §2.3, §4.2), so everything else counts as personal. Products and
 * categories contain no personal data.
 */
export const personalData: PersonalData = {
	fields: [
		{ path: 'data.customer.name', events: ['order.'], holds: ['name'], certainty: 'unconfirmed' },
		{ path: 'data.customer.phone', events: ['order.'], holds: ['phone'], certainty: 'unconfirmed' },
	],
	kept: [
		...new Set(Object.values(idKeys).flat()),
		'data.status',
		'data.type',
		'data.domain',
		'resource.products',
		'resource.totals',
		'resource.totalValue',
	],
	namesThings: (event) => known.includes(event) && !orderEvents.includes(event),
	isUndocumented: (event) => orderEvents.includes(event) || !known.includes(event),
};
