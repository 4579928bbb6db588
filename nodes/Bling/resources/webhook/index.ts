import { checkOperation } from '../../../shared/checkEndpoint';
import { prepareOperation } from '../../../shared/setupGuide';
import type { BlingApi } from '../../api';
import { blingEndpoint, blingGuide } from '../../endpoint';
import type { BlingResource } from '../operation';
import { replay } from './replay';

export const webhook: BlingResource = {
	name: 'Webhook',
	operations: [checkOperation<BlingApi>(blingEndpoint), prepareOperation<BlingApi>(blingGuide), replay],
};
