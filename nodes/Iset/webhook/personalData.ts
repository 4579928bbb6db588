import type { PersonalData } from '../../shared/privacy/personalData';
import { catalogue, idKeys } from './events';

const orderEvents: readonly string[] = catalogue.filter(({ subject }) => subject === 'order').map(({ event }) => event);
const known: readonly string[] = catalogue.map(({ event }) => event);

/**
 * Of an order, in the notice and in the API, iSET has published next to nothing: only what implementers read in it is known
 * (docs/facts/iset.md §2.3, §4.2), so all the rest counts as personal. Products and categories are no people.
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
