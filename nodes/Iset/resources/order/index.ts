import type { Resource } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { get } from './get';
import { getMany } from './getMany';
import { reconcile } from './reconcile';

export const order: Resource<IsetApi> = { name: 'Order', value: 'order', operations: [get, getMany, reconcile] };
