import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { get } from './get';

export const statistics: Resource<InstanceApi> = { name: 'Statistics', value: 'statistics', operations: [get] };
