import { checkOperation } from '../../../shared/operations/checkEndpoint';
import type { Resource } from '../../../shared/operations/operation';
import { prepareOperation } from '../../../shared/operations/setupGuide';
import { guideOperation } from '../../../WebhookDeliveries/setup/guidePage';
import type { NfeIoApi } from '../../api/client';
import { identity } from '../../identity';
import { endpoint } from '../../webhook/endpoint';
import { guide } from '../../webhook/guide';
import { create } from './create';
import { deleteOne } from './deleteOne';
import { get } from './get';
import { getEventTypes } from './getEventTypes';
import { getMany } from './getMany';
import { ping } from './ping';
import { rebuild } from './rebuild';
import { recoverMissed } from './recoverMissed';
import { repair } from './repair';
import { update } from './update';

/** There is no operation to delete all webhooks: they belong to the account, and other systems would lose theirs. */
export const webhook: Resource<NfeIoApi> = {
	name: 'Webhook',
	value: 'webhook',
	startsWith: 'prepare',
	operations: [
		checkOperation(endpoint),
		create,
		deleteOne,
		get,
		getEventTypes,
		getMany,
		ping,
		prepareOperation(guide),
		guideOperation(identity.vendor, guide),
		rebuild,
		recoverMissed,
		repair,
		update,
	],
};
