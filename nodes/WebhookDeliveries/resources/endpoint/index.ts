import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { getMany } from './getMany';

export const endpoint: Resource<InstanceApi> = { name: 'Endpoint', value: 'endpoint', operations: [getMany] };
