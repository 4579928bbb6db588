import type { Resource } from '../../../shared/operation';
import type { NfeIo } from '../../client';
import { getMany } from './getMany';
import { resendWebhook } from './resendWebhook';

export const inboundDocument: Resource<NfeIo> = {
	name: 'Inbound Document',
	value: 'inboundDocument',
	operations: [getMany, resendWebhook],
};
