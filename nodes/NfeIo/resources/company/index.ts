import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { getMany } from './getMany';

export const companyResource: Resource<NfeIoApi> = { name: 'Company', value: 'company', operations: [getMany] };
