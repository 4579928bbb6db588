import { checkOperation } from '../../../shared/operations/checkEndpoint';
import type { Operation, Resource } from '../../../shared/operations/operation';
import { prepareOperation } from '../../../shared/operations/setupGuide';
import { guideOperation } from '../../../WebhookDeliveries/setup/guidePage';
import type { IsetApi } from '../../api/api';
import { identity } from '../../identity';
import { endpoint } from '../../webhook/endpoint';
import { guide } from '../../webhook/guide';
import { rebuild } from './rebuild';
import { recoverMissed } from './recoverMissed';

/** Its output holds the webhook token, ready to copy. */
const prepare: Operation<IsetApi> = { ...prepareOperation<IsetApi>(guide), notForAgents: true };

export const webhook: Resource<IsetApi> = {
	name: 'Webhook',
	value: 'webhook',
	operations: [prepare, checkOperation(endpoint), guideOperation(identity.vendor, guide), rebuild, recoverMissed],
};
