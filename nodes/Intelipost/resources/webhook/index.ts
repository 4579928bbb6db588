import { checkOperation } from '../../../shared/operations/checkEndpoint';
import type { Resource } from '../../../shared/operations/operation';
import { prepareOperation } from '../../../shared/operations/setupGuide';
import { guideOperation } from '../../../WebhookDeliveries/setup/guidePage';
import type { IntelipostApi } from '../../api/api';
import { identity } from '../../identity';
import { endpoint } from '../../webhook/endpoint';
import { guide } from '../../webhook/guide';
import { rebuild } from './rebuild';
import { recoverMissed } from './recoverMissed';

export const webhook: Resource<IntelipostApi> = {
	name: 'Webhook',
	value: 'webhook',
	operations: [prepareOperation(guide), checkOperation(endpoint), guideOperation(identity.vendor, guide), rebuild, recoverMissed],
};
