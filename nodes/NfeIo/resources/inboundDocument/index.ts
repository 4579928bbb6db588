import type { Resource } from '../../../shared/operations/operation';
import type { NfeIo } from '../../api/client';
import { getMany } from './getMany';
import { resendWebhook } from './resendWebhook';

export const inboundDocument: Resource<NfeIo> = {
	name: 'Inbound Document',
	value: 'inboundDocument',
	operations: [getMany, resendWebhook],
};
