import type { Resource } from '../../../shared/operation';
import type { NfeIo } from '../../client';
import { request } from './request';

export const customApiCall: Resource<NfeIo> = { name: 'Custom API Call', operations: [request] };
