import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { getOutcome } from './getOutcome';
import { listWaiting } from './listWaiting';

/** What is the same for NFS-e, NF-e and NFC-e. */
export const invoice: Resource<NfeIoApi> = {
	name: 'Invoice of Any Kind',
	value: 'invoice',
	operations: [getOutcome, listWaiting],
};
