import type { Resource } from '../../../shared/operations/operation';
import type { NfeIo } from '../../api/client';
import { getMany } from './getMany';

export const companyResource: Resource<NfeIo> = { name: 'Company', value: 'company', operations: [getMany] };
