import type { Resource } from '../../../shared/operation';
import type { InstanceApi } from '../../api';
import { getMany } from './getMany';

export const endpoint: Resource<InstanceApi> = { name: 'Endpoint', value: 'endpoint', operations: [getMany] };
