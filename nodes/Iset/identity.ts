import type { VendorIdentity } from '../shared/vendorIdentity.ts';
import { eventNames, routes } from './webhook/events.ts';

export const identity = {
	vendor: 'iset',
	displayName: 'iSET',
	credential: 'isetApi',
	actionType: 'iset',
	triggerType: 'isetTrigger',
	events: eventNames,
	routes,
	maskedQuery: '?token=•••',
	duplicateWindow: { unit: 'minutes', default: 1 },
} as const satisfies VendorIdentity;
