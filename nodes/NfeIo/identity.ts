import type { VendorIdentity } from '../shared/vendorIdentity.ts';
import { eventNames, rebuilds } from './webhook/events.ts';

export const identity = {
	vendor: 'nfeio',
	displayName: 'NFE.io',
	article: 'a',
	credential: 'nfeIoApi',
	actionType: 'nfeIo',
	triggerType: 'nfeIoTrigger',
	events: eventNames,
	routes: [{ path: 'nfeio', label: 'Webhook da conta' }],
	accountsParameter: 'companies',
	rebuilds,
	duplicateWindow: { unit: 'hours', default: 72 },
} as const satisfies VendorIdentity;
