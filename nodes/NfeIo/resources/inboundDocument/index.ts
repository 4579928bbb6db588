import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { getMany } from './getMany';
import { resendWebhook } from './resendWebhook';

export const inboundDocument: Resource<NfeIoApi> = {
	name: 'Inbound Document',
	value: 'inboundDocument',
	operations: [getMany, resendWebhook],
};
