import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { getOutcome } from './getOutcome';
import { listWaiting } from './listWaiting';

/** What NFS-e, NF-e and NFC-e have in common. */
export const invoice: Resource<NfeIoApi> = {
	name: 'Invoice of Any Kind',
	value: 'invoice',
	operations: [getOutcome, listWaiting],
};
