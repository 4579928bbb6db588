import { checkOperation } from '../../../shared/checkEndpoint';
import type { Operation, Resource } from '../../../shared/operation';
import { prepareOperation } from '../../../shared/setupGuide';
import type { IsetApi } from '../../api';
import { endpoint } from '../../endpoint';
import { guide } from '../../guide';

/** Its output holds the webhook token, ready to copy. */
const prepare: Operation<IsetApi> = { ...prepareOperation<IsetApi>(guide), notForAgents: true };

export const webhook: Resource<IsetApi> = { name: 'Webhook', value: 'webhook', operations: [prepare, checkOperation(endpoint)] };
