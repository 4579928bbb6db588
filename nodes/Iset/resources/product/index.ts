import type { Resource } from '../../../shared/operations/operation';
import type { IsetApi } from '../../api/api';
import { get } from './get';
import { search } from './search';

export const product: Resource<IsetApi> = { name: 'Product', value: 'product', operations: [get, search] };
