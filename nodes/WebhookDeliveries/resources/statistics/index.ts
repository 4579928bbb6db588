import type { Resource } from '../../../shared/operation';
import type { InstanceApi } from '../../api';
import { get } from './get';

export const statistics: Resource<InstanceApi> = { name: 'Statistics', value: 'statistics', operations: [get] };
