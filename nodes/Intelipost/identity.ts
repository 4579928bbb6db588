import type { VendorIdentity } from '../shared/vendorIdentity.ts';
import { rebuilds, trackingEvents } from './webhook/events.ts';

/** Intelipost publishes no time limit (docs/facts/intelipost.md). */
export const identity = {
	vendor: 'intelipost',
	displayName: 'Intelipost',
	article: 'a',
	credential: 'intelipostApi',
	actionType: 'intelipost',
	triggerType: 'intelipostTrigger',
	events: trackingEvents,
	routes: [{ path: 'intelipost', label: 'Eventos de rastreamento' }],
	nouns: { tracking: 'Envio' },
	rebuilds,
	duplicateWindow: { unit: 'minutes', default: 10 },
} as const satisfies VendorIdentity;
