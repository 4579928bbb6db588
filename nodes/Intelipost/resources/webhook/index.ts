import { checkOperation } from '../../../shared/checkEndpoint';
import type { Resource } from '../../../shared/operation';
import { prepareOperation } from '../../../shared/setupGuide';
import type { IntelipostApi } from '../../api';
import { endpoint } from '../../endpoint';
import { guide } from '../../guide';

export const webhook: Resource<IntelipostApi> = {
	name: 'Webhook',
	value: 'webhook',
	operations: [prepareOperation(guide), checkOperation(endpoint)],
};
