import { checkOperation } from '../../../shared/checkEndpoint';
import { prepareOperation } from '../../../shared/setupGuide';
import type { BlingApi } from '../../api';
import { endpoint } from '../../endpoint';
import { guide } from '../../guide';
import type { BlingResource } from '../operation';
import { replay } from './replay';

export const webhook: BlingResource = {
	name: 'Webhook',
	value: 'webhook',
	operations: [checkOperation<BlingApi>(endpoint), prepareOperation<BlingApi>(guide), replay],
};
