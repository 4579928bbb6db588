import type { Resource } from '../../../shared/operation';
import type { NfeIo } from '../../client';
import { getMany } from './getMany';

export const companyResource: Resource<NfeIo> = { name: 'Company', value: 'company', operations: [getMany] };
