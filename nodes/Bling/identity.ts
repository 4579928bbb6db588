import type { VendorIdentity } from '../shared/vendorIdentity.ts';
import { eventNames, rebuilds } from './webhook/events.ts';

/** Time limit: docs/facts/bling.md §3. */
export const identity = {
	vendor: 'bling',
	displayName: 'Bling',
	article: 'o',
	credential: 'blingOAuth2Api',
	actionType: 'bling',
	triggerType: 'blingTrigger',
	events: eventNames,
	routes: [{ path: 'bling', label: 'Servidor' }],
	accountsParameter: 'accounts',
	duplicateWindow: { unit: 'hours', default: 72 },
	rebuilds,
	answerWithinSeconds: 5,
} as const satisfies VendorIdentity;
