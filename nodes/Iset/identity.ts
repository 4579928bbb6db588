import type { VendorIdentity } from '../shared/vendorIdentity.ts';
import { eventNames, rebuilds, routes } from './webhook/events.ts';

export const identity = {
	vendor: 'iset',
	displayName: 'iSET',
	article: 'a',
	credential: 'isetApi',
	actionType: 'iset',
	triggerType: 'isetTrigger',
	events: eventNames,
	routes,
	maskedQuery: '?token=•••',
	rebuilds,
	duplicateWindow: { unit: 'minutes', default: 1 },
} as const satisfies VendorIdentity;
