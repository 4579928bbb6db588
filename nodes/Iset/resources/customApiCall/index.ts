import type { Resource } from '../../../shared/operation';
import type { IsetApi } from '../../api';
import { request } from './request';

export const customApiCall: Resource<IsetApi> = { name: 'Custom API Call', operations: [request] };
