import type { INodeCredentialDescription } from 'n8n-workflow';

import { instanceCredential } from './address';

/** The credential for this n8n in a vendor's node: only shown, and then required, for operations that call this n8n. */
export const instanceSlot: INodeCredentialDescription = {
	name: instanceCredential,
	displayName: 'Credential of This n8n',
	required: true,
	displayOptions: {
		show: {
			resource: ['webhook', 'tracking'],
			operation: ['check', 'guide', 'listLate', 'prepare', 'recoverMissed', 'replayEvents'],
		},
		hide: { addressFrom: ['entered'], sendTo: ['emit'] },
	},
};
