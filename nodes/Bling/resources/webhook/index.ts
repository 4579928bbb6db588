import { checkOperation } from '../../../shared/operations/checkEndpoint';
import { prepareOperation } from '../../../shared/operations/setupGuide';
import { guideOperation } from '../../../WebhookDeliveries/setup/guidePage';
import type { BlingApi } from '../../api/api';
import { identity } from '../../identity';
import { endpoint } from '../../webhook/endpoint';
import { guide } from '../../webhook/guide';
import type { BlingResource } from '../operation';
import { rebuild } from './rebuild';
import { recoverMissed } from './recoverMissed';
import { replay } from './replay';

export const webhook: BlingResource = {
	name: 'Webhook',
	value: 'webhook',
	startsWith: 'prepare',
	operations: [
		checkOperation<BlingApi>(endpoint),
		prepareOperation<BlingApi>(guide),
		replay,
		guideOperation(identity.vendor, guide),
		rebuild,
		recoverMissed,
	],
};
